import type { CostEstimate } from "./cost.ts";

/** Where a job stands: in the queue, at a worker, or neither (settled or withdrawn). */
export type JobState = "waiting" | "leased" | "done";

/** A worker's number within its pool; never used twice. */
export type WorkerId = number;

/** What the scheduler needs to know of a call. */
export interface Job {
  /** Higher leaves the queue first. */
  readonly priority: number;
  readonly cost: CostEstimate;
  /** How many items the call carries: 1, or the length of a chunk. */
  readonly items: number;
  /** The only worker that may run it, for calls meant for each worker. */
  readonly pinned: WorkerId | undefined;
  state: JobState;
  /**
   * What the scheduler charged the worker for it; given back when the lease closes. In whole nanoseconds, since V8 keeps
   * a whole number in the object itself and makes a second object for any other.
   */
  charge: number;
}
