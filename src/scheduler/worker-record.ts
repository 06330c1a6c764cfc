import { JobQueue } from "./job-queue.ts";
import type { Job, WorkerId } from "./job.ts";

/** "starting": no hello yet. "closing": takes nothing new; ends when its leases are done. */
export type WorkerState = "starting" | "ready" | "closing";

const NANOSECONDS = 1_000_000;
/** Milliseconds. A worker with so much to do gets nothing more anyway. */
const MOST_CHARGED = 1_000;

/** What the scheduler knows of one worker. */
export class WorkerRecord<J extends Job> {
  readonly id: WorkerId;
  state: WorkerState = "starting";
  /** Jobs that lie at the worker, running or not. */
  leases = 0;
  /** The expected nanoseconds of what lies at the worker. */
  #load = 0;
  /** Jobs the worker has been given in its life. */
  given = 0;
  /** Since when it has had nothing to do. */
  idleSince = 0;
  /** Jobs that only this worker may run; made when the first one comes. */
  #pinned: JobQueue<J> | undefined;

  constructor(id: WorkerId) {
    this.id = id;
  }

  get pinned(): JobQueue<J> {
    this.#pinned ??= new JobQueue<J>();
    return this.#pinned;
  }

  get hasPinned(): boolean {
    return this.#pinned !== undefined && this.#pinned.size > 0;
  }

  /** The expected milliseconds of what lies at the worker. */
  get load(): number {
    return this.#load / NANOSECONDS;
  }

  /** `charge` is what the job is expected to take, in milliseconds. */
  open(job: J, charge: number): void {
    job.state = "leased";
    job.charge = Math.round(Math.min(charge, MOST_CHARGED) * NANOSECONDS);
    this.leases++;
    this.given++;
    this.#load += job.charge;
  }

  close(job: J): void {
    job.state = "done";
    this.leases--;
    this.#load -= job.charge;
  }
}
