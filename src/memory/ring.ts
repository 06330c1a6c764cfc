import { KeptSections } from "./kept-sections.ts";
import { SLOTS, type Block } from "./memory.ts";
import { OpenSections } from "./open-sections.ts";
import { writeReference } from "./reference-words.ts";
import { ringAt } from "./ring-layout.ts";
import { RingPuts } from "./ring-puts.ts";
import { RingSection, UNIT_BYTES } from "./ring-section.ts";
import { side } from "./ring-side.ts";
import { TwoSlots } from "./two-slots.ts";
import { RingTakes } from "./ring-takes.ts";
import { SlotSet } from "./slot-set.ts";

/** How a ring is made. */
export interface RingOptions {
  /** How many bytes the first section has. When it is full, a larger one is added. */
  readonly capacity: number;
  /**
   * How many bytes may be in the ring before `tryPut` refuses more; each record takes 8 more than it has, rounded up to
   * a multiple of 8. Infinity, or 2 ** 35 and more: no limit but memory.
   */
  readonly limit: number;
  /** How many records may be in the ring before `tryPut` refuses more. Default: no limit. */
  readonly records?: number | undefined;
  /** How many bytes a section has at most, unless a single record needs more. Default: 8 MiB. */
  readonly largest?: number | undefined;
}

/** Limits are kept as words without a sign. */
const LARGEST_LIMIT = 2 ** 32 - 1;
const SMALLEST_CAPACITY = 256;
const LARGEST_CAPACITY = 2 ** 23;

/**
 * A queue of byte records in shared memory: several producers, several consumers, in the order in which they were put.
 *
 * It has a head, as a part of the owner's block, and sections, which are blocks of their own. Layout of the head:
 * `Int32[16]`: producers, `Int32[16]`: consumers, see {@link TwoSlots}; `Int32[3]`: the reference of a section that is
 * being given up; `Int32[12]`: {@link KeptSections}; `Int32[1]`: limit in units of 8 bytes; `Int32[1]`: limit in records;
 * `Int32[1]`: units of the largest usual section; `Int32[1]`: 1 when sealed; two {@link SlotSet}s: who waits for records,
 * and who for room.
 *
 * A producer has the producers' latch: writes the record behind the last one, fills the slot, and commits both by storing
 * the count. A consumer does the same with the consumers' latch, after it has copied the record out. Who is killed before
 * its commit has done nothing, and since the counts are what commits, they are always exact. README.md, "Rings", has the
 * interleavings.
 */
export class Ring {
  /** How many bytes of the owner's block the head takes. Best begun at a multiple of 16 words. */
  static readonly bytes: number = ringAt.words * Int32Array.BYTES_PER_ELEMENT;

  /** Who waits for a record. Rung by `tryPut` and `seal`. */
  readonly notEmpty: SlotSet;
  /** Who waits for room. Rung by `tryTake`, `clear` and `seal`. */
  readonly notFull: SlotSet;
  readonly #block: Block;
  readonly #at: number;
  readonly #producers: TwoSlots;
  readonly #consumers: TwoSlots;
  readonly #sections: OpenSections;
  readonly #puts: RingPuts;
  readonly #takes: RingTakes;

  /** `offset` is in words from the block's start. */
  constructor(block: Block, offset: number) {
    const at = block.start + offset;
    const producers = new TwoSlots(block, offset + ringAt.producers);
    const consumers = new TwoSlots(block, offset + ringAt.consumers);
    const sections = new OpenSections(block);
    const kept = new KeptSections(block.words, at + ringAt.kept);
    const parts = { block, at, producers, consumers, sections, kept };
    this.#block = block;
    this.#at = at;
    this.#sections = sections;
    this.#producers = producers;
    this.#consumers = consumers;
    this.#puts = new RingPuts(parts);
    this.#takes = new RingTakes(parts);
    this.notEmpty = new SlotSet(block, offset + ringAt.notEmpty);
    this.notFull = new SlotSet(block, offset + ringAt.notFull);
  }

  /** Makes an empty ring of words that are zero. Throws MemoryFullError. */
  prepare(options: RingOptions): void {
    const { capacity, limit, records = Infinity, largest = LARGEST_CAPACITY } = options;
    const { words } = this.#block;
    words[this.#at + ringAt.limitUnits] = asLimit(limit / UNIT_BYTES);
    words[this.#at + ringAt.limitRecords] = asLimit(records);
    words[this.#at + ringAt.largest] = Math.ceil(largest / UNIT_BYTES);
    const section = RingSection.make(
      this.#block,
      Math.ceil(Math.max(capacity, SMALLEST_CAPACITY) / UNIT_BYTES),
    );
    const { reference } = section.block;
    for (const begun of [this.#producers, this.#consumers])
      writeReference(words, begun.slotAt(0) + side.section, reference);
  }

  /** How many records there are. */
  get count(): number {
    // Puts are read last, so that this is never negative.
    const { count } = this.#consumers;
    return (this.#producers.count - count) >>> 0;
  }

  /** How many records have ever been put, modulo 2^32. */
  get put(): number {
    return this.#producers.count >>> 0;
  }

  /** How many records have ever been taken or dropped, modulo 2^32. */
  get taken(): number {
    return this.#consumers.count >>> 0;
  }

  /** How many records have been dropped by `clear`, modulo 2^32. */
  get dropped(): number {
    return this.#takes.dropped >>> 0;
  }

  /** Whether nothing is put any more. Then what has been put can all be seen. */
  get sealed(): boolean {
    return Atomics.load(this.#block.words, this.#at + ringAt.sealed) !== 0;
  }

  /**
   * Puts a copy of the record at the end. False at the limit, or when the ring is sealed; an empty ring takes any record,
   * however small its limit in bytes is. Throws MemoryFullError when there is no memory to grow; then nothing was put.
   */
  tryPut(record: Uint8Array): boolean {
    if (!this.#puts.put(record)) return false;
    this.#block.memory.parking.wake(this.notEmpty);
    return true;
  }

  /** Takes the first record, a copy of its own; undefined when there is none. */
  tryTake(): Uint8Array | undefined {
    return this.#take(false);
  }

  /** The same, faster, for who keeps neither the record nor its buffer: that may be part of a larger one. */
  tryTakePooled(): Uint8Array | undefined {
    return this.#take(true);
  }

  /** Drops all that there is at this moment, and gives how many records that was. */
  clear(): number {
    const dropped = this.#takes.clear();
    this.#block.memory.parking.wake(this.notFull, SLOTS);
    return dropped;
  }

  /** From now on `tryPut` refuses everything. What is in the ring can still be taken. */
  seal(): void {
    this.#puts.seal();
    this.#block.memory.parking.wake(this.notEmpty, SLOTS);
    this.#block.memory.parking.wake(this.notFull, SLOTS);
  }

  /** This thread is about to let go of the block: it lets go of the sections. */
  letGo(): void {
    this.#sections.letGo();
  }

  #take(pooled: boolean): Uint8Array | undefined {
    if (this.count === 0) return undefined;
    const record = this.#takes.take(pooled);
    if (record !== undefined) this.#roomWasMade();
    return record;
  }

  #roomWasMade(): void {
    // Of those who wait for room for bytes the first may want more than there is, and another less.
    const forBytes = this.#block.words[this.#at + ringAt.limitUnits] !== 0;
    this.#block.memory.parking.wake(this.notFull, forBytes ? SLOTS : 1);
  }
}

/** 0 is no limit. */
function asLimit(limit: number): number {
  return limit > LARGEST_LIMIT ? 0 : Math.max(1, Math.floor(limit));
}
