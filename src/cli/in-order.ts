/** Gives items back in the order of their positions, whatever the order in which they come. */
export class InOrder<Item> {
  readonly #early = new Map<number, Item>();
  #next = 0;

  /** Takes the item of a position (they count from 0, without a gap) and gives all those whose turn has come. */
  take(position: number, item: Item): Item[] {
    this.#early.set(position, item);
    const due: Item[] = [];
    for (
      let first = this.#early.get(this.#next);
      first !== undefined;
      first = this.#early.get(this.#next)
    ) {
      this.#early.delete(this.#next);
      this.#next += 1;
      due.push(first);
    }
    return due;
  }
}
