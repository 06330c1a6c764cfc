import { type Alarm, currentClock } from "../task/clock.ts";

/** What a {@link StallWatch} looks at. */
export interface Watched {
  /** Whether more bytes must come, and the socket is being read. */
  awaited(): boolean;
  /** None came for too long. */
  stalled(): void;
}

/** Notices a message whose rest doesn't come: after the limit, in milliseconds, and before twice of it. */
export class StallWatch {
  readonly #limit: number;
  readonly #watched: Watched;
  #alarm: Alarm | undefined;
  #progress = false;

  constructor(limit: number, watched: Watched) {
    this.#limit = limit;
    this.#watched = watched;
  }

  /** Bytes have come. Cheap, as each chunk calls it: the alarm stays where it is. */
  touch(): void {
    this.#progress = true;
    if (this.#alarm === undefined && this.#watched.awaited()) this.#arm();
  }

  /** Watches no more. */
  cancel(): void {
    this.#alarm?.cancel();
    this.#alarm = undefined;
  }

  #arm(): void {
    if (this.#limit === Number.POSITIVE_INFINITY) return;
    this.#progress = false;
    this.#alarm = currentClock().alarm(this.#limit, () => this.#ring());
  }

  #ring(): void {
    this.#alarm = undefined;
    if (!this.#watched.awaited()) return;
    if (this.#progress) this.#arm();
    else this.#watched.stalled();
  }
}
