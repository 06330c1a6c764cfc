import cliProgress, { type Options, type SingleBar } from "cli-progress";
import { BarTerminal, type BarStream } from "./bar-terminal.ts";
import { progressLine } from "./progress-line.ts";
import { RateMeter } from "./rate-meter.ts";
import type { Tally } from "./tally.ts";

/** What {@link Progress} shows. */
export interface ProgressOptions {
  readonly stream: BarStream;
  readonly tally: Tally;
  /** How many jobs there are; undefined while that isn't known. */
  readonly total: () => number | undefined;
  /** Milliseconds; default `performance.now`. */
  readonly now?: (() => number) | undefined;
}

/** The line at the bottom of a terminal that tells how far the work is. It redraws itself ten times a second. */
export class Progress {
  readonly #options: ProgressOptions;
  readonly #bar: SingleBar;
  readonly #terminal: BarTerminal;
  readonly #now: () => number;
  readonly #meter: RateMeter;
  readonly #started: number;

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#started = this.#now();
    this.#meter = new RateMeter(this.#started);
    this.#terminal = new BarTerminal(options.stream);
    this.#bar = new cliProgress.SingleBar(this.#barOptions());
    this.#bar.start(1, 0);
  }

  /** Empties the line, so that something can be printed in its place; the next redraw brings it back below. */
  clear(): void {
    this.#terminal.clearLine();
  }

  /** Takes the line away for good. */
  stop(): void {
    this.#bar.stop();
  }

  #barOptions(): Options & { terminal: BarTerminal } {
    return {
      // An option that the types of cli-progress leave out; its own MultiBar hands its terminal to its bars in this way.
      terminal: this.#terminal,
      format: (options) => this.#line(options),
      barsize: 24,
      clearOnComplete: true,
      // Signals are the command's own business.
      gracefulExit: false,
      // What was printed in between has taken the line away, though it would read the same.
      forceRedraw: true,
    };
  }

  #line(options: Options): string {
    const { tally, total: totalNow } = this.#options;
    const now = this.#now();
    const total = totalNow();
    const done = tally.ended + tally.skipped;
    this.#meter.note(tally.ended, now);
    const bar =
      total === undefined
        ? ""
        : (cliProgress.Format.BarFormat(total === 0 ? 1 : done / total, options) ?? "");
    return progressLine(
      {
        done,
        failed: tally.failed,
        total,
        elapsed: now - this.#started,
        rate: this.#meter.rate(now),
      },
      bar,
    );
  }
}
