import type { CostEstimate } from "../../src/scheduler/cost.ts";
import type { Job, JobState, WorkerId } from "../../src/scheduler/job.ts";

/** A job of one item, and nothing more. */
export class PlainJob implements Job {
  readonly priority: number;
  readonly cost: CostEstimate;
  readonly items = 1;
  readonly pinned: WorkerId | undefined;
  state: JobState = "waiting";
  charge = 0;

  constructor(priority: number, cost: CostEstimate, pinned?: WorkerId) {
    this.priority = priority;
    this.cost = cost;
    this.pinned = pinned;
  }
}
