import { CancelledError } from "../errors.ts";
import { type Deferred, defer } from "../task/deferred.ts";
import { failure, type Outcome } from "../task/outcome.ts";
import { LocalRun, type LocalRunInit } from "./local-run.ts";
import type { ResultSource } from "./result-iterator.ts";

/** What an imap runs, and how its results are given. */
export interface LocalImapInit extends Pick<
  LocalRunInit,
  "calls" | "target" | "source" | "options" | "spread"
> {
  readonly ordered: boolean;
  /** How many items may be pulled and not taken. */
  readonly bufferSize: number;
}

/** One `imap` in this event loop, under way. */
export class LocalImap implements ResultSource {
  readonly #init: LocalImapInit;
  readonly #run: LocalRun;
  /** What has ended and hasn't been taken, in the order in which it ended. */
  readonly #outcomes = new Map<number, Outcome<unknown>>();
  #taken = 0;
  #isOver = false;
  #error: unknown = undefined;
  #change: Deferred<void> | undefined = undefined;

  constructor(init: LocalImapInit) {
    this.#init = init;
    this.#run = new LocalRun({
      ...init,
      hasRoom: (running) => running + this.#outcomes.size < init.bufferSize,
      settled: (index, outcome) => {
        this.#outcomes.set(index, outcome);
        this.#changed();
      },
      over: (error) => {
        this.#isOver = true;
        this.#error = error;
        this.#changed();
      },
    });
    void this.#run.pull();
  }

  ready(): Outcome<unknown> | undefined {
    const index = this.#init.ordered ? this.#taken : this.#earliest();
    const outcome = this.#outcomes.get(index);
    if (outcome === undefined) return undefined;
    this.#outcomes.delete(index);
    this.#taken++;
    void this.#run.pull();
    return outcome;
  }

  async next(): Promise<Outcome<unknown> | undefined> {
    for (;;) {
      const outcome = this.ready();
      if (outcome !== undefined) return outcome;
      if (this.#isOver) return this.#last();
      this.#change ??= defer();
      await this.#change.promise;
    }
  }

  end(): void {
    this.#isOver = true;
    this.#error = undefined;
    this.#run.stop(new CancelledError("nobody takes the results any more"));
    this.#outcomes.clear();
    this.#changed();
  }

  #earliest(): number {
    for (const index of this.#outcomes.keys()) return index;
    return -1;
  }

  /** What the source threw, once; then the end. */
  #last(): Outcome<unknown> | undefined {
    const error = this.#error;
    this.#error = undefined;
    return error === undefined ? undefined : failure(error);
  }

  #changed(): void {
    this.#change?.resolve();
    this.#change = undefined;
  }
}
