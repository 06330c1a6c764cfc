import { SLOTS, type Block, type Memory } from "../memory/memory.ts";
import { generationOf, tokenOf } from "../memory/word.ts";

/** How many words {@link Arrivals} take. */
export const ARRIVALS_WORDS: number = SLOTS;

const COUNT_BITS = 16;
/** So often can one thread have arrived. */
export const MOST_ARRIVALS = 0xffff;

/**
 * How often each thread has arrived at a barrier and not left again. Layout: `Int32[1024]`, a word for each slot: bits
 * 0-15 the count, bits 16-30 the generation of the thread that it belongs to. A word of which the thread is dead counts
 * as an arrival of somebody who died. Changed under the barrier's latch only.
 */
export class Arrivals {
  readonly #memory: Memory;
  readonly #words: Int32Array;
  readonly #first: number;

  /** `offset` is in words from the block's start. */
  constructor({ memory, words, start }: Block, offset: number) {
    this.#memory = memory;
    this.#words = words;
    this.#first = start + offset;
  }

  /** How many have arrived and are alive. */
  count(): number {
    let sum = 0;
    for (let slot = 0; slot < this.#memory.slotCount; slot += 1) {
      const word = this.#wordOf(slot);
      if (countIn(word) > 0 && !this.#isDead(slot, word)) sum += countIn(word);
    }
    return sum;
  }

  /** Whether somebody who has arrived is dead. */
  anyDead(): boolean {
    for (let slot = 0; slot < this.#memory.slotCount; slot += 1) {
      const word = this.#wordOf(slot);
      if (countIn(word) > 0 && this.#isDead(slot, word)) return true;
    }
    return false;
  }

  /** This thread arrives once more. What an earlier thread in its slot has left behind is forgotten. */
  add(): void {
    this.#setMine(this.#mine() + 1);
  }

  /** This thread leaves once. */
  remove(): void {
    this.#setMine(this.#mine() - 1);
  }

  /** Nobody has arrived. */
  clear(): void {
    for (let slot = 0; slot < this.#memory.slotCount; slot += 1)
      if (this.#wordOf(slot) !== 0) Atomics.store(this.#words, this.#first + slot, 0);
  }

  #mine(): number {
    const word = this.#wordOf(this.#memory.slot);
    return generationOf(word) === generationOf(this.#memory.me) ? countIn(word) : 0;
  }

  #setMine(count: number): void {
    const { me, slot } = this.#memory;
    Atomics.store(this.#words, this.#first + slot, (generationOf(me) << COUNT_BITS) | count);
  }

  #wordOf(slot: number): number {
    return Atomics.load(this.#words, this.#first + slot);
  }

  #isDead(slot: number, word: number): boolean {
    return this.#memory.isDead(tokenOf(slot, generationOf(word)));
  }
}

function countIn(word: number): number {
  return word & MOST_ARRIVALS;
}
