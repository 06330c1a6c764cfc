/** Items in the order in which they came; the first one can be taken, and put back. All in constant time. */
export class ItemLine {
  #items: unknown[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  append(item: unknown): void {
    this.#items.push(item);
  }

  /** Takes the first one; there must be one. */
  take(): unknown {
    const item = this.#items[this.#head];
    // What has been taken must not be kept alive.
    this.#items[this.#head] = undefined;
    this.#head += 1;
    if (this.#head === this.#items.length) this.clear();
    else if (this.#head >= 1024 && this.#head * 2 >= this.#items.length) this.#compact();
    return item;
  }

  /** Puts an item back, as the first one. */
  putBack(item: unknown): void {
    if (this.#head === 0) this.#items.unshift(item);
    else {
      this.#head -= 1;
      this.#items[this.#head] = item;
    }
  }

  clear(): void {
    this.#items = [];
    this.#head = 0;
  }

  #compact(): void {
    this.#items = this.#items.slice(this.#head);
    this.#head = 0;
  }
}
