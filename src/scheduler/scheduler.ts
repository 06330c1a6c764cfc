import { Deadlines } from "./deadlines.ts";
import type { Decision } from "./decisions.ts";
import { JobQueue } from "./job-queue.ts";
import type { Job, WorkerId } from "./job.ts";
import type { SchedulerPolicy } from "./policy.ts";
import { BATCH, roomFor } from "./room.ts";
import { Sizing } from "./sizing.ts";
import { WorkerRecord } from "./worker-record.ts";

/**
 * Decides which waiting job goes to which worker, and when workers start and end. Pure: no clock, no timer, no I/O;
 * the pool tells it what happened, asks `decide(now)` and carries out what it says. See README.md beside this file.
 */
export class Scheduler<J extends Job> {
  readonly #policy: SchedulerPolicy;
  readonly #queue = new JobQueue<J>();
  readonly #workers = new Map<WorkerId, WorkerRecord<J>>();
  readonly #deadlines = new Deadlines<J>();
  readonly #sizing: Sizing<J>;
  #pinnedWaiting = 0;
  #leased = 0;

  constructor(policy: SchedulerPolicy) {
    this.#policy = policy;
    this.#sizing = new Sizing(policy, this.#workers);
  }

  /** Jobs that wait for a worker. */
  get waiting(): number {
    return this.#queue.size + this.#pinnedWaiting;
  }

  /** Jobs that lie at workers. */
  get leased(): number {
    return this.#leased;
  }

  /** The workers that exist, in the order of their start. */
  get workers(): ReadonlyMap<WorkerId, Readonly<Pick<WorkerRecord<J>, "state" | "leases">>> {
    return this.#workers;
  }

  submit(job: J): void {
    const pinned = job.pinned === undefined ? undefined : this.#workers.get(job.pinned);
    if (pinned === undefined) return this.#queue.push(job);
    pinned.pinned.push(job);
    this.#pinnedWaiting++;
  }

  /** Takes a waiting job back; false when it is at a worker or settled. */
  withdraw(job: J): boolean {
    const pinned = job.pinned === undefined ? undefined : this.#workers.get(job.pinned);
    if (pinned === undefined) return this.#queue.withdraw(job);
    const withdrawn = pinned.pinned.withdraw(job);
    if (withdrawn) this.#pinnedWaiting--;
    return withdrawn;
  }

  /** Takes out everything that waits, as withdrawn. */
  drain(): J[] {
    const drained: J[] = [];
    const queues = [this.#queue];
    for (const record of this.#workers.values()) if (record.hasPinned) queues.push(record.pinned);
    for (const queue of queues) {
      for (let job = queue.take(); job !== undefined; job = queue.take()) {
        job.state = "done";
        drained.push(job);
      }
    }
    this.#pinnedWaiting = 0;
    return drained;
  }

  /** A worker is being started. */
  started(worker: WorkerId): void {
    this.#workers.set(worker, new WorkerRecord(worker));
  }

  /** The worker has said hello. */
  ready(worker: WorkerId, now: number): void {
    const record = this.#workers.get(worker);
    if (record?.state !== "starting") return;
    record.state = "ready";
    record.idleSince = now;
  }

  /** The worker shall get nothing more: it has been told to stop, or it will be killed. */
  closing(worker: WorkerId): void {
    const record = this.#workers.get(worker);
    if (record !== undefined) record.state = "closing";
  }

  /** A lease has ended with an outcome. */
  settled(worker: WorkerId, job: J): void {
    this.#deadlines.clear(job);
    const record = this.#workers.get(worker);
    if (record === undefined) return;
    record.close(job);
    this.#leased--;
  }

  /** The worker has just told of the ends of some of its jobs; without any left, it's idle from now on. */
  heard(worker: WorkerId, now: number): void {
    const record = this.#workers.get(worker);
    if (record !== undefined) record.idleSince = now;
  }

  /** A job was claimed back from a worker that hadn't started it: it goes to the front of the queue. */
  returned(worker: WorkerId, job: J): void {
    this.#deadlines.clear(job);
    const record = this.#workers.get(worker);
    if (record === undefined) return;
    record.close(job);
    record.given--;
    this.#leased--;
    if (job.pinned === undefined) return this.#queue.putBack(job);
    record.pinned.putBack(job);
    this.#pinnedWaiting++;
  }

  /** The worker is gone; its leases have been settled or returned before. Gives the jobs that only it could run. */
  lost(worker: WorkerId): J[] {
    const record = this.#workers.get(worker);
    if (record === undefined) return [];
    this.#workers.delete(worker);
    const orphans: J[] = [];
    while (record.hasPinned) {
      const job = record.pinned.take();
      if (job !== undefined) orphans.push(job);
    }
    this.#pinnedWaiting -= orphans.length;
    return orphans;
  }

  /** The job may run until `at`; then `decide` says "overdue". */
  limit(worker: WorkerId, job: J, at: number): void {
    this.#deadlines.set({ kind: "overdue", worker, job, at });
  }

  /** The job has been asked to stop and has until `at`; then `decide` says "kill". */
  expectStop(worker: WorkerId, job: J, at: number): void {
    this.#deadlines.set({ kind: "kill", worker, job, at });
  }

  /** What to do now. Assigned jobs count as leased from here on. */
  decide(now: number): Decision<J>[] {
    const decisions: Decision<J>[] = [];
    for (const { kind, worker, job } of this.#deadlines.due(now)) {
      decisions.push({ kind, worker, job });
    }
    if (this.waiting > 0) this.#assignAll(decisions);
    this.#sizing.decide({ waiting: this.#queue.size, now }, decisions);
    return decisions;
  }

  /** What an idle worker could take over from a busy one; asked for when nothing new has come for a moment. */
  rebalance(): Decision<J>[] {
    if (this.#queue.size > 0) return [];
    let idle = 0;
    let busiest: WorkerRecord<J> | undefined;
    for (const record of this.#workers.values()) {
      if (record.state === "ready" && record.leases === 0) idle++;
      else if (busiest === undefined || record.leases > busiest.leases) busiest = record;
    }
    const ahead = busiest === undefined ? 0 : busiest.leases - this.#policy.concurrency;
    if (idle === 0 || busiest === undefined || ahead <= 0) return [];
    return [{ kind: "steal", from: busiest.id, count: Math.ceil(ahead / (idle + 1)) }];
  }

  /** When `decide` has something to do again although nothing happens: infinity when never. */
  wakeAt(): number {
    return Math.min(this.#deadlines.next(), this.#sizing.wakeAt());
  }

  #assignAll(decisions: Decision<J>[]): void {
    let ready = 0;
    for (const record of this.#workers.values()) if (record.state === "ready") ready++;
    if (ready === 0) return;
    // No worker gets more than its share, so that none stays idle; first come those that would stand still.
    const share = Math.ceil(this.#queue.size / ready);
    for (const busy of [false, true]) {
      for (const record of this.#workers.values()) {
        if (record.state !== "ready" || record.leases > 0 !== busy) continue;
        const jobs = this.#take(record, share);
        if (jobs.length > 0) decisions.push({ kind: "assign", worker: record.id, jobs });
      }
    }
  }

  #take(record: WorkerRecord<J>, share: number): J[] {
    const jobs: J[] = [];
    while (record.hasPinned) {
      const job = record.pinned.take();
      if (job === undefined) break;
      this.#pinnedWaiting--;
      jobs.push(this.#lease(record, job));
    }
    const unserved = this.#policy.maxTasksPerChild - record.given;
    let left = Math.min(share, unserved);
    let room = Number.POSITIVE_INFINITY;
    while (left-- > 0) {
      const job = this.#queue.peek();
      if (job === undefined) break;
      // The room is worked out anew when the cost changes, which it does only from function to function.
      if (jobs.length === 0 || job.cost !== jobs[jobs.length - 1]?.cost)
        room = roomFor(job, record, this.#policy);
      if (room-- <= 0) break;
      this.#queue.take();
      jobs.push(this.#lease(record, job));
    }
    return jobs;
  }

  #lease(record: WorkerRecord<J>, job: J): J {
    const cost = job.cost.milliseconds * job.items;
    record.open(job, Number.isNaN(cost) ? BATCH : cost);
    this.#leased++;
    return job;
  }
}
