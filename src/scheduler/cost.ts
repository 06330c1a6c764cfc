/** Weight of the newest measurement when it is higher: one slow batch says little. */
const RISING = 0.5;
/** When it is lower: the first calls of a function are slow because nothing is compiled yet, so good news is true. */
const FALLING = 0.8;

/** What one item of a function has cost lately, in milliseconds: a moving average, unknown until the first measurement. */
export class CostEstimate {
  #milliseconds = Number.NaN;

  /** NaN while nothing has been measured. */
  get milliseconds(): number {
    return this.#milliseconds;
  }

  observe(milliseconds: number): void {
    const before = this.#milliseconds;
    if (Number.isNaN(before)) {
      this.#milliseconds = milliseconds;
      return;
    }
    const newest = milliseconds < before ? FALLING : RISING;
    this.#milliseconds = before * (1 - newest) + milliseconds * newest;
  }
}
