import { type Alarm, currentClock } from "./clock.ts";
import { hold, release } from "./keep-alive.ts";

/**
 * Calls `expire` once when `limit` milliseconds have passed by the current clock, never earlier. Infinity never passes.
 * Until then, or until it is cancelled, the program stays alive, unless only a test makes time go on.
 */
export function expireAfter(limit: number, expire: () => void): Alarm {
  if (limit === Number.POSITIVE_INFINITY) return { cancel: () => {} };
  return new TimeLimit(limit, expire);
}

class TimeLimit implements Alarm {
  readonly #clock = currentClock();
  readonly #due: number;
  readonly #expire: () => void;
  #alarm: Alarm | undefined;

  constructor(limit: number, expire: () => void) {
    this.#due = this.#clock.now() + limit;
    this.#expire = expire;
    if (this.#clock.goes) hold();
    this.#set(Math.max(0, limit));
  }

  cancel(): void {
    if (this.#alarm === undefined) return;
    this.#alarm.cancel();
    this.#alarm = undefined;
    if (this.#clock.goes) release();
  }

  #set(delay: number): void {
    this.#alarm = this.#clock.alarm(delay, () => {
      // A timer may be a little early, and none lasts for more than 24 days.
      const left = this.#due - this.#clock.now();
      if (left > 0) return this.#set(left);
      this.cancel();
      this.#expire();
    });
  }
}
