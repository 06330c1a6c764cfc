import type { Dispatcher } from "./dispatcher.ts";

/** One worker as `statistics()` shows it. */
export interface WorkerStatistics {
  readonly id: number;
  readonly pid: number | undefined;
  readonly threadId: number | undefined;
  readonly state: "starting" | "ready" | "closing";
  /** Calls that lie at it, running or next. */
  readonly calls: number;
}

/** What a pool is doing and has done. */
export interface PoolStatistics {
  readonly workers: readonly WorkerStatistics[];
  /** Calls that wait for a worker. */
  readonly waiting: number;
  /** Calls that lie at workers. */
  readonly leased: number;
  readonly submitted: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Attempts after the first. */
  readonly retried: number;
  /** Calls that were taken from a busy worker for an idle one. */
  readonly stolen: number;
  readonly workersStarted: number;
  /** Workers that ended without being told to. */
  readonly workersLost: number;
}

/** Takes a snapshot; nothing in it changes later. */
export function statisticsOf(dispatcher: Dispatcher): PoolStatistics {
  const workers: WorkerStatistics[] = [];
  for (const [id, record] of dispatcher.scheduler.workers) {
    const place = dispatcher.members.get(id)?.place;
    workers.push(
      Object.freeze({
        id,
        pid: place?.pid,
        threadId: place?.threadId,
        state: record.state,
        calls: record.leases,
      }),
    );
  }
  const { waiting, leased } = dispatcher.scheduler;
  return Object.freeze({
    workers: Object.freeze(workers),
    waiting,
    leased,
    ...dispatcher.counters.snapshot(),
  });
}
