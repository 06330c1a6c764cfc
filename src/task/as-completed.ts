import { TimeoutError } from "../errors.ts";
import { currentClock } from "./clock.ts";
import { runInScope } from "./current-scope.ts";
import { type Deferred, defer } from "./deferred.ts";
import { failure, type Outcome, success } from "./outcome.ts";
import { waitInScope } from "./scoped-wait.ts";
import type { WaitOptions } from "./wait.ts";

/** How long `asCompleted` waits, and what it gives. */
export interface AsCompletedOptions extends WaitOptions {
  /** Whether each comes as an outcome that tells its place, so that no failure is thrown; default false. */
  readonly outcomes?: boolean | undefined;
}

/** How one of them ended. */
export type IndexedOutcome<Value> = Outcome<Value> & {
  /** Its place among the awaitables. */
  readonly index: number;
};

/**
 * Gives the values of the awaitables as they come, the earliest first. `next()` rejects at the place of one that failed
 * and can be called on; a `for await` loop ends there, unless `outcomes` are asked for. Python's `asyncio.as_completed`.
 *
 * When `timeout` milliseconds have passed since the call, or `signal` has aborted, the next step rejects with TimeoutError
 * or the signal's reason; when the current task is cancelled, with that reason. The awaitables go on.
 *
 * @example
 *     for await (const page of asCompleted(tasks, { timeout: 10_000 })) console.log(page);
 */
export function asCompleted<Value>(
  awaitables: Iterable<PromiseLike<Value>>,
  options: AsCompletedOptions & { readonly outcomes: true },
): AsyncIterableIterator<IndexedOutcome<Value>, undefined>;
export function asCompleted<Value>(
  awaitables: Iterable<PromiseLike<Value>>,
  options?: AsCompletedOptions & { readonly outcomes?: false | undefined },
): AsyncIterableIterator<Value, undefined>;
export function asCompleted(
  awaitables: Iterable<PromiseLike<unknown>>,
  options: AsCompletedOptions = {},
): AsyncIterableIterator<unknown, undefined> {
  return new Completions(awaitables, options);
}

class Completions implements AsyncIterableIterator<unknown, undefined> {
  /** The n-th is resolved with the n-th that ends. */
  readonly #places: Deferred<IndexedOutcome<unknown>>[] = [];
  readonly #options: AsCompletedOptions;
  readonly #deadline: number;
  #ended = 0;
  #given = 0;

  constructor(awaitables: Iterable<PromiseLike<unknown>>, options: AsCompletedOptions) {
    this.#options = options;
    this.#deadline = currentClock().now() + (options.timeout ?? Number.POSITIVE_INFINITY);
    // In no scope: whoever waits for the next one must not cancel them all when it is cancelled.
    runInScope(undefined, () => {
      for (const awaitable of awaitables) this.#watch(awaitable);
    });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<unknown, undefined>> {
    const place = this.#places[this.#given];
    if (place === undefined) return { done: true, value: undefined };
    this.#given++;
    const outcome = await this.#wait(place.promise);
    if (this.#options.outcomes === true) return { done: false, value: outcome };
    if (outcome.ok) return { done: false, value: outcome.value };
    throw outcome.error;
  }

  async return(): Promise<IteratorResult<unknown, undefined>> {
    this.#given = this.#places.length;
    return { done: true, value: undefined };
  }

  #watch(awaitable: PromiseLike<unknown>): void {
    const index = this.#places.length;
    this.#places.push(defer());
    const end = (outcome: Outcome<unknown>): void =>
      this.#places[this.#ended++]?.resolve({ ...outcome, index });
    awaitable.then(
      (value) => end(success(value)),
      (error: unknown) => end(failure(error)),
    );
  }

  async #wait<Value>(promise: Promise<Value>): Promise<Value> {
    try {
      return await this.#waitWithin(promise);
    } catch (error) {
      // It hasn't been given; whoever asks again gets it.
      this.#given--;
      throw error;
    }
  }

  async #waitWithin<Value>(promise: Promise<Value>): Promise<Value> {
    const { timeout, signal } = this.#options;
    if (timeout === undefined) return await waitInScope(promise, { signal });
    try {
      return await waitInScope(promise, { signal, timeout: this.#deadline - currentClock().now() });
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      throw new TimeoutError(`not all of them ended within ${timeout} ms`, timeout);
    }
  }
}
