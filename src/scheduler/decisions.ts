import type { Job, WorkerId } from "./job.ts";

/** What the pool shall do now. Decisions are data: the scheduler itself touches nothing. */
export type Decision<J extends Job> =
  | Assign<J>
  | StartWorkers
  | StopWorker
  | Steal
  | Overdue<J>
  | KillWorker<J>;

/** Send these jobs to this worker; their leases are open now. */
export interface Assign<J extends Job> {
  readonly kind: "assign";
  readonly worker: WorkerId;
  readonly jobs: readonly J[];
}

/** Start this many workers. */
export interface StartWorkers {
  readonly kind: "start";
  readonly count: number;
}

/** Let this idle worker end. */
export interface StopWorker {
  readonly kind: "stop";
  readonly worker: WorkerId;
}

/** Claim up to `count` tickets that `from` hasn't started; tell the scheduler of each with `returned`. */
export interface Steal {
  readonly kind: "steal";
  readonly from: WorkerId;
  readonly count: number;
}

/** A running job has used up its time. */
export interface Overdue<J extends Job> {
  readonly kind: "overdue";
  readonly worker: WorkerId;
  readonly job: J;
}

/** A job that was asked to stop didn't within its grace: its worker must go. */
export interface KillWorker<J extends Job> {
  readonly kind: "kill";
  readonly worker: WorkerId;
  readonly job: J;
}
