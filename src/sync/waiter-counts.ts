import { MisuseError } from "../errors.ts";
import { SLOTS, type Block, type Memory } from "../memory/memory.ts";
import type { Token } from "../memory/word.ts";

/** How many words {@link WaiterCounts} take. */
export const WAITER_COUNTS_WORDS: number = 2 * SLOTS;

const NOTIFIED_SHIFT = 16;
const MOST = 0xffff;

/**
 * How many waits of each thread wait for a condition, and how many of them have been notified. Layout: `Int32[0-1023]`:
 * for each slot the token of the thread that its counts are about; `Int32[1024-2047]`: the counts, waits in bits 0-15
 * and how many of these are notified in bits 16-31. Changed under the condition's latch only.
 */
export class WaiterCounts {
  readonly #memory: Memory;
  readonly #words: Int32Array;
  readonly #lives: number;
  readonly #counts: number;

  /** `offset` is in words from the block's start. */
  constructor({ memory, words, start }: Block, offset: number) {
    this.#memory = memory;
    this.#words = words;
    this.#lives = start + offset;
    this.#counts = start + offset + SLOTS;
  }

  /** How many slots there are to look at. */
  get size(): number {
    return this.#memory.slotCount;
  }

  /** How many of this thread's waits have been notified. May be asked at any time. */
  get mine(): number {
    const { slot } = this.#memory;
    return this.#lifeOf(slot) === this.#memory.me ? this.notified(slot) : 0;
  }

  /** How many wait and are alive, the notified included. */
  all(): number {
    let sum = 0;
    for (let slot = 0; slot < this.size; slot += 1)
      if (!this.isDead(slot)) sum += this.#countsOf(slot) & MOST;
    return sum;
  }

  notified(slot: number): number {
    return this.#countsOf(slot) >>> NOTIFIED_SHIFT;
  }

  /** Whether the counts of this slot are about a thread that has died. May be asked at any time. */
  isDead(slot: number): boolean {
    const life = this.#lifeOf(slot);
    return life !== 0 && this.#memory.isDead(life);
  }

  /** A wait of this thread begins. What a dead thread has left in its slot must have been forgotten. */
  add(): void {
    const { me, slot } = this.#memory;
    if ((this.#countsOf(slot) & MOST) === MOST)
      throw new MisuseError(`a thread can't wait more than ${MOST} times for one Condition`);
    Atomics.store(this.#words, this.#lives + slot, me);
    this.#change(slot, 1);
  }

  /** A wait of this thread ends, and takes its notification with it if it had one. */
  remove(wasNotified: boolean): void {
    this.#change(this.#memory.slot, wasNotified ? -1 - (1 << NOTIFIED_SHIFT) : -1);
  }

  /** Notifies one more wait of the thread in this slot. False when there is none. */
  notify(slot: number): boolean {
    const waits = this.#countsOf(slot) & MOST;
    if (waits <= this.notified(slot) || this.isDead(slot)) return false;
    this.#change(slot, 1 << NOTIFIED_SHIFT);
    return true;
  }

  /** Takes a notification away from the dead thread of this slot. */
  takeBack(slot: number): void {
    this.#change(slot, -(1 << NOTIFIED_SHIFT));
  }

  /** Forgets the dead thread of this slot. */
  forget(slot: number): void {
    Atomics.store(this.#words, this.#counts + slot, 0);
    Atomics.store(this.#words, this.#lives + slot, 0);
  }

  #change(slot: number, amount: number): void {
    Atomics.store(this.#words, this.#counts + slot, (this.#countsOf(slot) + amount) | 0);
  }

  #countsOf(slot: number): number {
    return Atomics.load(this.#words, this.#counts + slot);
  }

  #lifeOf(slot: number): Token {
    return Atomics.load(this.#words, this.#lives + slot);
  }
}
