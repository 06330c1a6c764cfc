import { SLOTS } from "./memory.ts";

const BITS = 32;
const ROWS = SLOTS / BITS;

/** How many words a {@link SlotBits} takes: one that says which rows have members, and a bit for each slot. */
export const SLOT_BITS_WORDS: number = 1 + ROWS;

/**
 * A set of threads in shared memory, one bit a slot. Layout: `Int32[33]`: summary (bit r: row r may have members), then
 * 32 rows.
 *
 * A row is changed before the summary, both ways: `add` sets the summary last, and `remove`, having cleared it, looks at
 * the row again. So a member whose `add` has returned is always found; the other order would lose one that is added
 * between a look at the row and the clearing.
 *
 * A bit says nothing about the slot's generation: a member may be long dead, and whoever reads the set must live with
 * waking somebody for nothing.
 */
export class SlotBits {
  readonly #words: Int32Array;
  readonly #summary: number;

  /** `at` is the index of the first of its words. */
  constructor(words: Int32Array, at: number) {
    this.#words = words;
    this.#summary = at;
  }

  /** True is certain; false may be about somebody who has left. */
  get empty(): boolean {
    return Atomics.load(this.#words, this.#summary) === 0;
  }

  has(slot: number): boolean {
    return (Atomics.load(this.#words, this.#row(slot >>> 5)) & (1 << (slot & 31))) !== 0;
  }

  add(slot: number): void {
    const row = slot >>> 5;
    Atomics.or(this.#words, this.#row(row), 1 << (slot & 31));
    Atomics.or(this.#words, this.#summary, 1 << row);
  }

  /** Takes a slot out and says whether it was in: of several callers only one is told so. */
  remove(slot: number): boolean {
    const row = slot >>> 5;
    const bit = 1 << (slot & 31);
    const before = Atomics.and(this.#words, this.#row(row), ~bit);
    if ((before & ~bit) === 0) this.#forget(row);
    return (before & bit) !== 0;
  }

  /** Takes some member out, the first from slot `first` on in a circle but never `except`; -1 when there is none. */
  take(first: number, except: number): number {
    for (let step = 0; step <= ROWS && !this.empty; step += 1) {
      const row = ((first >>> 5) + step) % ROWS;
      const slot = this.#takeOf(row, rowMask(step, first), except);
      if (slot >= 0) return slot;
    }
    return -1;
  }

  /** Who is in it at about this moment. */
  members(): number[] {
    const found: number[] = [];
    const summary = Atomics.load(this.#words, this.#summary);
    for (let row = 0; summary !== 0 && row < ROWS; row += 1) {
      if ((summary & (1 << row)) === 0) continue;
      let bits = Atomics.load(this.#words, this.#row(row));
      for (; bits !== 0; bits &= bits - 1) found.push(row * BITS + lowestBit(bits));
    }
    return found;
  }

  #takeOf(row: number, mask: number, except: number): number {
    let bits = Atomics.load(this.#words, this.#row(row)) & mask;
    while (bits !== 0) {
      const slot = row * BITS + lowestBit(bits);
      bits &= bits - 1;
      if (slot !== except && this.remove(slot)) return slot;
    }
    return -1;
  }

  #forget(row: number): void {
    Atomics.and(this.#words, this.#summary, ~(1 << row));
    if (Atomics.load(this.#words, this.#row(row)) !== 0)
      Atomics.or(this.#words, this.#summary, 1 << row);
  }

  #row(row: number): number {
    return this.#summary + 1 + row;
  }
}

/** The first row is looked at twice: from `first` on at the beginning, what is before it at the end. */
function rowMask(step: number, first: number): number {
  const fromFirst = -1 << (first & 31);
  if (step === 0) return fromFirst;
  return step === ROWS ? ~fromFirst : -1;
}

function lowestBit(bits: number): number {
  return BITS - 1 - Math.clz32(bits & -bits);
}
