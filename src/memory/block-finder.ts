import { block, PAGE_BYTES } from "./layout.ts";
import { FREE, USED } from "./block-states.ts";
import type { Place, Segment, Segments } from "./segments.ts";
import { tokenIsDead } from "./slots.ts";
import type { Tables } from "./tables.ts";
import type { Token } from "./word.ts";

/** The smallest blocks have 2^9 bytes: room for the head and a lock. */
const SMALLEST = 9;
/** Blocks larger than 2^18 bytes are segments of their own. */
const LARGEST = 18;
/** What is divided into blocks has 1 MiB. */
const SHARED_PAGES = 256;
/** Single blocks come in multiples of 64 KiB. */
const SINGLE_PAGES = 16;

export interface FinderParts {
  readonly tables: Tables;
  readonly segments: Segments;
  readonly me: Token;
  /** Frees what can be freed; says whether there was any. */
  sweep(): boolean;
}

/** How far the search for free blocks of one size has come. */
interface Search {
  /** The numbers of the segments with such blocks. */
  readonly segments: number[];
  index: number;
  at: number;
  /** How many blocks had been freed when the search began at the beginning. */
  freed: number;
}

/**
 * Finds free blocks and claims them by putting the thread's token into their state word. No lock is needed for that; a
 * block whose claimant died is free.
 */
export class BlockFinder {
  readonly #parts: FinderParts;
  readonly #searches = new Map<number, Search>();
  /** All segments below this are listed in the searches. */
  #listed = 0;

  constructor(parts: FinderParts) {
    this.#parts = parts;
  }

  /** Claims a block of at least so many bytes, growing the memory when there is none. Throws MemoryFullError. */
  find(bytes: number): Place {
    const shift = Math.max(SMALLEST, 32 - Math.clz32(Math.min(bytes, 2 ** 30) - 1));
    return shift > LARGEST ? this.#findSingle(bytes) : this.#findShared(shift);
  }

  #findShared(shift: number): Place {
    for (;;) {
      this.#list();
      const search = this.#searchOf(shift);
      const found = this.#goOn(search) ?? this.#beginAgain(search);
      if (found !== undefined) return found;
      if (!this.#parts.sweep()) this.#grow(shift);
    }
  }

  #goOn(search: Search): Place | undefined {
    for (; search.index < search.segments.length; search.index += 1, search.at = 0) {
      const segment = this.#parts.segments.get(search.segments[search.index] ?? 0);
      for (; search.at < segment.words.length; search.at += segment.blockWords) {
        if (this.#claim(segment, search.at)) return { segment, at: search.at };
      }
    }
    return undefined;
  }

  /** From the beginning, if anything has been freed since the last time. */
  #beginAgain(search: Search): Place | undefined {
    const { freed } = this.#parts.tables;
    if (freed === search.freed) return undefined;
    Object.assign(search, { index: 0, at: 0, freed });
    return this.#goOn(search);
  }

  #claim({ words }: Segment, at: number): boolean {
    const state = Atomics.load(words, at + block.state);
    if (state === USED) return false;
    const { tables, me } = this.#parts;
    if (state !== FREE && !tokenIsDead(tables.words, state)) return false;
    return Atomics.compareExchange(words, at + block.state, state, me) === state;
  }

  #grow(shift: number): void {
    const { tables } = this.#parts;
    tables.exclusively(() => {
      const known = this.#searchOf(shift).segments.length;
      this.#list();
      // Another thread may have been faster.
      if (this.#searchOf(shift).segments.length === known) tables.addSegment(SHARED_PAGES, shift);
    });
  }

  #findSingle(bytes: number): Place {
    const pages = Math.ceil(bytes / PAGE_BYTES / SINGLE_PAGES) * SINGLE_PAGES;
    this.#list();
    const used = this.#reuse(pages) ?? (this.#parts.sweep() ? this.#reuse(pages) : undefined);
    if (used !== undefined) return used;
    const { tables, segments } = this.#parts;
    return (
      tables.exclusively(() => {
        const segment = segments.get(tables.addSegment(pages, 0));
        // Others see it only now, with a state that says that it is taken; who was faster has it.
        return this.#claim(segment, 0) ? { segment, at: 0 } : undefined;
      }) ?? this.#findSingle(bytes)
    );
  }

  /** A free segment that isn't much too large. */
  #reuse(pages: number): Place | undefined {
    const { segments, tables } = this.#parts;
    for (const number of this.#searchOf(0).segments) {
      const segment = segments.get(number);
      if (segment.pages < pages || segment.pages > 2 * pages) continue;
      if (!this.#claim(segment, 0)) continue;
      // Its memory was given back when it was freed.
      tables.reserve(segment.startPage, segment.pages);
      return { segment, at: 0 };
    }
    return undefined;
  }

  #list(): void {
    const { segments } = this.#parts;
    for (const { count } = segments; this.#listed < count; this.#listed += 1)
      this.#searchOf(segments.get(this.#listed).blockShift).segments.push(this.#listed);
  }

  #searchOf(shift: number): Search {
    let search = this.#searches.get(shift);
    if (search === undefined) {
      search = { segments: [], index: 0, at: 0, freed: this.#parts.tables.freed };
      this.#searches.set(shift, search);
    }
    return search;
  }
}
