import { block, BLOCK_HEAD_WORDS, slot as slotLayout, wait, WAITS, WORD_BYTES } from "./layout.ts";
import type { BlockReference } from "./memory.ts";
import { FREE } from "./block-states.ts";
import { Segments, type Place } from "./segments.ts";
import { SlotBits } from "./slot-bits.ts";
import { slotAt, slotIsDead } from "./slots.ts";
import type { Tables } from "./tables.ts";
import { tokenOf, type Token } from "./word.ts";

/** A thread that takes part in a memory, or did. */
export interface SurveyedThread {
  readonly slot: number;
  readonly token: Token;
  readonly pid: number;
  /** Node's number of the thread; 0 is the main thread of its process. */
  readonly threadId: number;
  readonly alive: boolean;
  readonly waits: readonly SurveyedWait[];
}

/** A wait that is going on. */
export interface SurveyedWait {
  /** What is waited for: the place of its block. */
  readonly segment: number;
  readonly at: number;
  /** For how many milliseconds. */
  readonly since: number;
}

/** A block that is given out. */
export interface SurveyedBlock {
  readonly reference: BlockReference;
  readonly kind: number;
  readonly name: string | undefined;
  readonly bytes: number;
  /** The slots that have it open. */
  readonly openIn: readonly number[];
  /** The first words of its content, as they are now. */
  readonly words: Int32Array;
}

/** How many of a block's words are copied. */
const WORDS_SHOWN = 8;

/** Reads what is in a memory at about this moment, without taking part in it and without stopping anybody. */
export class Survey {
  readonly #tables: Tables;
  readonly #segments: Segments;

  constructor(tables: Tables) {
    this.#tables = tables;
    this.#segments = new Segments(tables);
  }

  /** All threads whose slot hasn't been given out again, in the order of their slots. */
  threads(): SurveyedThread[] {
    const { slotCount } = this.#tables;
    return Array.from({ length: slotCount }, (_, slot) => this.thread(slot));
  }

  thread(slot: number): SurveyedThread {
    const { words } = this.#tables;
    const at = slotAt(slot);
    return {
      slot,
      token: tokenOf(slot, Atomics.load(words, at + slotLayout.generation)),
      pid: Atomics.load(words, at + slotLayout.pid),
      threadId: Atomics.load(words, at + slotLayout.threadId),
      alive: !slotIsDead(words, slot),
      waits: this.#waitsOf(at),
    };
  }

  /** All blocks that are given out. */
  blocks(): SurveyedBlock[] {
    const found: SurveyedBlock[] = [];
    for (const place of this.#segments.places()) {
      if (Atomics.load(place.segment.words, place.at + block.state) === FREE) continue;
      found.push(describe(place));
    }
    return found;
  }

  /** The block at a place. */
  block(segment: number, at: number): SurveyedBlock {
    return describe({ segment: this.#segments.get(segment), at });
  }

  #waitsOf(slotStart: number): SurveyedWait[] {
    const { words } = this.#tables;
    const now = milliseconds();
    const waits: SurveyedWait[] = [];
    for (let number = 0; number < WAITS; number += 1) {
      const first = slotStart + slotLayout.waits + number * wait.words;
      const segment = Atomics.load(words, first + wait.segment) - 1;
      if (segment < 0) continue;
      const since = (now - Atomics.load(words, first + wait.since)) >>> 0;
      waits.push({ segment, at: Atomics.load(words, first + wait.offset), since });
    }
    return waits;
  }
}

function describe({ segment, at }: Place): SurveyedBlock {
  const { words } = segment;
  const bytes = Atomics.load(words, at + block.bytes);
  const content = at + BLOCK_HEAD_WORDS;
  const shown = Math.min(WORDS_SHOWN, Math.ceil(bytes / WORD_BYTES));
  return {
    reference: [segment.number, at, Atomics.load(words, at + block.serial)],
    kind: Atomics.load(words, at + block.kind),
    name: nameOf({ segment, at }),
    bytes,
    openIn: new SlotBits(words, at + block.openIn).members(),
    words: Int32Array.from({ length: shown }, (_, index) => Atomics.load(words, content + index)),
  };
}

function nameOf({ segment: { words, bytes }, at }: Place): string | undefined {
  const length = Atomics.load(words, at + block.nameBytes);
  if (length === 0) return undefined;
  const start = (at + block.name) * WORD_BYTES;
  return new TextDecoder().decode(bytes.slice(start, start + length));
}

/** The machine's monotonic clock, modulo 2^32, as waits are stamped. */
export function milliseconds(): number {
  return Number(process.hrtime.bigint() / 1_000_000n) | 0;
}
