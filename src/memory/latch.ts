import { availableParallelism } from "node:os";
import type { Block } from "./memory.ts";
import { WAITED } from "./word.ts";

/** How often a latch is tried before the thread sleeps: what it guards takes less than a microsecond. */
const SPINS = availableParallelism() > 1 ? 200 : 0;
/** Milliseconds after which a sleeper looks whether the holder is still alive. */
const LOOK_AFTER = 20;

/**
 * The lock inside of shared objects: held for a few instructions, never across an `await`, by threads that mean to
 * change several words. Layout: `Int32[1]`, see word.ts. It blocks, so what it guards must be short; and since a thread
 * can be killed while it holds it, each change must be committed by one store, and whatever is derived from that is
 * repaired by whoever is told that the latch was {@link Latch.enter recovered}.
 */
export class Latch {
  readonly #block: Block;
  readonly #words: Int32Array;
  readonly #index: number;

  /** `offset` is in words from the block's start. */
  constructor(block: Block, offset: number) {
    this.#block = block;
    this.#words = block.words;
    this.#index = block.start + offset;
  }

  /** Waits for the latch and takes it. True when its last holder died with it: then what it guards needs repair. */
  enter(): boolean {
    if (Atomics.compareExchange(this.#words, this.#index, 0, this.#block.memory.me) === 0)
      return false;
    return this.#enterSlowly();
  }

  leave(): void {
    if ((Atomics.exchange(this.#words, this.#index, 0) & WAITED) !== 0)
      this.#block.wakeOn(this.#index);
  }

  #enterSlowly(): boolean {
    const { me } = this.#block.memory;
    for (let spin = 0; spin < SPINS; spin += 1) {
      if (Atomics.compareExchange(this.#words, this.#index, 0, me) === 0) return false;
    }
    for (;;) {
      const word = Atomics.load(this.#words, this.#index);
      // Who has slept takes it as waited for: whether others still sleep isn't known.
      if (word === 0) {
        if (this.#replace(0, me | WAITED)) return false;
      } else if (this.#block.memory.isDead(word)) {
        if (this.#replace(word, me | WAITED)) return true;
      } else if ((word & WAITED) !== 0 || this.#replace(word, word | WAITED)) {
        this.#block.sleepOn(this.#index, word | WAITED, LOOK_AFTER);
      }
    }
  }

  #replace(expected: number, wanted: number): boolean {
    return Atomics.compareExchange(this.#words, this.#index, expected, wanted) === expected;
  }
}
