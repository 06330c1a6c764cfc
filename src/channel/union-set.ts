import type { Block, Waits, WaitSet } from "../memory/memory.ts";

/**
 * Several sets of waiting threads as one, for a blocked thread that waits for several things: it is a member when it is
 * in all of them, so it has been called when it is missing in one.
 */
export class UnionSet implements WaitSet {
  readonly block: Block;
  /** No other wait of this thread is for just this union. */
  readonly key = -1;
  /** Nobody is called through a union, but through its sets. */
  readonly empty = true;
  readonly #sets: readonly WaitSet[];
  readonly #parking: Waits;

  constructor(sets: readonly [WaitSet, ...WaitSet[]]) {
    this.block = sets[0].block;
    this.#sets = sets;
    this.#parking = this.block.memory.parking;
  }

  has(slot: number): boolean {
    return this.#sets.every((set) => set.has(slot));
  }

  add(slot: number): void {
    for (const set of this.#sets) set.add(slot);
  }

  /** Passes every call on: a wait for several things only looks at them, and takes nothing. */
  remove(slot: number): boolean {
    const missing = this.#sets.filter((set) => !set.remove(slot));
    for (const set of missing) this.#parking.wake(set);
    return missing.length === 0;
  }

  take(): number {
    return -1;
  }
}
