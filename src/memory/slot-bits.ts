import { SLOTS } from "./memory.ts";

const BITS = 32;
const ROWS = SLOTS / BITS;

/** How many words {@link SlotBits} take: one that says which rows to look at, and a bit for each slot. */
export const SLOT_BITS_WORDS: number = 1 + ROWS;

/**
 * A set of threads in shared memory, one bit a slot. Layout: `Int32[33]`: summary (bit r: row r has ever had members),
 * then 32 rows.
 *
 * Bits of the summary are never cleared. Clearing one for an empty row, and setting it again when a look afterwards shows
 * that somebody has come meanwhile, would hide that one between the two, from whoever changes what they wait for just
 * then: a lost wake-up, which the explorer of the tests has found.
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

  /** Whether there are no members. */
  get empty(): boolean {
    let rows = Atomics.load(this.#words, this.#summary);
    for (; rows !== 0; rows &= rows - 1) {
      if (Atomics.load(this.#words, this.#row(lowestBit(rows))) !== 0) return false;
    }
    return true;
  }

  has(slot: number): boolean {
    return (Atomics.load(this.#words, this.#row(slot >>> 5)) & (1 << (slot & 31))) !== 0;
  }

  add(slot: number): void {
    const row = slot >>> 5;
    Atomics.or(this.#words, this.#row(row), 1 << (slot & 31));
    if ((Atomics.load(this.#words, this.#summary) & (1 << row)) === 0)
      Atomics.or(this.#words, this.#summary, 1 << row);
  }

  /** Takes a slot out and says whether it was in: of several callers only one is told so. */
  remove(slot: number): boolean {
    const bit = 1 << (slot & 31);
    return (Atomics.and(this.#words, this.#row(slot >>> 5), ~bit) & bit) !== 0;
  }

  /** Takes some member out, the first from slot `first` on in a circle but never `except`; -1 when there is none. */
  take(first: number, except: number): number {
    const summary = Atomics.load(this.#words, this.#summary);
    if (summary === 0) return -1;
    for (let step = 0; step <= ROWS; step += 1) {
      const row = ((first >>> 5) + step) % ROWS;
      if ((summary & (1 << row)) === 0) continue;
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
