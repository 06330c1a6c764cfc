import type { Captured } from "../closure/capture.ts";
import { CostEstimate } from "../scheduler/cost.ts";
import type { CallerStack } from "./caller-stack.ts";

/** A function that is ready to be called many times, and what a pool remembers of it between its calls. */
export interface Prepared {
  readonly captured: Captured;
  readonly cost: CostEstimate;
  /** The last stack taken of a caller. */
  caller: CallerStack | undefined;
}

/** What a pool remembers of each function, for as long as the function lives. */
export class FunctionRecords {
  readonly #records = new WeakMap<Captured, Prepared>();
  /** Mostly the same function comes again. */
  #latest: Prepared | undefined;

  of(captured: Captured): Prepared {
    if (this.#latest?.captured === captured) return this.#latest;
    let record = this.#records.get(captured);
    if (record === undefined) {
      record = { captured, cost: new CostEstimate(), caller: undefined };
      this.#records.set(captured, record);
    }
    this.#latest = record;
    return record;
  }
}
