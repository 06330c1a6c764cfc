import { kinds } from "../memory/kinds.ts";
import { Latch } from "../memory/latch.ts";
import { SLOTS, type Block, type Memory, type WaitLimits, type Waiting } from "../memory/memory.ts";
import { SLOT_SET_WORDS, SlotSet } from "../memory/slot-set.ts";
import { generationOf, tokenOf } from "../memory/word.ts";
import type { SharedKind } from "./shared-object.ts";
import { takingTurnsAt, type TakingTurns } from "./taking-turns.ts";

export interface SemaphoreSettings {
  /** How many permits there are at first. */
  readonly value: number;
  /** Whether there can never be more. */
  readonly bounded: boolean;
}

/** One thread can hold so many permits of one semaphore. */
export const MOST_HELD = 0xffff;

/** There can be no more permits. */
const MOST_PERMITS = 2 ** 31 - 1;

/** The words of a semaphore. */
const LATCH = 0;
const TOTAL = 1;
const FREE = 2;
const BOUNDED = 3;
const WIDE = 4;
const WAITERS = 16;
const HOLDS: number = WAITERS + Math.ceil(SLOT_SET_WORDS / 16) * 16;

/**
 * A semaphore in shared memory. Layout: `Int32[0]`: the latch; `Int32[1]`: how many permits there are; `Int32[2]`: how
 * many of them are free; `Int32[3]`: 1 when there can't be more; `Int32[4]`: 1 once somebody has waited for several at
 * a time; `Int32[16-48]`: who waits; `Int32[64-1087]`: for each slot how many permits its thread holds (bits 0-15), and
 * that thread's generation (bits 16-30).
 *
 * The holds and the total say what is; to take permits, or to give back a permit, stores one of them. What is free is
 * the total less the holds, kept only so that nobody has to add up, and added up by whoever finds that a holder of the
 * latch died. A release of several permits that different threads hold stores several holds: who is killed in between
 * has given back some of them.
 *
 * Whoever releases need not be who acquired: two processes may hand permits to and fro. A release gives back a permit
 * of one's own, or else one of somebody else's, and only when nobody holds any does it make a new one. So a permit
 * comes back from the dead only if nobody had released it before in their place.
 */
export class SemaphoreState {
  readonly #memory: Memory;
  readonly #words: Int32Array;
  readonly #at: number;
  /** The index of the word that says what this thread holds. */
  readonly #own: number;
  readonly #generation: number;
  readonly #latch: Latch;
  readonly #waiters: SlotSet;
  readonly #one: Waiting<true>;
  readonly #turns: TakingTurns;

  constructor(block: Block) {
    this.#memory = block.memory;
    this.#words = block.words;
    this.#at = block.start;
    this.#own = block.start + HOLDS + block.memory.slot;
    this.#generation = generationOf(block.memory.me);
    this.#latch = new Latch(block, LATCH);
    this.#waiters = new SlotSet(block, WAITERS);
    this.#one = { set: this.#waiters, attempt: () => this.tryAcquire(1) };
    this.#turns = takingTurnsAt(block);
  }

  /** Takes permits if there are so many; undefined when there aren't. */
  tryAcquire(permits: number): true | undefined {
    // A look without the latch: who waits for a permit would only get into the way of whoever releases one.
    if (this.value() < permits && !this.#somebodyDied()) return undefined;
    const recovered = this.#latch.enter();
    try {
      if (recovered) this.#addUp();
      return this.#take(permits);
    } finally {
      this.#latch.leave();
    }
  }

  /** The same, for those who would wait: undefined, too, when it is the turn of others of this thread. */
  tryInTurn(permits: number): true | undefined {
    if (this.#turns.isFree) return this.tryAcquire(permits);
    return this.#overtake(permits);
  }

  acquire(permits: number, limits?: WaitLimits): Promise<true> {
    return this.#turns.wait(this.#memory.parking, this.#waiting(permits), limits);
  }

  acquireSync(permits: number, limits?: WaitLimits): true {
    return this.#memory.parking.waitSync(this.#waiting(permits), limits);
  }

  /** Gives permits back, or makes new ones. False when there would be more than a bounded semaphore can have. */
  release(permits: number): boolean {
    const recovered = this.#latch.enter();
    try {
      if (recovered) this.#addUp();
      if (!this.#giveBack(permits)) return false;
    } finally {
      this.#latch.leave();
    }
    this.#memory.parking.wake(this.#waiters, permits);
    // Those who have just been woken may want more than there is, and then others may want less.
    if (Atomics.load(this.#words, this.#at + WIDE) === 1)
      this.#memory.parking.wake(this.#waiters, Infinity);
    return true;
  }

  /** How many permits are free at the moment. */
  value(): number {
    return Atomics.load(this.#words, this.#at + FREE);
  }

  /** On its own, since a function in a method makes each call of that dearer. */
  #overtake(permits: number): true | undefined {
    return this.#turns.overtake(() => this.tryAcquire(permits));
  }

  #waiting(permits: number): Waiting<true> {
    if (permits === 1) return this.#one;
    Atomics.store(this.#words, this.#at + WIDE, 1);
    return { set: this.#waiters, attempt: () => this.tryAcquire(permits), letsPass: true };
  }

  #take(permits: number): true | undefined {
    const hold = Atomics.load(this.#words, this.#own);
    let free = this.value();
    // What the last thread of this slot held would be overwritten.
    if (free < permits || !this.#isOurs(hold)) {
      this.#reclaim();
      free = this.value();
    }
    const held = this.#isOurs(hold) ? hold & MOST_HELD : 0;
    if (free < permits || held + permits > MOST_HELD) return undefined;
    this.#setOwnHold(held + permits);
    this.#setFree(free - permits);
    return true;
  }

  #giveBack(permits: number): boolean {
    const held = this.#ownHold();
    if (held >= permits) this.#setOwnHold(held - permits);
    else if (!this.#giveBackMore(permits, held)) return false;
    this.#setFree(this.value() + permits);
    return true;
  }

  /** Gives back more than this thread holds: what others hold, and what nobody does. */
  #giveBackMore(permits: number, held: number): boolean {
    // What the dead held is free already.
    this.#reclaim();
    const most = Atomics.load(this.#words, this.#at + BOUNDED) === 1 ? this.#total : MOST_PERMITS;
    if (this.value() + permits > most) return false;
    if (held > 0) this.#setOwnHold(0);
    let left = permits - held;
    for (let slot = 0; left > 0 && slot < this.#memory.slotCount; slot += 1)
      left = this.#letGo(slot, left);
    if (left > 0) Atomics.store(this.#words, this.#at + TOTAL, this.#total + left);
    return true;
  }

  /** Takes up to so many permits from what the thread in a slot holds; gives how many are still to be found. */
  #letGo(slot: number, permits: number): number {
    const held = this.#heldIn(slot);
    const given = Math.min(held, permits);
    // The generation above the number stays: it is the holder's, whoever lets go for it.
    if (given > 0) Atomics.sub(this.#words, this.#at + HOLDS + slot, given);
    return permits - given;
  }

  get #total(): number {
    return Atomics.load(this.#words, this.#at + TOTAL);
  }

  #setFree(free: number): void {
    Atomics.store(this.#words, this.#at + FREE, free);
  }

  #setOwnHold(permits: number): void {
    Atomics.store(this.#words, this.#own, (this.#generation << 16) | permits);
  }

  #ownHold(): number {
    const hold = Atomics.load(this.#words, this.#own);
    return this.#isOurs(hold) ? hold & MOST_HELD : 0;
  }

  /** Whether nobody but this thread holds something by the word of this slot. */
  #isOurs(hold: number): boolean {
    return (hold & MOST_HELD) === 0 || generationOf(hold) === this.#generation;
  }

  /** How much the living thread in a slot holds. */
  #heldIn(slot: number): number {
    const hold = Atomics.load(this.#words, this.#at + HOLDS + slot);
    if ((hold & MOST_HELD) === 0) return 0;
    return this.#memory.isDead(tokenOf(slot, generationOf(hold))) ? 0 : hold & MOST_HELD;
  }

  /** Whether somebody died with permits, or in the latch, with what is free not yet added up. */
  #somebodyDied(): boolean {
    const latch = Atomics.load(this.#words, this.#at + LATCH);
    return (latch !== 0 && this.#memory.isDead(latch)) || this.#someHolderDied();
  }

  #someHolderDied(): boolean {
    const first = this.#at + HOLDS;
    for (let slot = 0; slot < this.#memory.slotCount; slot += 1) {
      if ((Atomics.load(this.#words, first + slot) & MOST_HELD) !== 0 && this.#heldIn(slot) === 0)
        return true;
    }
    return false;
  }

  /** Permits of the dead come back. */
  #reclaim(): void {
    if (this.#someHolderDied()) this.#addUp();
  }

  /** Forgets what the dead held, and computes what is free from the total and the holds. */
  #addUp(): void {
    let free = this.#total;
    for (let slot = 0; slot < this.#memory.slotCount; slot += 1) {
      const held = this.#heldIn(slot);
      if (held === 0) Atomics.store(this.#words, this.#at + HOLDS + slot, 0);
      free -= held;
    }
    this.#setFree(free);
  }
}

export const semaphoreKind: SharedKind<SemaphoreState, SemaphoreSettings> = {
  name: "Semaphore",
  code: kinds.semaphore,
  bytes: () => (HOLDS + SLOTS) * Int32Array.BYTES_PER_ELEMENT,
  prepare({ words, start }, { value, bounded }) {
    Atomics.store(words, start + TOTAL, value);
    Atomics.store(words, start + FREE, value);
    Atomics.store(words, start + BOUNDED, bounded ? 1 : 0);
  },
  open: (block) => new SemaphoreState(block),
};
