import type { CostEstimate } from "../scheduler/cost.ts";

/** A chunk shall take about this many milliseconds: long enough to pay for its way, short enough to share out the end. */
const TARGET = 1.5;
/** A chunk grows by no more than this factor over the one before: the first measurements say little. */
const GROWTH = 4;
/** More items a chunk gain nothing. */
const MOST = 8_192;

/** What a {@link ChunkSizer} goes by. */
export interface ChunkSizerOptions {
  readonly cost: CostEstimate;
  readonly workers: number;
  /** Never more than this. */
  readonly most?: number | undefined;
  /** Always this many. */
  readonly fixed?: number | undefined;
}

/** How many items the next chunk takes: by the measured cost, and towards the end a fair share of what is left. */
export class ChunkSizer {
  readonly #options: ChunkSizerOptions;
  readonly #most: number;
  #last = 1;

  constructor(options: ChunkSizerOptions) {
    this.#options = options;
    this.#most = Math.max(1, Math.min(options.most ?? MOST, MOST));
  }

  /** `remaining`: how many items are left, infinity when nobody knows. */
  next(remaining: number): number {
    const { cost, workers, fixed } = this.#options;
    if (fixed !== undefined) return fixed;
    const each = cost.milliseconds;
    if (Number.isNaN(each)) return 1;
    const affordable = Math.floor(TARGET / each);
    const share = Math.ceil(remaining / (2 * workers));
    this.#last = Math.max(1, Math.min(affordable, this.#last * GROWTH, share, this.#most));
    return this.#last;
  }
}
