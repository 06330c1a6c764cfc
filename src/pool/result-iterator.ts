import { waitWithin, type WaitOptions } from "../task/wait.ts";
import type { Outcome } from "../task/outcome.ts";
import type { ImapRun } from "./imap-run.ts";

/**
 * The results of `imap` and `imapUnordered`: an async iterable whose `next` rejects at the place of an item that failed
 * and can be called on afterwards. `for await` ends at the first failure, as always.
 */
export class ResultIterator<Value> implements AsyncIterableIterator<
  Value,
  undefined,
  WaitOptions | undefined
> {
  readonly #run: ImapRun;
  /** Calls of `next` are answered in their order. */
  #last: Promise<unknown> | undefined;
  /** A result that was waited for until a timeout. */
  #unclaimed: Promise<IteratorResult<Value, undefined>> | undefined;

  /** @internal */
  constructor(run: ImapRun) {
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
    const outcome = this.#last === undefined ? this.#run.ready() : undefined;
    if (outcome !== undefined) return give<Value>(outcome);
    const before = this.#last;
    const next = before === undefined ? this.#take() : before.then(() => this.#take());
    const settled = next.catch(() => {});
    this.#last = settled;
    void settled.then(() => {
      if (this.#last === settled) this.#last = undefined;
    });
    return next;
  }

  async #take(): Promise<IteratorResult<Value, undefined>> {
    const outcome = await this.#run.next();
    return outcome === undefined ? { done: true, value: undefined } : give<Value>(outcome);
  }
}

/** What the worker answered is of the type that the function's own types promise. */
function give<Value>(outcome: Outcome<unknown>): Promise<IteratorResult<Value, undefined>> {
  if (!outcome.ok) return Promise.reject(outcome.error);
  return Promise.resolve({ done: false, value: outcome.value as Value });
}
