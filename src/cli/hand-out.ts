/** How much work may wait in the workers' hands, in milliseconds. */
const handful = 10;

/** At most this many jobs wait for one worker. */
const mostWaiting = 256;

/** So many short jobs in a row are needed for each one that may wait: a few say nothing about the next. */
const shortJobsPerWaiting = 8;

/** A job costs at least this much to send, in milliseconds. */
const least = 0.02;

/**
 * Decides how many jobs may be with the workers at a time. Long jobs are handed out one per worker, so that stopping after
 * Ctrl-C or by `--halt` means just what it says; short ones in handfuls, since otherwise each would wait for a round trip.
 */
export class HandOut {
  readonly #workers: number;
  #typical = 0;
  #shortInARow = 0;

  constructor(workers: number) {
    this.#workers = workers;
  }

  /** How many jobs may be out now. */
  get size(): number {
    const fit = Math.floor(handful / Math.max(this.#typical, least));
    const trusted = Math.floor(this.#shortInARow / (shortJobsPerWaiting * this.#workers));
    return this.#workers * (1 + Math.min(fit, trusted, mostWaiting));
  }

  /** Learns from a job that took `runtime` milliseconds: at once from a long one, slowly from short ones. */
  learn(runtime: number): void {
    this.#typical = Math.max(runtime, this.#typical * 0.9 + runtime * 0.1);
    this.#shortInARow = runtime > handful ? 0 : this.#shortInARow + 1;
  }
}
