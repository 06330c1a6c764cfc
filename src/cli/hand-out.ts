/** How much work may wait in the workers' hands, in milliseconds. */
const handful = 10;

/** At most this many jobs wait for one worker. */
const mostWaiting = 256;

/** A job costs at least this much to send, in milliseconds. */
const least = 0.02;

/**
 * Decides how many jobs may be with the workers at a time. Long jobs are handed out one per worker, so that stopping after
 * Ctrl-C or by `--halt` means just what it says; short ones in handfuls, since otherwise each would wait for a round trip.
 */
export class HandOut {
  readonly #workers: number;
  #typical = Infinity;

  constructor(workers: number) {
    this.#workers = workers;
  }

  /** How many jobs may be out now. */
  get size(): number {
    const waiting = Math.min(mostWaiting, Math.floor(handful / Math.max(this.#typical, least)));
    return this.#workers * (1 + waiting);
  }

  /** Learns from a job that took `runtime` milliseconds: at once from a long one, slowly from short ones. */
  learn(runtime: number): void {
    const blended = this.#typical === Infinity ? runtime : this.#typical * 0.9 + runtime * 0.1;
    this.#typical = Math.max(runtime, blended);
  }
}
