import { kinds } from "./kinds.ts";
import type { Block } from "./memory.ts";
import { copyPooled } from "./record-pool.ts";
import {
  clearReference,
  giveUp,
  isReferenceAt,
  readReference,
  REFERENCE_WORDS,
  writeReference,
} from "./reference-words.ts";

const WORD_BYTES = 4;
const LINE_WORDS = 16;
/** The words of the head. */
const CAPACITY = 0;
const HEAD_WORDS = LINE_WORDS;
/** The words of an entry. */
const USED = 0;
const LENGTH = 1;
const PRIORITY = 2;
const SERIAL = 4;
const ELSEWHERE = 5;
const BYTES: number = ELSEWHERE + REFERENCE_WORDS;
const ENTRY_WORDS = 32;
/** Longer items are in a block of their own. */
const LARGEST_INLINE: number = (ENTRY_WORDS - BYTES) * WORD_BYTES;

/** Which of two items comes first. */
export type HeapOrder = "lowest first" | "last first";

/** An item and what decides when its turn comes. */
export interface HeapItem {
  readonly bytes: Uint8Array;
  readonly priority: number;
  /** The how-manieth it is, modulo 2^32. */
  readonly serial: number;
}

/**
 * The entries of a heap: a block with room for so many items. Layout: `Int32[16]`: how many entries there are; then for
 * each its number in the order of the heap, free ones behind those that are used; then, from a multiple of 16 words on,
 * the entries, of 32 words each: 1 when it is used; length in bytes; priority as a float64; serial number; and either the
 * item or, when that is longer than 96 bytes, the reference of its block.
 *
 * Whether an entry is used says the heap's head, and this table follows it; the order is computed from the entries
 * whenever somebody has died in between.
 */
export class HeapTable {
  readonly block: Block;
  readonly capacity: number;
  readonly #lastFirst: boolean;
  readonly #words: Int32Array;
  readonly #numbers: Float64Array;
  readonly #order: number;
  readonly #entries: number;

  constructor(block: Block, order: HeapOrder) {
    this.block = block;
    this.capacity = Atomics.load(block.words, block.start + CAPACITY);
    this.#lastFirst = order === "last first";
    this.#words = block.words;
    // The words of any memory begin its buffer.
    this.#numbers = new Float64Array(block.words.buffer, 0, block.words.length >>> 1);
    this.#order = block.start + HEAD_WORDS;
    this.#entries = this.#order + Math.ceil(this.capacity / LINE_WORDS) * LINE_WORDS;
  }

  /** Makes a table; it is a part of `owner`. Throws MemoryFullError. */
  static make(owner: Block, capacity: number, order: HeapOrder): HeapTable {
    const words =
      HEAD_WORDS + Math.ceil(capacity / LINE_WORDS) * LINE_WORDS + capacity * ENTRY_WORDS;
    const block = owner.memory.allocate({ kind: kinds.heapPart, bytes: words * WORD_BYTES, owner });
    Atomics.store(block.words, block.start + CAPACITY, capacity);
    const table = new HeapTable(block, order);
    for (let index = 0; index < capacity; index += 1) table.#setEntryAt(index, index);
    return table;
  }

  /** The entry at this place of the order. */
  entryAt(index: number): number {
    return this.#words[this.#order + index] ?? 0;
  }

  /** Writes an item into an entry. Its bytes are in the block, if there is one. */
  write(entry: number, { bytes, priority, serial }: HeapItem, block: Block | undefined): void {
    const words = this.#words;
    const at = this.#wordOf(entry);
    words[at + LENGTH] = bytes.length;
    this.#numbers[(at + PRIORITY) >>> 1] = priority;
    words[at + SERIAL] = serial;
    clearReference(words, at + ELSEWHERE);
    if (block === undefined) this.block.bytes.set(bytes, (at + BYTES) * WORD_BYTES);
    else writeReference(words, at + ELSEWHERE, block.reference);
  }

  /** A copy of the bytes of the item in an entry; it may be a part of a larger buffer. */
  read(entry: number): Uint8Array {
    const at = this.#wordOf(entry);
    const length = (this.#words[at + LENGTH] ?? 0) >>> 0;
    const reference = readReference(this.#words, at + ELSEWHERE);
    const { bytes, start } =
      reference === undefined
        ? { bytes: this.block.bytes, start: at + BYTES }
        : this.block.memory.open(reference);
    return copyPooled(bytes, start * WORD_BYTES, start * WORD_BYTES + length);
  }

  isUsed(entry: number): boolean {
    return this.#words[this.#wordOf(entry) + USED] === 1;
  }

  /** The entry, free until now and at this place of the order, is used: it finds its place. */
  add(index: number): void {
    this.use(this.entryAt(index));
    this.#rise(index);
  }

  /** The first of `size` entries isn't used any more. */
  removeFirst(size: number): void {
    const first = this.entryAt(0);
    this.free(first);
    this.#setEntryAt(0, this.entryAt(size - 1));
    this.#setEntryAt(size - 1, first);
    this.#sink(0, size - 1);
  }

  /** Marks an entry as free, and gives up the block of its item, if it has one. May be done twice. */
  free(entry: number): void {
    const at = this.#wordOf(entry);
    const reference = readReference(this.#words, at + ELSEWHERE);
    Atomics.store(this.#words, at + USED, 0);
    if (reference !== undefined) giveUp(this.block.memory, reference);
    clearReference(this.#words, at + ELSEWHERE);
  }

  /** The same for all that are used. */
  freeAll(): void {
    for (let entry = 0; entry < this.capacity; entry += 1) if (this.isUsed(entry)) this.free(entry);
  }

  /** Marks an entry as used. May be done twice. */
  use(entry: number): void {
    Atomics.store(this.#words, this.#wordOf(entry) + USED, 1);
  }

  /** Computes the order from the entries. */
  sort(): void {
    const all = Array.from({ length: this.capacity }, (_, entry) => entry);
    const used = all.filter((entry) => this.isUsed(entry));
    used.sort((one, other) => (this.#isBefore(one, other) ? -1 : 1));
    const free = all.filter((entry) => !this.isUsed(entry));
    for (const [index, entry] of [...used, ...free].entries()) this.#setEntryAt(index, entry);
  }

  /** Copies `size` entries of another table into this one, which is empty. */
  copyFrom(other: HeapTable, size: number): void {
    for (let index = 0; index < size; index += 1) {
      const from = other.#wordOf(other.entryAt(index));
      this.#words.set(other.#words.subarray(from, from + ENTRY_WORDS), this.#wordOf(index));
    }
  }

  /** Whether the reference at this index leads here. */
  isAt(words: Int32Array, index: number): boolean {
    return isReferenceAt(words, index, this.block.reference);
  }

  #rise(from: number): void {
    for (let index = from; index > 0;) {
      const parent = (index - 1) >>> 1;
      if (!this.#swapped(parent, index)) return;
      index = parent;
    }
  }

  #sink(from: number, size: number): void {
    for (let index = from; ;) {
      const left = 2 * index + 1;
      if (left >= size) return;
      const right = left + 1;
      const isRight = right < size && this.#isBefore(this.entryAt(right), this.entryAt(left));
      const child = isRight ? right : left;
      if (!this.#swapped(index, child)) return;
      index = child;
    }
  }

  /** Swaps what is at two places if the second one comes first. */
  #swapped(index: number, later: number): boolean {
    const [one, other] = [this.entryAt(index), this.entryAt(later)];
    if (!this.#isBefore(other, one)) return false;
    this.#setEntryAt(index, other);
    this.#setEntryAt(later, one);
    return true;
  }

  #isBefore(one: number, other: number): boolean {
    const [first, second] = [this.#wordOf(one), this.#wordOf(other)];
    const later = ((this.#words[first + SERIAL] ?? 0) - (this.#words[second + SERIAL] ?? 0)) | 0;
    if (this.#lastFirst) return later > 0;
    const a = this.#numbers[(first + PRIORITY) >>> 1] ?? 0;
    const b = this.#numbers[(second + PRIORITY) >>> 1] ?? 0;
    return a < b || (a === b && later < 0);
  }

  #setEntryAt(index: number, entry: number): void {
    this.#words[this.#order + index] = entry;
  }

  #wordOf(entry: number): number {
    return this.#entries + entry * ENTRY_WORDS;
  }
}

/** Puts the bytes of an item that is too long for an entry into a block, which is a part of `owner`. */
export function makeItemBlock(owner: Block, bytes: Uint8Array): Block | undefined {
  const { length } = bytes;
  if (length <= LARGEST_INLINE) return undefined;
  const block = owner.memory.allocate({ kind: kinds.heapPart, bytes: length, owner });
  block.bytes.set(bytes, block.start * WORD_BYTES);
  return block;
}
