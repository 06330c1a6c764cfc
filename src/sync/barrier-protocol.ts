import { BrokenBarrierError } from "../errors.ts";
import { Latch } from "../memory/latch.ts";
import type { Block } from "../memory/memory.ts";
import { Arrivals, ARRIVALS_WORDS } from "./arrivals.ts";
import { reasons, textOf, type BarrierReason } from "./barrier-reason.ts";

/** Where in the block what is, in words. */
const LATCH = 0;
const PARTIES = 1;
const WORD = 2;
const ARRIVALS = 3;
/** How many words {@link BarrierProtocol} takes. */
export const BARRIER_PROTOCOL_WORDS: number = ARRIVALS + ARRIVALS_WORDS;

/** Parties arrive. */
const FILLING = 0;
/** All are there, and the last one acts. */
const ACTING = 1;
/** Those who arrived leave, one after the other; newcomers wait until all have left. */
const RELEASED = 2;
/** The same, but they leave with an error. */
const FAILED = 3;
const PHASE = 0b11;
/** Newcomers fail, until it is reset. */
const BROKEN = 1 << 2;
const REASON_SHIFT = 3;

/** What a wait comes to: the index of the party, or why it has none. */
export type Outcome = number | BrokenBarrierError;

/** What a change gives, and whom it concerns: they have to look. */
export interface Change<Result> {
  readonly result: Result;
  /** Those who have arrived. */
  readonly ends: boolean;
  /** Those who wait to arrive. */
  readonly opens: boolean;
}

/**
 * Who may do what when at a barrier;, without any waiting. Layout: `Int32[0]`: the latch; `[1]`: how many parties; `[2]`:
 * the word; then {@link Arrivals}. The word has the phase (bits 0-1), whether newcomers fail (bit 2) and why (bits 3-5):
 *
 *     FILLING --> ACTING --> RELEASED --+--> FILLING, when the last one has left
 *           \----------\--> FAILED ----'
 *
 * Since the next generation can't arrive before the last one has left, nobody is late for what became of theirs.
 * Everything changes under the latch by single stores, and how many are there is counted anew each time, the dead apart.
 * So there is nothing to repair when somebody died in the latch: their arrival is a dead one's.
 */
export class BarrierProtocol {
  readonly parties: number;
  readonly #words: Int32Array;
  readonly #word: number;
  readonly #latch: Latch;
  readonly #arrivals: Arrivals;

  /** `offset` is in words from the block's start. */
  constructor(block: Block, offset: number) {
    const at = block.start + offset;
    this.#words = block.words;
    this.#word = at + WORD;
    this.#latch = new Latch(block, offset + LATCH);
    this.#arrivals = new Arrivals(block, offset + ARRIVALS);
    this.parties = Atomics.load(block.words, at + PARTIES);
  }

  /** In a new block of zeros. */
  static prepare({ start, words }: Block, offset: number, parties: number): void {
    Atomics.store(words, start + offset + PARTIES, parties);
  }

  /** What changes something is to be called in here only: nobody else changes anything meanwhile. */
  change<Result>(make: (protocol: this) => Result): Change<Result> {
    this.#latch.enter();
    try {
      const before = this.#load();
      this.#tidy();
      const result = make(this);
      this.#tidy();
      const after = this.#load();
      if (after === before) return { result, ends: false, opens: false };
      const phase = after & PHASE;
      return {
        result,
        ends: phase === RELEASED || phase === FAILED,
        opens: phase === FILLING || (after & BROKEN) !== 0,
      };
    } finally {
      this.#latch.leave();
    }
  }

  /** Whether somebody who comes has to wait before they can arrive. May be asked at any time. */
  mustStayOut(): boolean {
    return this.#phase() !== FILLING && !this.isBroken() && this.#isTidy();
  }

  /** Whether those who have arrived have to wait. May be asked at any time. */
  mustStayIn(): boolean {
    return this.#isOpen() && this.#isTidy();
  }

  /** How many have arrived and wait for the others. */
  waiting(): number {
    return this.#isOpen() ? this.#arrivals.count() : 0;
  }

  isBroken(): boolean {
    return (this.#load() & BROKEN) !== 0;
  }

  /** Why the barrier broke, or was reset. */
  error(options?: ErrorOptions): BrokenBarrierError {
    return new BrokenBarrierError(textOf(this.#load() >>> REASON_SHIFT), options);
  }

  /**
   * This thread arrives. Gives how many had arrived before; undefined when they have to leave first. The last one has
   * left again already, or when it `acts`, has to call `release` or `fail`.
   */
  arrive(acts: boolean): Outcome | undefined {
    if (this.isBroken()) return this.error();
    if (this.#phase() !== FILLING) return undefined;
    const index = this.#arrivals.count();
    this.#arrivals.add();
    if (index < this.parties - 1) return index;
    this.#set(acts ? ACTING : RELEASED);
    return acts ? index : this.leave(index);
  }

  /** The same, but undefined unless it is the last one who arrives. */
  arriveLast(acts: boolean): Outcome | undefined {
    const isLast = this.#arrivals.count() === this.parties - 1;
    return isLast || this.isBroken() ? this.arrive(acts) : undefined;
  }

  /** Who has arrived as `index` leaves; undefined when the others aren't there yet. */
  leave(index: number): Outcome | undefined {
    if (this.#isOpen()) return undefined;
    this.#arrivals.remove();
    return this.#phase() === RELEASED ? index : this.error();
  }

  /** The last one has acted, and leaves. */
  release(): Outcome | undefined {
    if (this.#phase() === ACTING) this.#set(RELEASED);
    return this.leave(this.parties - 1);
  }

  /** What has broken it first stays the reason. Those who are leaving with success still do. */
  break(reason: BarrierReason): void {
    if (this.isBroken()) return;
    const phase = this.#isOpen() ? FAILED : this.#phase();
    this.#set(phase | BROKEN | (reason << REASON_SHIFT));
  }

  /** Who has arrived as `index` stops waiting: the barrier breaks, unless it is too late for that. */
  giveUp(index: number | undefined, reason: BarrierReason): Outcome | undefined {
    if (index === undefined || this.#isOpen()) this.break(reason);
    return index === undefined ? undefined : this.leave(index);
  }

  reset(): void {
    if (this.#isOpen()) this.#set(FAILED | (reasons.reset << REASON_SHIFT));
    else this.#set(this.#load() & ~BROKEN);
  }

  /** Whether nobody who waits has died, or not all who leave have gone. */
  #isTidy(): boolean {
    return this.#isOpen() ? !this.#arrivals.anyDead() : this.#arrivals.count() > 0;
  }

  #tidy(): void {
    if (this.#isTidy()) return;
    if (this.#isOpen()) this.break(reasons.died);
    if (this.#arrivals.count() > 0) return;
    // The dead are all that is left of that generation.
    this.#arrivals.clear();
    const word = this.#load();
    this.#set((word & BROKEN) === 0 ? FILLING : word & ~PHASE);
  }

  #isOpen(): boolean {
    return this.#phase() < RELEASED;
  }

  #phase(): number {
    return this.#load() & PHASE;
  }

  #load(): number {
    return Atomics.load(this.#words, this.#word);
  }

  #set(word: number): void {
    Atomics.store(this.#words, this.#word, word);
  }
}
