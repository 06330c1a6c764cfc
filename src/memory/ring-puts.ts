import type { Block } from "./memory.ts";
import type { KeptSections } from "./kept-sections.ts";
import type { OpenSections } from "./open-sections.ts";
import { writeReference } from "./reference-words.ts";
import { ringAt } from "./ring-layout.ts";
import { RingSection, unitsOf } from "./ring-section.ts";
import { side } from "./ring-side.ts";
import { copySlot, makeSnapshot, type TwoSlots } from "./two-slots.ts";

/** Where a ring is, and how this thread sees it. */
export interface RingParts {
  readonly block: Block;
  /** The index of the first word of the head. */
  readonly at: number;
  readonly producers: TwoSlots;
  readonly consumers: TwoSlots;
  readonly sections: OpenSections;
  readonly kept: KeptSections;
}

/** The producers of a ring, as one thread sees them. */
export class RingPuts {
  readonly #parts: RingParts;
  readonly #words: Int32Array;
  readonly #seen = makeSnapshot();

  constructor(parts: RingParts) {
    this.#parts = parts;
    this.#words = parts.block.words;
  }

  /**
   * Puts a record; false when there is no room for it within the limits, or the ring is sealed. Throws MemoryFullError.
   *
   * The record is written behind the last one, where nobody reads, and the count commits it: there is nothing to repair
   * when the latch is recovered.
   */
  put(record: Uint8Array): boolean {
    const { producers } = this.#parts;
    const units = unitsOf(record.length);
    producers.latch.enter();
    try {
      const { count } = producers;
      const slot = producers.slotAt(count);
      if (!this.#admits(count, slot, units)) return false;
      this.#write(record, units, { slot, next: producers.slotAt(count + 1) });
      producers.commit((count + 1) | 0);
      return true;
    } finally {
      producers.latch.leave();
    }
  }

  /** From now on nothing is put any more. Who sees that a ring is sealed sees all that was ever put. */
  seal(): void {
    const { latch } = this.#parts.producers;
    latch.enter();
    try {
      Atomics.store(this.#words, this.#parts.at + ringAt.sealed, 1);
    } finally {
      latch.leave();
    }
  }

  #admits(count: number, slot: number, units: number): boolean {
    const words = this.#words;
    const { at, consumers } = this.#parts;
    if (Atomics.load(words, at + ringAt.sealed) !== 0) return false;
    const records = words[at + ringAt.limitRecords] ?? 0;
    if (records !== 0 && ((count - consumers.count) | 0) >= records) return false;
    const limit = (words[at + ringAt.limitUnits] ?? 0) >>> 0;
    if (limit === 0 || this.#isWithin(limit, slot, units)) return true;
    this.#look(slot);
    return this.#isWithin(limit, slot, units);
  }

  /** An empty ring takes any record: else one that is larger than the limit could never be put. */
  #isWithin(limit: number, slot: number, units: number): boolean {
    const words = this.#words;
    const queued = ((words[slot + side.units] ?? 0) - (words[slot + side.knownUnits] ?? 0)) >>> 0;
    return queued === 0 || queued + units <= limit;
  }

  /**
   * Notes how far the consumers have come. Only when there seems to be no room: whoever reads their words slows them
   * down. What is noted is true or was so earlier, which errs on the safe side.
   */
  #look(slot: number): void {
    const words = this.#words;
    this.#parts.consumers.snapshot(this.#seen);
    words[slot + side.knownUnits] = this.#seen[side.units] ?? 0;
    // As long as they are in an earlier section they haven't taken anything from this one.
    if (this.#sectionAt(slot).isAt(this.#seen, side.section))
      words[slot + side.known] = this.#seen[side.position] ?? 0;
  }

  #write(record: Uint8Array, units: number, { slot, next }: { slot: number; next: number }): void {
    const words = this.#words;
    const section = this.#sectionAt(slot);
    let position = this.#place(section, slot, units);
    let target = section;
    if (position < 0) {
      position = 0;
      target = this.#grow(section, units);
      section.markNext(words[slot + side.position] ?? 0);
    }
    target.write(position, record);
    if (target === section) copySlot(words, slot, next);
    else this.#enter(target, slot, next);
    words[next + side.position] = target.after(position, units);
    words[next + side.units] = (words[slot + side.units] ?? 0) + units;
  }

  /** Where in this section the record can be put; -1: nowhere. */
  #place(section: RingSection, slot: number, units: number): number {
    const words = this.#words;
    const tail = words[slot + side.position] ?? 0;
    let position = section.place(units, words[slot + side.known] ?? 0, tail);
    if (position < 0) {
      this.#look(slot);
      position = section.place(units, words[slot + side.known] ?? 0, tail);
    }
    if (position === 0 && tail > 0) section.markSkip(tail);
    return position;
  }

  /**
   * Gives the section behind this one. It is allocated under the latch: nobody else could put anything meanwhile anyway,
   * and of two who allocated at the same time one would have done it in vain.
   */
  #grow(section: RingSection, units: number): RingSection {
    const { block, kept } = this.#parts;
    const { next } = section;
    if (next !== undefined) {
      // A producer made or took it, and died before anything was put into it.
      kept.forget(next);
      const leftOver = new RingSection(block.memory.open(next));
      if (units < leftOver.capacity) return leftOver;
      section.next = undefined;
      leftOver.giveUp();
    }
    const largest = this.#words[this.#parts.at + ringAt.largest] ?? 0;
    const doubled = Math.min(section.capacity * 2, largest);
    const wanted = Math.max(doubled, units + 1);
    const made = this.#keptOf(wanted, largest) ?? RingSection.make(block, wanted);
    section.next = made.block.reference;
    kept.forget(made.block.reference);
    return made;
  }

  /** A section that is kept, if it has just this capacity; it is empty and leads nowhere. */
  #keptOf(capacity: number, largest: number): RingSection | undefined {
    const { block, kept } = this.#parts;
    const reference = capacity === largest ? kept.some : undefined;
    if (reference === undefined) return undefined;
    const section = new RingSection(block.memory.open(reference));
    section.next = undefined;
    return section;
  }

  #enter(section: RingSection, slot: number, next: number): void {
    const words = this.#words;
    writeReference(words, next + side.section, section.block.reference);
    words[next + side.known] = 0;
    words[next + side.knownUnits] = words[slot + side.knownUnits] ?? 0;
    this.#parts.sections.use("puts", section);
  }

  #sectionAt(slot: number): RingSection {
    return this.#parts.sections.at("puts", this.#words, slot + side.section);
  }
}
