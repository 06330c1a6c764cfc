import { Reader } from "../codec/reader.ts";
import { Writer } from "../codec/writer.ts";
import { readPayload, writePayload } from "./payload.ts";

/**
 * A sheet is a part of a map's items in memory that several workers share: whoever has nothing to do claims the next
 * items. So nobody has to guess beforehand which worker will be done first.
 *
 *     Int32    how many items have been claimed, or more than there are
 *     Int32    how many items there are
 *     Int32[]  where each item begins, and where the last one ends, in bytes from the start of the payloads
 *     payloads one for each item
 */
const CLAIMED = 0;
const COUNT = 1;
const OFFSETS = 2;
const WORD = Int32Array.BYTES_PER_ELEMENT;

/** A sheet has no more items than this, since nobody can begin before it is written … */
const MOST_ITEMS = 4_096;
/** … and takes no more when it has so many bytes. */
const MOST_BYTES = 256 * 1_024;

/** Items that are nobody else's now. */
export interface Claim {
  readonly first: number;
  /** A promise stands for an item whose code has to be loaded first. */
  readonly items: unknown[];
}

/** One side's view of a sheet. */
export class Sheet {
  readonly buffer: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #offsets: Int32Array;
  readonly #payloads: Uint8Array;

  constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    this.#words = new Int32Array(buffer, 0, OFFSETS);
    this.#offsets = new Int32Array(buffer, OFFSETS * WORD, this.count + 1);
    this.#payloads = new Uint8Array(buffer, OFFSETS * WORD + this.#offsets.byteLength);
  }

  /** How many items there are. */
  get count(): number {
    return this.#words[COUNT] ?? 0;
  }

  /** How many items haven't been claimed. */
  get remaining(): number {
    return Math.max(0, this.count - Atomics.load(this.#words, CLAIMED));
  }

  /** Claims the next items, up to `most`; undefined when none are left. */
  claim(most: number): Claim | undefined {
    const { count } = this;
    // Nobody adds when nothing is left, so the sum stays far below what a word can hold.
    if (this.remaining === 0) return undefined;
    const first = Atomics.add(this.#words, CLAIMED, most);
    if (first >= count) return undefined;
    return { first, items: this.#read(first, Math.min(count, first + most)) };
  }

  /** Leaves nothing to claim. */
  close(): void {
    Atomics.store(this.#words, CLAIMED, this.count);
  }

  #read(first: number, end: number): unknown[] {
    const offsets = this.#offsets;
    // A copy: what is decoded may be views on these bytes, and others see this memory, too.
    const reader = new Reader(this.#payloads.slice(offsets[first], offsets[end]));
    const items: unknown[] = [];
    for (let index = first; index < end; index++) items.push(readPayload(reader, NOTHING));
    return items;
  }
}

const NOTHING: readonly never[] = [];

/** Writes sheets, one after the other. */
export class SheetWriter {
  readonly #writer = new Writer();
  readonly #attachments: unknown[] = [];
  #offsets: number[] = [];

  /** How many items have been written to the sheet at hand. */
  get count(): number {
    return this.#offsets.length;
  }

  get isFull(): boolean {
    return this.count >= MOST_ITEMS || this.#writer.position >= MOST_BYTES;
  }

  /**
   * Adds a copy of an item. False, and nothing has been added, when it can't lie in shared memory. Throws
   * NotSendableError as `pack`.
   */
  add(item: unknown): boolean {
    const start = this.#writer.position;
    const attachments = this.#attachments;
    writePayload(this.#writer, item, { attachments, attaches: "objects" });
    if (attachments.length > 0) {
      attachments.length = 0;
      this.#writer.position = start;
      return false;
    }
    this.#offsets.push(start);
    return true;
  }

  /** Gives the sheet, and begins the next. */
  finish(): Sheet {
    const offsets = this.#offsets;
    const bytes = this.#writer.view();
    const begin = (OFFSETS + offsets.length + 1) * WORD;
    const buffer = new SharedArrayBuffer(begin + bytes.length);
    const words = new Int32Array(buffer, 0, begin / WORD);
    words[COUNT] = offsets.length;
    words.set(offsets, OFFSETS);
    words[OFFSETS + offsets.length] = bytes.length;
    new Uint8Array(buffer, begin).set(bytes);
    this.#offsets = [];
    this.#writer.reset();
    return new Sheet(buffer);
  }
}
