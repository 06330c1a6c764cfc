import type { Job, WorkerId } from "./job.ts";

/** One time limit on a job that runs at a worker. */
export interface Deadline<J extends Job> {
  readonly kind: "overdue" | "kill";
  readonly job: J;
  readonly worker: WorkerId;
  readonly at: number;
}

/** The limits of running jobs: one a job, so there are at most as many as calls run at a time. */
export class Deadlines<J extends Job> {
  readonly #byJob = new Map<J, Deadline<J>>();

  /** Sets the job's limit, replacing the one it had. */
  set(deadline: Deadline<J>): void {
    this.#byJob.set(deadline.job, deadline);
  }

  clear(job: J): void {
    if (this.#byJob.size > 0) this.#byJob.delete(job);
  }

  /** Takes out and gives what is due. */
  due(now: number): Deadline<J>[] {
    const due: Deadline<J>[] = [];
    for (const deadline of this.#byJob.values()) {
      if (deadline.at > now) continue;
      this.#byJob.delete(deadline.job);
      due.push(deadline);
    }
    return due;
  }

  /** When the next one is due; infinity when there is none. */
  next(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const deadline of this.#byJob.values()) next = Math.min(next, deadline.at);
    return next;
  }
}
