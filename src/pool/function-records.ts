import type { Captured } from "../closure/capture.ts";
import { CostEstimate } from "../scheduler/cost.ts";
import type { CallerStack } from "./caller-stack.ts";

/** What a pool remembers of a function between its calls. */
export interface FunctionRecord {
  readonly cost: CostEstimate;
  /** The last stack taken of a caller. */
  caller: CallerStack | undefined;
}

/** What a pool remembers of each function, for as long as the function lives. */
export class FunctionRecords {
  readonly #records = new WeakMap<Captured, FunctionRecord>();

  of(captured: Captured): FunctionRecord {
    let record = this.#records.get(captured);
    if (record === undefined) {
      record = { cost: new CostEstimate(), caller: undefined };
      this.#records.set(captured, record);
    }
    return record;
  }
}
