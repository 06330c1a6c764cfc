import { MemoryFullError } from "../errors.ts";
import type { Libc } from "./libc-calls.ts";
import {
  head,
  MOST_SEGMENTS,
  PAGE_BYTES,
  segment,
  SEGMENT_WORDS,
  SEGMENTS_AT,
  TABLES_PAGES,
  WORD_BYTES,
} from "./layout.ts";
import { mapPages, type Mapping } from "./mapping.ts";

const NEW = 0;
const PREPARING = 1;
/** "SKN1": also tells this kind of file from any other. */
export const READY = 0x534b_4e31;
/** Who prepares the tables needs microseconds; after so many milliseconds it must have died. */
const GIVE_UP_AFTER = 1_000;
const ENOSPC = 28;

/** A row of the table of segments. */
export interface SegmentRow {
  readonly startPage: number;
  readonly pages: number;
  readonly blockShift: number;
}

/** The tables at the beginning of the memory file: head, slots and segments. See layout.ts. */
export class Tables {
  readonly libc: Libc;
  readonly descriptor: number;
  readonly address: number;
  readonly words: Int32Array;

  constructor(libc: Libc, descriptor: number) {
    this.libc = libc;
    this.descriptor = descriptor;
    this.#reserve(0, TABLES_PAGES);
    const mapping = mapPages(libc, descriptor, { startPage: 0, pages: TABLES_PAGES });
    this.address = mapping.address;
    this.words = mapping.words;
    this.#prepare();
  }

  get slotCount(): number {
    return Atomics.load(this.words, head.slotCount);
  }

  get segmentCount(): number {
    return Atomics.load(this.words, head.segmentCount);
  }

  /** How many blocks have been freed so far, modulo 2^32. */
  get freed(): number {
    return Atomics.load(this.words, head.freed);
  }

  countFreed(): void {
    Atomics.add(this.words, head.freed, 1);
  }

  /** Runs `change` while no other thread gives out slots or segments. Each change must be committed by one store. */
  exclusively<Result>(change: () => Result): Result {
    const mutex = this.address + head.mutex * WORD_BYTES;
    // Whether the last holder died doesn't matter: what it hadn't committed isn't there.
    this.libc.lockMutex(mutex);
    try {
      return change();
    } finally {
      this.libc.unlockMutex(mutex);
    }
  }

  segmentRow(number: number): SegmentRow {
    const at = SEGMENTS_AT + number * SEGMENT_WORDS;
    return {
      startPage: Atomics.load(this.words, at + segment.startPage),
      pages: Atomics.load(this.words, at + segment.pages),
      blockShift: Atomics.load(this.words, at + segment.blockShift),
    };
  }

  mapSegment(row: SegmentRow): Mapping {
    return mapPages(this.libc, this.descriptor, row);
  }

  /** Adds a segment; only within {@link exclusively}. Throws MemoryFullError. */
  addSegment(pages: number, blockShift: number): number {
    const number = this.segmentCount;
    if (number >= MOST_SEGMENTS)
      throw new MemoryFullError(
        `shared memory has no room for more than ${MOST_SEGMENTS} segments`,
      );
    const startPage = Atomics.load(this.words, head.endPage);
    this.#reserve(startPage, pages);
    const at = SEGMENTS_AT + number * SEGMENT_WORDS;
    Atomics.store(this.words, at + segment.startPage, startPage);
    Atomics.store(this.words, at + segment.pages, pages);
    Atomics.store(this.words, at + segment.blockShift, blockShift);
    Atomics.store(this.words, head.endPage, startPage + pages);
    Atomics.store(this.words, head.segmentCount, number + 1);
    return number;
  }

  /** Makes sure that pages have memory behind them, so that touching them can't fail (SIGBUS) later. */
  reserve(startPage: number, pages: number): void {
    this.#reserve(startPage, pages);
  }

  #reserve(startPage: number, pages: number): void {
    const bytes = pages * PAGE_BYTES;
    const failed = this.libc.reserve(this.descriptor, startPage * PAGE_BYTES, bytes);
    if (failed === 0) return;
    const why = failed === ENOSPC ? "no space is left in /dev/shm" : `error ${failed}`;
    throw new MemoryFullError(`shared memory can't grow by ${bytes} bytes: ${why}`);
  }

  #prepare(): void {
    const { words } = this;
    const until = performance.now() + GIVE_UP_AFTER;
    while (Atomics.load(words, head.state) !== READY) {
      const mine = Atomics.compareExchange(words, head.state, NEW, PREPARING) === NEW;
      if (!mine && performance.now() < until) continue;
      this.libc.makeMutex(this.address + head.mutex * WORD_BYTES);
      Atomics.store(words, head.endPage, TABLES_PAGES);
      Atomics.store(words, head.state, READY);
    }
  }
}
