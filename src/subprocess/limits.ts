import { TimeoutError } from "../errors.ts";
import { currentClock } from "../task/clock.ts";
import { defer } from "../task/deferred.ts";
import { waitInScope } from "../task/scoped-wait.ts";
import { expireAfter } from "../task/time-limit.ts";
import type { WaitOptions } from "../task/wait.ts";

/** What a wait gives when its time is over. */
export const EXPIRED: unique symbol = Symbol("expired");

/** The limits of something that takes several waits: its time is that of all of them together. */
export class Limits {
  /** Milliseconds; undefined: as long as it takes. */
  readonly timeout: number | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #deadline: number;

  /** Throws the signal's reason when it is aborted already. */
  constructor({ timeout, signal }: WaitOptions = {}) {
    signal?.throwIfAborted();
    this.timeout = timeout;
    this.#signal = signal;
    this.#deadline = timeout === undefined ? Infinity : currentClock().now() + timeout;
  }

  /**
   * Waits for `promise`; gives EXPIRED when the time is over, and rejects with the reason of the signal or of the current
   * scope's cancellation. What was waited for goes on. A promise that is settled already wins.
   */
  async waitFor<Value>(promise: Promise<Value>): Promise<Value | typeof EXPIRED> {
    const limits = { signal: this.#signal };
    if (this.#deadline === Infinity) return waitInScope(promise, limits);
    const { promise: expired, resolve } = defer<typeof EXPIRED>();
    const left = Math.max(0, this.#deadline - currentClock().now());
    const alarm = expireAfter(left, () => resolve(EXPIRED));
    try {
      return await waitInScope(Promise.race([promise, expired]), limits);
    } finally {
      alarm.cancel();
    }
  }

  /** The same, but rejects with TimeoutError. */
  async demand<Value>(promise: Promise<Value>): Promise<Value> {
    const outcome = await this.waitFor(promise);
    if (outcome !== EXPIRED) return outcome;
    throw new TimeoutError(`nothing came within ${this.timeout} ms`, this.timeout ?? 0);
  }
}
