import type { Outcome } from "./job.ts";

/** What has been done so far. */
export class Tally {
  succeeded = 0;
  failed = 0;
  /** Running when everything was told to end. */
  stopped = 0;
  /** Done by an earlier run. */
  skipped = 0;

  /** Jobs that this run has brought to their end. */
  get ended(): number {
    return this.succeeded + this.failed;
  }

  count(outcome: Outcome): void {
    if (outcome.kind === "stopped") this.stopped += 1;
    else if (outcome.answer.kind === "returned") this.succeeded += 1;
    else this.failed += 1;
  }

  /** One line such as "12 jobs in 3.4 s (3.5/s): 11 ok, 1 failed". */
  summary(milliseconds: number): string {
    const rate = milliseconds > 0 ? ` (${((this.ended * 1_000) / milliseconds).toFixed(1)}/s)` : "";
    const further = [
      [this.failed, "failed"],
      [this.stopped, "stopped"],
      [this.skipped, "skipped"],
    ] as const;
    const counts = further
      .filter(([count]) => count > 0)
      .map(([count, word]) => `, ${count} ${word}`);
    return `${this.ended} job${this.ended === 1 ? "" : "s"} in ${(milliseconds / 1_000).toFixed(1)} s${rate}: ${this.succeeded} ok${counts.join("")}`;
  }
}
