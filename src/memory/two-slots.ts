import { Latch } from "./latch.ts";
import type { Block } from "./memory.ts";

/** How many words a slot has; what they mean is the user's. */
export const TWO_SLOTS_ROOM = 7;

const LATCH = 0;
const COUNT = 1;
const SLOTS_AT = 2;

/** One cache line, so that those who use different ones don't slow each other down. */
export const TWO_SLOTS_WORDS: number = SLOTS_AT + 2 * TWO_SLOTS_ROOM;

/**
 * Several words that change in one piece. Layout: `Int32[16]`: a latch, a count, and two slots of 7 words, of which the
 * one with the number `count % 2` is valid.
 *
 * Whoever has the latch fills the other slot and then raises the count by an odd number: this one store commits the
 * count and all that is in the slot together. Whoever is killed before leaves nothing behind that anybody will read.
 */
export class TwoSlots {
  readonly latch: Latch;
  readonly #words: Int32Array;
  readonly #at: number;

  /** `offset` is in words from the block's start. */
  constructor(block: Block, offset: number) {
    this.latch = new Latch(block, offset + LATCH);
    this.#words = block.words;
    this.#at = block.start + offset;
  }

  /** A word, so it wraps. */
  get count(): number {
    return Atomics.load(this.#words, this.#at + COUNT);
  }

  /** The index of the first word of the slot that is valid while the count is this. */
  slotAt(count: number): number {
    return this.#at + SLOTS_AT + (count & 1) * TWO_SLOTS_ROOM;
  }

  commit(count: number): void {
    Atomics.store(this.#words, this.#at + COUNT, count);
  }

  /**
   * For who hasn't got the latch: copies the valid slot to `target`, and gives the count that it belongs to. All in it is
   * from one moment: while it is read the slot may be filled for the count after the next, but not before the count has
   * changed.
   */
  snapshot(target: Int32Array): number {
    for (;;) {
      const { count } = this;
      const slot = this.slotAt(count);
      for (let word = 0; word < TWO_SLOTS_ROOM; word += 1)
        target[word] = Atomics.load(this.#words, slot + word);
      if (this.count === count) return count;
    }
  }
}

/** Room for what {@link TwoSlots.snapshot} gives. */
export function makeSnapshot(): Int32Array {
  return new Int32Array(TWO_SLOTS_ROOM);
}

export function copySlot(words: Int32Array, from: number, to: number): void {
  // For so few words a loop beats `copyWithin`.
  for (let word = 0; word < TWO_SLOTS_ROOM; word += 1) words[to + word] = words[from + word] ?? 0;
}
