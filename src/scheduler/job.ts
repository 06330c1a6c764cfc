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

  // oxlint-disable-next-line max-params -- one is made for every call: an options object would be made as often
  constructor(priority: number, cost: CostEstimate, items: number, pinned?: WorkerId) {
    this.priority = priority;
    this.cost = cost;
    this.items = items;
    this.pinned = pinned;
  }
}
