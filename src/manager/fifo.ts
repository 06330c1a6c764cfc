/** First in, first out, at the same cost however many there are. */
export class Fifo<Item> {
  readonly #items: (Item | undefined)[] = [];
  #first = 0;

  get size(): number {
    return this.#items.length - this.#first;
  }

  add(item: Item): void {
    this.#items.push(item);
  }

  /** Gives the oldest one, or undefined when there is none. */
  take(): Item | undefined {
    const item = this.#items[this.#first];
    if (this.#first >= this.#items.length) return undefined;
    this.#items[this.#first] = undefined;
    this.#first += 1;
    if (this.#first === this.#items.length) this.#clear();
    return item;
  }

  /** Gives all of them, oldest first, and is empty then. */
  takeAll(): Item[] {
    const all: Item[] = [];
    for (let item = this.take(); item !== undefined; item = this.take()) all.push(item);
    return all;
  }

  #clear(): void {
    this.#items.length = 0;
    this.#first = 0;
  }
}
