import { CancelledError } from "../errors.ts";
import type { Outcome } from "../task/outcome.ts";
import type { Cancel } from "./async-result.ts";
import { LocalRun, type LocalRunInit } from "./local-run.ts";
import type { MapOptions } from "./options.ts";

/** What a map runs, and who hears of its end. */
export interface LocalMapInit extends Pick<LocalRunInit, "calls" | "target" | "source" | "spread"> {
  readonly options: MapOptions;
  readonly resolve: (values: unknown[]) => void;
  readonly reject: (error: unknown) => void;
}

/** One `map` in this event loop, under way. */
export class LocalMap {
  readonly #init: LocalMapInit;
  readonly #run: LocalRun;
  readonly #values: unknown[] = [];
  #first: { readonly index: number; readonly error: unknown } | undefined = undefined;
  #isSettled = false;

  private constructor(init: LocalMapInit) {
    this.#init = init;
    this.#run = new LocalRun({
      ...init,
      hasRoom: () => true,
      settled: (index, outcome) => this.#note(index, outcome),
      over: (error) => this.#end(error),
    });
  }

  /** Begins it. */
  static start(init: LocalMapInit): Cancel {
    const map = new LocalMap(init);
    void map.#run.pull();
    return (reason) => map.#fail(reason);
  }

  #note(index: number, outcome: Outcome<unknown>): void {
    if (outcome.ok) this.#values[index] = outcome.value;
    else if (this.#init.options.failFast !== false) this.#fail(outcome.error);
    else if (this.#first === undefined || index < this.#first.index)
      this.#first = { index, error: outcome.error };
  }

  #end(error: unknown): void {
    if (error !== undefined) this.#fail(error);
    else if (this.#first !== undefined) this.#fail(this.#first.error);
    else if (!this.#isSettled) {
      this.#isSettled = true;
      this.#init.resolve(this.#values);
    }
  }

  #fail(reason: unknown): boolean {
    if (this.#isSettled) return false;
    this.#isSettled = true;
    this.#init.reject(reason);
    this.#run.stop(new CancelledError("the map has failed", { cause: reason }));
    return true;
  }
}
