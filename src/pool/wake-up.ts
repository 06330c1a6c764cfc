import type { Alarm, Clock } from "../task/clock.ts";

/** The one timer of a pool: set to the next moment at which the scheduler has something to say. */
export class WakeUp {
  readonly #clock: Clock;
  readonly #wake: () => void;
  #alarm: Alarm | undefined;
  #at = Number.POSITIVE_INFINITY;

  constructor(clock: Clock, wake: () => void) {
    this.#clock = clock;
    this.#wake = wake;
  }

  /** Wakes at this moment and no other; infinity: never. */
  at(moment: number): void {
    if (moment === this.#at) return;
    this.#alarm?.cancel();
    this.#at = moment;
    this.#alarm = undefined;
    if (moment === Number.POSITIVE_INFINITY) return;
    this.#alarm = this.#clock.alarm(moment - this.#clock.now(), () => {
      this.#at = Number.POSITIVE_INFINITY;
      this.#wake();
    });
  }
}
