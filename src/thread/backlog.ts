import type { LightRun } from "./light-run.ts";

/** So many are kept in one array: a long one would be moved about as a whole. */
const PIECE = 4_096;

/** Threads that have been started and given to no carrier, first come first served. Those that have ended are skipped. */
export class Backlog {
  /** The first one is taken from, the last one added to. */
  readonly #pieces: LightRun[][] = [[]];
  /** How many of the first one have been taken. */
  #taken = 0;

  add(run: LightRun): void {
    const last = this.#pieces.at(-1);
    if (last === undefined || last.length === PIECE) this.#pieces.push([run]);
    else last.push(run);
  }

  take(): LightRun | undefined {
    for (;;) {
      const [first] = this.#pieces;
      const run = first?.[this.#taken];
      if (run === undefined) return undefined;
      this.#taken += 1;
      if (this.#taken === PIECE) {
        this.#pieces.shift();
        this.#taken = 0;
      }
      if (run.exit === undefined) return run;
    }
  }

  /** All that would be taken. */
  list(): LightRun[] {
    const runs = this.#pieces.flat().slice(this.#taken);
    return runs.filter(({ exit }) => exit === undefined);
  }
}
