import type { CostEstimate } from "./cost.ts";

/** Where a job stands: in the queue, at a worker, or neither (settled or withdrawn). */
export type JobState = "waiting" | "leased" | "done";

/** A worker's number within its pool; never used twice. */
export type WorkerId = number;

/** What the scheduler needs to know of a call. The pool's own record of a call extends it. */
export class Job {
  /** Higher leaves the queue first. */
  readonly priority: number;
  readonly cost: CostEstimate;
  /** How many items the call carries: 1, or the length of a chunk. */
  readonly items: number;
  /** The only worker that may run it, for calls meant for each worker. */
  readonly pinned: WorkerId | undefined;
  state: JobState = "waiting";
  /** What the scheduler charged the worker for it, in milliseconds; given back when the lease closes. */
  charge = 0;

  constructor(options: JobOptions) {
    this.priority = options.priority;
    this.cost = options.cost;
    this.items = options.items;
    this.pinned = options.pinned;
  }
}

export interface JobOptions {
  readonly priority: number;
  readonly cost: CostEstimate;
  readonly items: number;
  readonly pinned?: WorkerId | undefined;
}
