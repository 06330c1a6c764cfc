import { copyPooled } from "./record-pool.ts";
import { kinds } from "./kinds.ts";
import type { Block, BlockReference } from "./memory.ts";
import { clearReference, isReferenceAt, readReference, writeReference } from "./reference-words.ts";

/** What stands in the place of a record's length. */
const mark = {
  /** Nothing comes any more from here to the end: the record is at the beginning of the section. */
  skip: -1,
  /** The record is at the beginning of the next section. */
  next: -2,
} as const;

const CAPACITY = 0;
const NEXT = 1;
/** Begins at a multiple of 64 bytes. */
const RECORDS = 16;
const WORD_BYTES = 4;
/** Records begin at multiples of this many bytes: aligned copies are up to ten times as fast. */
export const UNIT_BYTES = 8;
const UNIT_WORDS: number = UNIT_BYTES / WORD_BYTES;
/** Up to this many bytes a loop beats the call into native code. */
const SHORT = 32;

/** How many units a record takes: one for its length, and its bytes. */
export function unitsOf(length: number): number {
  return 1 + Math.ceil(length / UNIT_BYTES);
}

/**
 * A piece of a ring: a block in which records stand in a circle. Layout: `Int32[0]`: how many units of 8 bytes the circle
 * has; `Int32[1-3]`: the reference of the next section; from `Int32[16]` on the units.
 *
 * A record is a unit whose first word is its length in bytes, and its bytes, padded to whole units. It is never in two
 * parts: where it doesn't fit before the end, a mark says that it is at the beginning (two copies would cost every small
 * record more than the lost room is worth). Behind the last record one unit is always free: for the mark that leads to
 * the next section, and so that a full circle differs from an empty one.
 */
export class RingSection {
  readonly block: Block;
  /** In units. */
  readonly capacity: number;
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  /** The index of the first word of the circle. */
  readonly #records: number;
  readonly #next: number;

  constructor(block: Block) {
    this.block = block;
    this.capacity = Atomics.load(block.words, block.start + CAPACITY);
    this.#words = block.words;
    this.#bytes = block.bytes;
    this.#records = block.start + RECORDS;
    this.#next = block.start + NEXT;
  }

  /** Makes a section of so many units; it is a part of `owner`. Throws MemoryFullError. */
  static make(owner: Block, capacity: number): RingSection {
    const bytes = RECORDS * WORD_BYTES + capacity * UNIT_BYTES;
    const block = owner.memory.allocate({ kind: kinds.ringSection, bytes, owner });
    Atomics.store(block.words, block.start + CAPACITY, capacity);
    return new RingSection(block);
  }

  /** Whether the reference at this index leads here. */
  isAt(words: Int32Array, index: number): boolean {
    return isReferenceAt(words, index, this.block.reference);
  }

  /** The reference of the next section; one that no mark leads to may be left over from a producer that died. */
  get next(): BlockReference | undefined {
    return readReference(this.#words, this.#next);
  }

  set next(reference: BlockReference | undefined) {
    clearReference(this.#words, this.#next);
    if (reference !== undefined) writeReference(this.#words, this.#next, reference);
  }

  /** Where a record of so many units can be put, when the records stand between `head` and `tail`; -1: nowhere. */
  place(units: number, head: number, tail: number): number {
    if (tail < head) return units < head - tail ? tail : -1;
    const left = this.capacity - tail;
    if (units < left || (units === left && head > 0)) return tail;
    return units < head ? 0 : -1;
  }

  /** Where the record or mark behind this one is. */
  after(position: number, units: number): number {
    const next = position + units;
    return next === this.capacity ? 0 : next;
  }

  markSkip(position: number): void {
    this.#words[this.#wordOf(position)] = mark.skip;
  }

  markNext(position: number): void {
    this.#words[this.#wordOf(position)] = mark.next;
  }

  leadsOn(position: number): boolean {
    return this.#words[this.#wordOf(position)] === mark.next;
  }

  /** Where the record really is that is to be read at this position. */
  resolve(position: number): number {
    return this.#words[this.#wordOf(position)] === mark.skip ? 0 : position;
  }

  lengthAt(position: number): number {
    return (this.#words[this.#wordOf(position)] ?? 0) >>> 0;
  }

  write(position: number, record: Uint8Array): void {
    const { length } = record;
    const word = this.#wordOf(position);
    const bytes = this.#bytes;
    const at = (word + UNIT_WORDS) * WORD_BYTES;
    this.#words[word] = length;
    if (length > SHORT) bytes.set(record, at);
    else
      for (let index = 0; index < length; index += 1) bytes[at + index] = record[index] as number;
  }

  /** A copy of the record that is there; `pooled`: see {@link copyPooled}. */
  read(position: number, pooled: boolean): Uint8Array {
    const word = this.#wordOf(position);
    const at = (word + UNIT_WORDS) * WORD_BYTES;
    const end = at + ((this.#words[word] ?? 0) >>> 0);
    return pooled ? copyPooled(this.#bytes, at, end) : this.#bytes.slice(at, end);
  }

  /** Nobody will come here again: it is freed when nobody has it open any more. */
  giveUp(): void {
    this.block.discard();
    this.block.release();
  }

  #wordOf(position: number): number {
    return this.#records + position * UNIT_WORDS;
  }
}
