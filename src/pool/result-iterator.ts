import type { Outcome } from "../task/outcome.ts";
import type { ImapRun } from "./imap-run.ts";

/**
 * The results of `imap` and `imapUnordered`: an async iterable whose `next` rejects at the place of an item that failed
 * and can be called on afterwards. `for await` ends at the first failure, as always.
 */
export class ResultIterator<Value> implements AsyncIterableIterator<Value, undefined> {
  readonly #run: ImapRun;
  /** Calls of `next` are answered in their order. */
  #last: Promise<unknown> | undefined;

  /** @internal */
  constructor(run: ImapRun) {
    this.#run = run;
  }

  next(): Promise<IteratorResult<Value, undefined>> {
    const outcome = this.#last === undefined ? this.#run.ready() : undefined;
    if (outcome !== undefined) return settle<Value>(outcome);
    const before = this.#last;
    const next = before === undefined ? this.#take() : before.then(() => this.#take());
    const settled = next.catch(() => {});
    this.#last = settled;
    void settled.then(() => {
      if (this.#last === settled) this.#last = undefined;
    });
    return next;
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

  async #take(): Promise<IteratorResult<Value, undefined>> {
    const outcome = await this.#run.next();
    return outcome === undefined ? { done: true, value: undefined } : settle<Value>(outcome);
  }
}

/** What the worker answered is of the type that the function's own types promise. */
function settle<Value>(outcome: Outcome<unknown>): Promise<IteratorResult<Value, undefined>> {
  if (!outcome.ok) return Promise.reject(outcome.error);
  return Promise.resolve({ done: false, value: outcome.value as Value });
}
