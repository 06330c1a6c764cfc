import type { LightRun } from "./light-run.ts";

/** Taken places are given back in pieces of this size. */
const PIECE = 4_096;

/** Threads that have been started and given to no carrier, first come first served. Those that have ended are skipped. */
export class Backlog {
  #runs: LightRun[] = [];
  #head = 0;

  get isEmpty(): boolean {
    return this.#head === this.#runs.length;
  }

  add(run: LightRun): void {
    this.#runs.push(run);
  }

  take(): LightRun | undefined {
    for (;;) {
      const run = this.#runs[this.#head];
      if (run === undefined) return undefined;
      this.#head += 1;
      if (this.#head === PIECE || this.isEmpty) {
        this.#runs = this.#runs.slice(this.#head);
        this.#head = 0;
      }
      if (run.exit === undefined) return run;
    }
  }

  /** All that would be taken. */
  list(): LightRun[] {
    return this.#runs.slice(this.#head).filter(({ exit }) => exit === undefined);
  }
}
