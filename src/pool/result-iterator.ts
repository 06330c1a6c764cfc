import { waitWithin, type WaitOptions } from "../task/wait.ts";
import type { Outcome } from "../task/outcome.ts";

/** Where the results of a {@link ResultIterator} come from. */
export interface ResultSource {
  /** The next one, if it is there. */
  ready(): Outcome<unknown> | undefined;
  /** The next one; undefined when there are no more. */
  next(): Promise<Outcome<unknown> | undefined>;
  /** Nobody takes the rest. */
  end(): void;
}

/**
 * The results of `imap` and `imapUnordered`: an async iterable whose `next` rejects at the place of an item that failed
 * and can be called on afterwards. `for await` ends at the first failure, as always.
 */
export class ResultIterator<Value> implements AsyncIterableIterator<
  Value,
  undefined,
  WaitOptions | undefined
> {
  readonly #run: ResultSource;
  /** Calls of `next` are answered in their order: this is the last that had to wait … */
  #last: Promise<unknown> | undefined;
  /** … and so many of them still wait. */
  #waiting = 0;
  /** A result that was waited for until a timeout. */
  #unclaimed: Promise<IteratorResult<Value, undefined>> | undefined;

  /** @internal */
  constructor(run: ResultSource) {
    this.#run = run;
  }

  /**
   * The next result. Rejects with what the item's function threw, or with TimeoutError when none is there within
   * `timeout` milliseconds; the result isn't lost then, the next call waits for it again.
   */
  next(options?: WaitOptions): Promise<IteratorResult<Value, undefined>> {
    const step = this.#unclaimed ?? this.#step();
    this.#unclaimed = undefined;
    return options === undefined ? step : this.#within(step, options);
  }

  /** Ends it early: what waits is dropped, what runs is asked to stop, the source is closed. */
  return(): Promise<IteratorResult<Value, undefined>> {
    this.#run.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  async #within(
    step: Promise<IteratorResult<Value, undefined>>,
    options: WaitOptions,
  ): Promise<IteratorResult<Value, undefined>> {
    let settled = false;
    const settle = (): void => {
      settled = true;
    };
    step.then(settle, settle);
    try {
      return await waitWithin(step, options);
    } catch (error) {
      if (!settled) this.#unclaimed = step;
      throw error;
    }
  }

  #step(): Promise<IteratorResult<Value, undefined>> {
    const isFirst = this.#waiting === 0;
    const outcome = isFirst ? this.#run.ready() : undefined;
    if (outcome !== undefined) return give<Value>(outcome);
    this.#waiting++;
    const next =
      isFirst || this.#last === undefined ? this.#take() : this.#last.then(() => this.#take());
    this.#last = next.catch(() => {});
    return next;
  }

  async #take(): Promise<IteratorResult<Value, undefined>> {
    let outcome: Outcome<unknown> | undefined;
    try {
      outcome = await this.#run.next();
    } finally {
      // Before its caller hears of it: who then asks for the next finds it at once.
      this.#waiting--;
    }
    return outcome === undefined ? { done: true, value: undefined } : give<Value>(outcome);
  }
}

/** What the worker answered is of the type that the function's own types promise. */
function give<Value>(outcome: Outcome<unknown>): Promise<IteratorResult<Value, undefined>> {
  if (!outcome.ok) return Promise.reject(outcome.error);
  return Promise.resolve({ done: false, value: outcome.value as Value });
}
