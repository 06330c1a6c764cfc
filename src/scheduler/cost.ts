/** Weight of the newest measurement; half lets an estimate follow a change within a few batches. */
const NEWEST = 0.5;

/** What one item of a function has cost lately, in milliseconds: a moving average, unknown until the first measurement. */
export class CostEstimate {
  #milliseconds = Number.NaN;

  /** NaN while nothing has been measured. */
  get milliseconds(): number {
    return this.#milliseconds;
  }

  observe(milliseconds: number): void {
    const known = !Number.isNaN(this.#milliseconds);
    this.#milliseconds = known
      ? this.#milliseconds * (1 - NEWEST) + milliseconds * NEWEST
      : milliseconds;
  }
}
