/** Moments, the earliest first: a binary heap. Adding and taking cost O(log n). */
export class DueHeap {
  readonly #moments: number[] = [];

  /** The earliest, or undefined when there is none. */
  get earliest(): number | undefined {
    return this.#moments[0];
  }

  add(moment: number): void {
    const moments = this.#moments;
    let at = moments.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const other = this.#at(above);
      if (other <= moment) break;
      moments[at] = other;
      at = above;
    }
    moments[at] = moment;
  }

  /** Takes the earliest out. */
  removeEarliest(): void {
    const moments = this.#moments;
    const last = moments.pop();
    if (last === undefined || moments.length === 0) return;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const below = this.#at(left + 1) < this.#at(left) ? left + 1 : left;
      if (this.#at(below) >= last) break;
      moments[at] = this.#at(below);
      at = below;
    }
    moments[at] = last;
  }

  #at(index: number): number {
    return this.#moments[index] ?? Number.POSITIVE_INFINITY;
  }
}
