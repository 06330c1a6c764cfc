import { ClosedError } from "../errors.ts";
import type { BlockReference } from "./memory.ts";
import { clearReference, isReferenceAt, readReference, writeReference } from "./reference-words.ts";
import { ringAt } from "./ring-layout.ts";
import type { RingParts } from "./ring-puts.ts";
import { RingSection, unitsOf } from "./ring-section.ts";
import { side } from "./ring-side.ts";
import { copySlot, makeSnapshot } from "./two-slots.ts";

interface RecordPlace {
  readonly section: RingSection;
  readonly position: number;
}

/**
 * The consumers of a ring, as one thread sees them.
 *
 * The only thing to repair is a section that a consumer had left when it was killed: it would be kept for as long as the
 * ring. So a consumer first writes down which one it is about to leave, and gives it up after the commit.
 */
export class RingTakes {
  readonly #parts: RingParts;
  readonly #words: Int32Array;
  readonly #retired: number;
  readonly #seen: Int32Array = makeSnapshot();

  constructor(parts: RingParts) {
    this.#parts = parts;
    this.#words = parts.block.words;
    this.#retired = parts.at + ringAt.retired;
  }

  /** Takes the first record; undefined when there is none. It is copied out first, then the count commits it. */
  take(pooled: boolean): Uint8Array | undefined {
    const { producers, consumers } = this.#parts;
    this.#enter();
    try {
      const { count } = consumers;
      if (producers.count === count) return undefined;
      const first = this.#first(count);
      const record = first.section.read(first.position, pooled);
      this.#leaveBehind(count, first);
      return record;
    } finally {
      consumers.latch.leave();
    }
  }

  /** Takes all that there is at this moment, and gives how many they were. They are counted as dropped. */
  clear(): number {
    const { producers, consumers } = this.#parts;
    this.#enter();
    try {
      const end = producers.snapshot(this.#seen);
      const { count } = consumers;
      const all = (end - count) | 0;
      if (all === 0) return 0;
      // A count can only be raised by an odd number: the slot that is still valid must not be written.
      if ((all & 1) === 0) this.#leaveBehind(count, this.#first(count), 1);
      this.#jump(consumers.count, end);
      return all;
    } finally {
      consumers.latch.leave();
    }
  }

  /** How many records have been dropped by `clear`; as a word, so it wraps. */
  get dropped(): number {
    this.#parts.consumers.snapshot(this.#seen);
    return this.#seen[side.dropped] ?? 0;
  }

  #enter(): void {
    if (this.#parts.consumers.latch.enter()) this.#giveUpRetired();
  }

  /** Where the first record is. */
  #first(count: number): RecordPlace {
    const words = this.#words;
    const slot = this.#parts.consumers.slotAt(count);
    const section = this.#parts.sections.at("takes", words, slot + side.section);
    const position = words[slot + side.position] ?? 0;
    if (!section.leadsOn(position)) return { section, position: section.resolve(position) };
    const { next } = section;
    if (next === undefined) throw new Error("unreachable: the mark is written after the reference");
    return { section: new RingSection(this.#parts.block.memory.open(next)), position: 0 };
  }

  /** Fills the next slot as it is when the record there is taken, and commits it. */
  #leaveBehind(count: number, { section, position }: RecordPlace, dropped = 0): void {
    const words = this.#words;
    const { consumers, sections } = this.#parts;
    const slot = consumers.slotAt(count);
    const next = consumers.slotAt(count + 1);
    const units = unitsOf(section.lengthAt(position));
    copySlot(words, slot, next);
    words[next + side.position] = section.after(position, units);
    words[next + side.units] = (words[slot + side.units] ?? 0) + units;
    words[next + side.dropped] = (words[slot + side.dropped] ?? 0) + dropped;
    if (section.isAt(words, slot + side.section)) return consumers.commit((count + 1) | 0);
    writeReference(words, next + side.section, section.block.reference);
    const former = sections.at("takes", words, slot + side.section);
    this.#commitAndRetire((count + 1) | 0, slot);
    if (this.#isWorthKeeping(former)) this.#keep(former);
    else this.#giveUpRetired();
    sections.use("takes", section);
  }

  /** The same for all records up to those of which the producers' slot, as it has been seen, says where they begin. */
  #jump(count: number, end: number): void {
    const words = this.#words;
    const { consumers, sections } = this.#parts;
    const slot = consumers.slotAt(count);
    const next = consumers.slotAt(end);
    const dropped = (words[slot + side.dropped] ?? 0) + (end - count);
    words.set(this.#seen, next);
    words[next + side.dropped] = dropped;
    const section = sections.at("takes", words, slot + side.section);
    if (section.isAt(words, next + side.section)) consumers.commit(end);
    else {
      this.#commitAndRetire(end, slot);
      this.#giveUpRetired();
    }
  }

  /** Commits a slot with another section than that of the one that is valid until then. */
  #commitAndRetire(count: number, slot: number): void {
    const left = readReference(this.#words, slot + side.section);
    if (left !== undefined) writeReference(this.#words, this.#retired, left);
    this.#parts.consumers.commit(count);
  }

  /**
   * Gives up the sections from the retired one to the one where the next record is. Only `clear` leaves several: who is
   * killed between these leaves some of them behind, until the ring is gone.
   */
  #giveUpRetired(): void {
    for (;;) {
      const reference = readReference(this.#words, this.#retired);
      if (reference === undefined) return;
      const section = this.#isCurrent(reference) ? undefined : this.#openIfThere(reference);
      const next = section?.next;
      const isLast = next === undefined || this.#isCurrent(next);
      if (isLast) section?.giveUp();
      clearReference(this.#words, this.#retired);
      if (isLast) return;
      writeReference(this.#words, this.#retired, next);
      section?.giveUp();
    }
  }

  #isWorthKeeping({ capacity }: RingSection): boolean {
    const { at, kept } = this.#parts;
    return capacity === this.#words[at + ringAt.largest] && kept.hasRoom;
  }

  /**
   * Keeps the retired section instead of giving it up. Who is killed in between leaves it behind until the ring is gone.
   * In the other order, whoever repairs would give up what a producer may be using again by then; and whoever repairs
   * keeps nothing, because it may have been given up in part.
   */
  #keep({ block }: RingSection): void {
    clearReference(this.#words, this.#retired);
    this.#parts.kept.keep(block.reference);
  }

  #isCurrent(reference: BlockReference): boolean {
    const { consumers } = this.#parts;
    const current = consumers.slotAt(consumers.count) + side.section;
    return isReferenceAt(this.#words, current, reference);
  }

  #openIfThere(reference: BlockReference): RingSection | undefined {
    try {
      return new RingSection(this.#parts.block.memory.open(reference));
    } catch (error) {
      // Who gave it up was killed before it could say so.
      if (error instanceof ClosedError) return undefined;
      throw error;
    }
  }
}
