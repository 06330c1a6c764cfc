import type { Latch } from "../memory/latch.ts";
import { SLOTS, type Block, type Memory } from "../memory/memory.ts";
import { SLOT_BITS_WORDS, SlotBits } from "../memory/slot-bits.ts";
import { generationOf, tokenOf, type Token } from "../memory/word.ts";

/** The words of an end, counted from its first. */
const GONE = 0;
const TICKETS = 1;
const TRAVELLED = 2;
const UNDER_WAY = 3;
const OPENERS: number = UNDER_WAY + SLOT_BITS_WORDS;

/** How many words a {@link PipeEnd} takes. */
export const PIPE_END_WORDS: number = OPENERS + SLOTS;

/** Seconds after which a copy that was sent and never opened is given up. */
const LEASE = 60;
const COUNT_MASK = 0xffff;

/**
 * One end of a pipe: who has it open, and which copies of it are on their way to somebody. It is gone when there is
 * neither any more, and then for good: whoever opens it later, because their copy was given up, is refused.
 *
 * Layout: `Int32[0]`: 1 when it is gone; `Int32[1]`: how many tickets have been given out; `Int32[2]`: when the last one
 * was, in seconds of the machine's monotonic clock; `Int32[3-35]`: the tickets under way, modulo 1024, as
 * {@link SlotBits}; `Int32[36-1059]`: for each slot, how often its thread has the end open (bits 0-15) and that thread's
 * generation (bits 16-30), so that what a dead thread left behind is told from what the next one in its slot does.
 *
 * Everything is changed under the pipe's latch, each change by one store, so there is nothing to repair. The latch is
 * there for those who look whether anybody is left: without it they would miss somebody who receives a copy from one
 * slot that they haven't looked at into another that they have.
 */
export class PipeEnd {
  readonly #memory: Memory;
  readonly #latch: Latch;
  readonly #words: Int32Array;
  readonly #at: number;
  readonly #underWay: SlotBits;
  /** A slot that has lately been seen to have the end open: asked first. */
  #seen = 0;

  /** `offset` is in words from the block's start. */
  constructor(block: Block, offset: number, latch: Latch) {
    this.#memory = block.memory;
    this.#latch = latch;
    this.#words = block.words;
    this.#at = block.start + offset;
    this.#underWay = new SlotBits(this.#words, this.#at + UNDER_WAY);
  }

  /** This thread has it open once more; `ticket` is what its copy has travelled with, if it has. False when the end is gone. */
  open(ticket?: number): boolean {
    return this.#exclusively(() => {
      if (this.#isMarkedGone) return false;
      const { me, slot } = this.#memory;
      Atomics.store(this.#words, this.#opener(slot), join(me, this.#count(slot, me) + 1));
      if (ticket !== undefined) this.#arrived(ticket);
      return true;
    });
  }

  /** This thread has it open once less. Says whether the end is gone with that. */
  close(): boolean {
    return this.#exclusively(() => {
      const { me, slot } = this.#memory;
      const count = this.#count(slot, me);
      if (count > 0) Atomics.store(this.#words, this.#opener(slot), join(me, count - 1));
      return this.#judge();
    });
  }

  /** A copy is about to be sent. Gives the ticket that whoever opens it has to show. */
  travel(): number {
    return this.#exclusively(() => {
      const ticket = Atomics.add(this.#words, this.#at + TICKETS, 1);
      Atomics.store(this.#words, this.#at + TRAVELLED, seconds());
      this.#underWay.add(ticket & (SLOTS - 1));
      return ticket;
    });
  }

  /** Whoever a copy was sent to has ended, with or without having opened it. Says whether the end is gone with that. */
  lose(ticket: number): boolean {
    return this.#exclusively(() => {
      this.#arrived(ticket);
      return this.#judge();
    });
  }

  /** Whether nobody has it open any more, and nobody will. Notices who has died. */
  get gone(): boolean {
    if (this.#isMarkedGone) return true;
    if (this.#isOpenIn(this.#seen)) return false;
    return this.#exclusively(() => this.#judge());
  }

  /** Somebody who had it open a moment ago, or 0. */
  get holder(): Token {
    const word = Atomics.load(this.#words, this.#opener(this.#seen));
    return (word & COUNT_MASK) === 0 ? 0 : tokenOf(this.#seen, generationOf(word));
  }

  get #isMarkedGone(): boolean {
    return Atomics.load(this.#words, this.#at + GONE) === 1;
  }

  #judge(): boolean {
    if (this.#isMarkedGone) return true;
    if (this.#someAreUnderWay) return false;
    for (let slot = 0; slot < this.#memory.slotCount; slot += 1) {
      if (!this.#isOpenIn(slot)) continue;
      this.#seen = slot;
      return false;
    }
    Atomics.store(this.#words, this.#at + GONE, 1);
    return true;
  }

  /** Does nothing for a ticket that is so old that another one has its place. */
  #arrived(ticket: number): void {
    const later = (Atomics.load(this.#words, this.#at + TICKETS) - ticket) | 0;
    if (later > 0 && later <= SLOTS) this.#underWay.remove(ticket & (SLOTS - 1));
  }

  get #someAreUnderWay(): boolean {
    if (this.#underWay.empty || this.#underWay.members().length === 0) return false;
    return seconds() - Atomics.load(this.#words, this.#at + TRAVELLED) < LEASE;
  }

  #isOpenIn(slot: number): boolean {
    const word = Atomics.load(this.#words, this.#opener(slot));
    if ((word & COUNT_MASK) === 0) return false;
    return !this.#memory.isDead(tokenOf(slot, generationOf(word)));
  }

  #count(slot: number, token: Token): number {
    const word = Atomics.load(this.#words, this.#opener(slot));
    return generationOf(word) === generationOf(token) ? word & COUNT_MASK : 0;
  }

  #opener(slot: number): number {
    return this.#at + OPENERS + slot;
  }

  #exclusively<Result>(step: () => Result): Result {
    this.#latch.enter();
    try {
      return step();
    } finally {
      this.#latch.leave();
    }
  }
}

function join(me: Token, count: number): number {
  return (generationOf(me) << 16) | count;
}

/** Seconds of the machine's monotonic clock, which all processes share (clock_gettime(2)); never 0. */
function seconds(): number {
  return Number(process.hrtime.bigint() / 1_000_000_000n) + 1;
}
