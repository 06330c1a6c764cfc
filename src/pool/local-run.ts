import { type Outcome, failure, success } from "../task/outcome.ts";
import type { Cancel } from "./async-result.ts";
import type { LocalTarget } from "./local-call.ts";
import type { LocalCalls } from "./local-calls.ts";
import type { CallOptions } from "./options.ts";
import type { Source } from "./source.ts";

/** What a {@link LocalRun} runs, and who hears of it. */
export interface LocalRunInit {
  readonly calls: LocalCalls;
  readonly target: LocalTarget;
  readonly source: Source<unknown>;
  /** Whether the items are lists of arguments. */
  readonly spread: boolean;
  readonly options: CallOptions;
  /** Whether another item may be pulled now, beyond what the pool's limit says. */
  hasRoom(running: number): boolean;
  settled(index: number, outcome: Outcome<unknown>): void;
  /** The source is empty, or has thrown `error`, and all calls have ended. */
  over(error: unknown): void;
}

/** The calls of one `map` or `imap` in this event loop: pulls as many items as can run. */
export class LocalRun {
  readonly #init: LocalRunInit;
  readonly #cancels = new Map<number, Cancel>();
  #pulled = 0;
  #isPulling = false;
  #isDry = false;
  #error: unknown = undefined;

  constructor(init: LocalRunInit) {
    this.#init = init;
  }

  /** Pulls what there is room for. Called when there may be more room. */
  async pull(): Promise<void> {
    if (this.#isPulling) return;
    this.#isPulling = true;
    try {
      while (this.#wantsMore()) {
        const items = this.#init.source.pull(1);
        const list = items instanceof Promise ? await items : items;
        if (list.length === 0) this.#isDry = true;
        for (const item of list) this.#submit(item);
      }
    } catch (error) {
      this.#isDry = true;
      this.#error = error;
    }
    this.#isPulling = false;
    if (this.#isDry && this.#cancels.size === 0) this.#init.over(this.#error);
  }

  /** Pulls no more and cancels what hasn't ended. */
  stop(reason: unknown): void {
    if (!this.#isDry) this.#init.source.close();
    this.#isDry = true;
    for (const cancel of this.#cancels.values()) cancel(reason);
  }

  #wantsMore(): boolean {
    return (
      !this.#isDry &&
      this.#cancels.size < this.#init.calls.limit &&
      this.#init.hasRoom(this.#cancels.size)
    );
  }

  #submit(item: unknown): void {
    const { calls, target, spread, options } = this.#init;
    const index = this.#pulled++;
    // With `spread`, the types of `starmap` say that it is a list.
    const args = spread ? (item as readonly unknown[]) : [item];
    const settle = (outcome: Outcome<unknown>): void => {
      this.#cancels.delete(index);
      this.#init.settled(index, outcome);
      void this.pull();
    };
    // A call ends in a later turn at the earliest, when this one is in the table.
    this.#cancels.set(index, () => false);
    const cancel = calls.submit({
      target,
      args,
      options,
      resolve: (value) => settle(success(value)),
      reject: (error) => settle(failure(error)),
    });
    if (this.#cancels.has(index)) this.#cancels.set(index, cancel);
  }
}
