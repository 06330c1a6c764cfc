/** How a {@link BackOff} goes about it; milliseconds. */
export interface BackOffOptions {
  /** The pause after the second failure in a row; each further one doubles it. */
  readonly first: number;
  /** No pause is longer. */
  readonly longest: number;
  /** Who has lived as long as this was healthy: its end begins no row of failures. */
  readonly healthy: number;
}

/** As a server does it: at once, then after 0.1, 0.2, 0.4 … 30 s. */
export const usualBackOff: BackOffOptions = { first: 100, longest: 30_000, healthy: 10_000 };

/**
 * When the next worker may be started after workers have failed: at once after the first failure, later and later when
 * they go on to fail. Time is an argument.
 */
export class BackOff {
  readonly #options: BackOffOptions;
  #failures = 0;
  #notBefore = Number.NEGATIVE_INFINITY;

  constructor(options: BackOffOptions = usualBackOff) {
    this.#options = options;
  }

  /** The moment before which nothing shall be started. */
  get notBefore(): number {
    return this.#notBefore;
  }

  /** A worker that has served for `lifetime` milliseconds has failed. Gives the pause. */
  failed(lifetime: number, now: number): number {
    const { first, longest, healthy } = this.#options;
    this.#failures = lifetime >= healthy ? 1 : this.#failures + 1;
    const pause = this.#failures < 2 ? 0 : Math.min(longest, first * 2 ** (this.#failures - 2));
    this.#notBefore = now + pause;
    return pause;
  }

  /** There is new code, or someone asked for workers: what failed before says nothing any more. */
  reset(): void {
    this.#failures = 0;
    this.#notBefore = Number.NEGATIVE_INFINITY;
  }
}
