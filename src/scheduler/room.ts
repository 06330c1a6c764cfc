import type { Job } from "./job.ts";
import type { WorkerRecord } from "./worker-record.ts";

/** A worker is given about this much work at a time, in milliseconds: a batch has to pay for its way. */
export const BATCH = 1;
/** What costs less than this crosses in batches only: a frame of its own would cost as much as the job. */
const CHEAP = BATCH / 10;
/** A batch for a worker that still has one must be worth this much, or small batches would go round for ever. */
const WORTHWHILE = BATCH / 2;
/** Only what is shorter than this is sent ahead: for longer jobs the gap between two of them doesn't matter. */
const AHEAD = 5;

/** How many jobs like `job` a worker can be given now. */
export function roomFor<J extends Job>(
  job: J,
  { leases, load }: Pick<WorkerRecord<J>, "leases" | "load">,
  { concurrency }: { readonly concurrency: number },
): number {
  const free = Math.max(0, concurrency - leases);
  const cost = job.cost.milliseconds * job.items;
  // A long job must not hide others behind it, and every job of unknown cost may be long.
  if (Number.isNaN(cost)) return free;
  const affordable = Math.floor((BATCH * concurrency - load) / cost);
  if (leases === 0) return Math.max(free, affordable);
  if (cost < CHEAP) return affordable * cost >= WORTHWHILE ? affordable : 0;
  const ahead = cost <= AHEAD && leases <= concurrency ? 1 : 0;
  return Math.max(free + ahead, affordable);
}
