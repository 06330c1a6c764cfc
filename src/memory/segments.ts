import { WORD_BYTES } from "./layout.ts";
import type { Mapping } from "./mapping.ts";
import type { Tables } from "./tables.ts";

/** A segment of the memory file as this thread sees it: words, and how they are divided into blocks. */
export interface Segment extends Mapping {
  readonly number: number;
  readonly startPage: number;
  readonly pages: number;
  /** How many words a block takes, its head included. */
  readonly blockWords: number;
  /** The block size as a power of two; 0 for a segment that is one block of any size. */
  readonly blockShift: number;
  readonly single: boolean;
}

/** Where a block is: a segment and the index of the first word of the block's head. */
export interface Place {
  readonly segment: Segment;
  readonly at: number;
}

/** The segments of the memory file, each mapped into this process when it is first asked for. */
export class Segments {
  readonly #tables: Tables;
  readonly #mapped: (Segment | undefined)[] = [];

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  get count(): number {
    return this.#tables.segmentCount;
  }

  get(number: number): Segment {
    return (this.#mapped[number] ??= this.#map(number));
  }

  /** Whether a block can begin there. References come from outside. */
  has(number: number, at: number): boolean {
    if (!Number.isInteger(number) || number < 0 || number >= this.count) return false;
    const { words, blockWords } = this.get(number);
    return at >= 0 && at < words.length && at % blockWords === 0;
  }

  /** The places of all blocks of all segments, whether they are given out or not. */
  *places(): Generator<Place, void> {
    const { count } = this;
    for (let number = 0; number < count; number += 1) {
      const segment = this.get(number);
      for (let at = 0; at < segment.words.length; at += segment.blockWords) yield { segment, at };
    }
  }

  #map(number: number): Segment {
    const row = this.#tables.segmentRow(number);
    const mapping = this.#tables.mapSegment(row);
    const single = row.blockShift === 0;
    const blockWords = single ? mapping.words.length : (1 << row.blockShift) / WORD_BYTES;
    return { ...mapping, ...row, number, single, blockWords };
  }
}
