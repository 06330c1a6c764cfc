/** An iterator as an answer, such as that of `reversed(proxy)`: it goes out with all its items, as Python's do. */
export class IteratorOutput {
  readonly items: readonly unknown[];

  constructor(items: readonly unknown[]) {
    this.items = items;
  }
}
