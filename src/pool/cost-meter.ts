import type { CostEstimate } from "../scheduler/cost.ts";
import type { Call } from "./call.ts";

/** Shares what a worker spent on a frame of outcomes among the functions that they belong to. */
export class CostMeter {
  /** Without repetition in a row: mostly all outcomes of a frame belong to one function. */
  readonly #costs: CostEstimate[] = [];
  #items = 0;

  /** The call has an outcome in the frame at hand. */
  note(call: Call): void {
    this.#items += call.items;
    if (this.#costs[this.#costs.length - 1] !== call.cost) this.#costs.push(call.cost);
  }

  /** The frame is over and has cost `milliseconds`. */
  charge(milliseconds: number): void {
    if (this.#items === 0) return;
    const each = milliseconds / this.#items;
    if (each > 0) for (const cost of this.#costs) cost.observe(each);
    this.#items = 0;
    this.#costs.length = 0;
  }
}
