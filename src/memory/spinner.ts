import { availableParallelism } from "node:os";
import type { Waiting } from "./memory.ts";

/** Milliseconds for which a thread tries at most before it sleeps: as long as it takes to wake one on another core. */
const LONGEST = 0.02;
/** Less than this isn't worth a look at the clock. */
const SHORTEST = 0.001;
/** Of so many waits one is tried for the longest time even so: the others may run on another core by now. */
const PROBE_EVERY = 64;
/** A look at the clock costs as much as several attempts. */
const ATTEMPTS_PER_LOOK = 8;

/**
 * How long a thread that is about to block tries once more, and once more, before it sleeps. Whoever it waits for may be
 * about to let go, on another core; then sleeping costs ten times as much. But they may also be waiting for this very
 * core. So it tries for the longest time as long as that helps, and for half as long whenever it hasn't helped.
 */
export class Spinner {
  readonly #longest: number = availableParallelism() > 1 ? LONGEST : 0;
  #time: number = this.#longest;
  #vain = 0;

  /** Repeats the attempt until it gives something; undefined when it's time to sleep. */
  spin<Result>(waiting: Waiting<Result>): Result | undefined {
    const isProbe = this.#vain % PROBE_EVERY === PROBE_EVERY - 1;
    const result = this.#repeat(waiting, isProbe ? this.#longest : this.#time);
    if (result === undefined) this.#shorten();
    else this.#prolong();
    return result;
  }

  #repeat<Result>(waiting: Waiting<Result>, time: number): Result | undefined {
    if (time === 0) return undefined;
    const end = performance.now() + time;
    do {
      for (let count = 0; count < ATTEMPTS_PER_LOOK; count += 1) {
        const result = waiting.attempt();
        if (result !== undefined) return result;
      }
    } while (performance.now() < end);
    return undefined;
  }

  #prolong(): void {
    this.#vain = 0;
    this.#time = this.#longest;
  }

  #shorten(): void {
    this.#vain += 1;
    this.#time = this.#time > SHORTEST ? this.#time / 2 : 0;
  }
}
