import type { Decision } from "./decisions.ts";
import type { Job, WorkerId } from "./job.ts";
import type { SchedulerPolicy } from "./policy.ts";
import type { WorkerRecord } from "./worker-record.ts";

/** The load that sizing looks at. */
export interface Load {
  /** Jobs that any worker could run. */
  readonly waiting: number;
  readonly now: number;
}

/** Decides how many workers there are: grows while jobs wait, shrinks after idleness, replaces what has served. */
export class Sizing<J extends Job> {
  readonly #policy: SchedulerPolicy;
  readonly #workers: ReadonlyMap<WorkerId, WorkerRecord<J>>;

  constructor(policy: SchedulerPolicy, workers: ReadonlyMap<WorkerId, WorkerRecord<J>>) {
    this.#policy = policy;
    this.#workers = workers;
  }

  decide(load: Load, decisions: Decision<J>[]): void {
    let alive = this.#alive();
    for (const record of this.#workers.values()) {
      if (record.state !== "ready" || record.leases > 0 || record.hasPinned) continue;
      const served = record.given >= this.#policy.maxTasksPerChild;
      const superfluous =
        alive > this.#policy.minWorkers &&
        load.waiting === 0 &&
        load.now - record.idleSince >= this.#policy.idleTimeout;
      if (!served && !superfluous) continue;
      alive--;
      record.state = "closing";
      decisions.push({ kind: "stop", worker: record.id });
    }
    const wanted = Math.max(this.#policy.minWorkers, this.#wanted(load.waiting));
    if (wanted > alive) decisions.push({ kind: "start", count: wanted - alive });
  }

  /** When the next worker has been idle for too long; infinity when none can be. */
  wakeAt(): number {
    let wake = Number.POSITIVE_INFINITY;
    if (this.#alive() <= this.#policy.minWorkers) return wake;
    for (const record of this.#workers.values()) {
      if (record.state !== "ready" || record.leases > 0) continue;
      wake = Math.min(wake, record.idleSince + this.#policy.idleTimeout);
    }
    return wake;
  }

  /** What waits beyond the free places asks for a worker each. */
  #wanted(waiting: number): number {
    if (waiting === 0) return 0;
    let alive = 0;
    let free = 0;
    for (const record of this.#workers.values()) {
      if (record.state === "closing") continue;
      alive++;
      free += Math.max(0, this.#policy.concurrency - record.leases);
    }
    return Math.min(this.#policy.maxWorkers, alive + Math.max(0, waiting - free));
  }

  #alive(): number {
    let alive = 0;
    for (const record of this.#workers.values()) if (record.state !== "closing") alive++;
    return alive;
  }
}
