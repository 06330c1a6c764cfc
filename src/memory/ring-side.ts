import { Latch } from "./latch.ts";
import type { Block } from "./memory.ts";

/** The words of a slot. */
export const side = {
  /** Which section: a reference, of 3 words. */
  section: 0,
  /** Where in it the next record will be put, or is to be taken from: in units of 8 bytes. */
  position: 3,
  /** How many units all records that were put, or taken, have had together; modulo 2^32. */
  units: 4,
  /** Producers: how far, as far as they know, the consumers have come in this section. */
  known: 5,
  /** Consumers: how many of the records that were taken have been dropped by `clear`; modulo 2^32. */
  dropped: 5,
  /** Producers: as far as they know, `units` of the consumers. */
  knownUnits: 6,
  /** So many they are. */
  words: 7,
} as const;

const LATCH = 0;
const COUNT = 1;
const SLOTS_AT = 2;

/** One cache line, so that producers and consumers don't slow each other down. */
export const RING_SIDE_WORDS: number = SLOTS_AT + 2 * side.words;

/**
 * How far the producers, or the consumers, of a ring have come. Layout: `Int32[16]`: latch, count of records, and two
 * slots of 7 words, see {@link side}: the slot that is valid is the one with the number `count % 2`.
 *
 * Whoever has the latch fills the other slot and then raises the count by an odd number: this one store commits the
 * count and all that is in the slot together. Whoever is killed before leaves nothing behind that anybody will read, so
 * there is nothing to repair.
 */
export class RingSide {
  readonly latch: Latch;
  readonly #words: Int32Array;
  readonly #at: number;

  /** `offset` is in words from the block's start. */
  constructor(block: Block, offset: number) {
    this.latch = new Latch(block, offset + LATCH);
    this.#words = block.words;
    this.#at = block.start + offset;
  }

  /** How many records have been put, or taken; as a word, so it wraps. */
  get count(): number {
    return Atomics.load(this.#words, this.#at + COUNT);
  }

  /** The index of the first word of the slot that is valid while the count is this. */
  slotAt(count: number): number {
    return this.#at + SLOTS_AT + (count & 1) * side.words;
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
      const count = this.count;
      const slot = this.slotAt(count);
      for (let word = 0; word < side.words; word += 1)
        target[word] = Atomics.load(this.#words, slot + word);
      if (this.count === count) return count;
    }
  }
}

/** Room for what {@link RingSide.snapshot} gives. */
export function makeSnapshot(): Int32Array {
  return new Int32Array(side.words);
}

export function copySlot(words: Int32Array, from: number, to: number): void {
  // For so few words a loop beats `copyWithin`.
  for (let word = 0; word < side.words; word += 1) words[to + word] = words[from + word] ?? 0;
}
