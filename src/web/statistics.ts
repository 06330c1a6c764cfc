import type { Phase } from "./arbiter-options.ts";
import { latencyBounds, rowLength, slot, type Row } from "./counters.ts";
import type { Member, MemberState } from "./member.ts";

/** What has been counted, over one worker or all that there have been. */
export interface TrafficStatistics {
  readonly requests: number;
  /** Requests that are being answered now. */
  readonly inFlight: number;
  /** Answers of status 500 and above. */
  readonly errors: number;
  /** Requests whose connection went before the answer was out. */
  readonly aborted: number;
  /** Connections that are open now. */
  readonly connections: number;
  /** Bytes of connections that have been closed. */
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

/** How long answers took. */
export interface LatencyStatistics {
  /** Upper bounds in seconds; the last class has none. */
  readonly bounds: readonly number[];
  /** How many answers fell in each class, one more than there are bounds. */
  readonly counts: readonly number[];
  /** Seconds, of all answers. */
  readonly sum: number;
}

/** One worker as it is now. */
export interface WorkerStatistics extends TrafficStatistics {
  readonly id: number;
  readonly pid: number | undefined;
  readonly generation: number;
  readonly state: MemberState;
  /** Bytes (RSS). */
  readonly residentMemory: number;
}

/** A server as it is now, and what it has done since its start. */
export interface ServerStatistics extends TrafficStatistics {
  readonly phase: Phase;
  readonly generation: number;
  /** How many workers there shall be. */
  readonly size: number;
  readonly latency: LatencyStatistics;
  /** Workers that have ended unasked. */
  readonly losses: number;
  /** Workers that have been started, the first ones included. */
  readonly started: number;
  /** Bytes (RSS) of all workers together. */
  readonly residentMemory: number;
  readonly workers: readonly WorkerStatistics[];
}

/** Numbers that only are as long as their worker is. */
const gauges: ReadonlySet<number> = new Set([slot.inFlight, slot.connections, slot.residentMemory]);

/** Adds rows up; without gauges, for those of workers that have ended. */
export function addRows(rows: readonly Row[], { withGauges }: { withGauges: boolean }): number[] {
  const sum = Array.from({ length: rowLength }, () => 0);
  for (const row of rows)
    row.forEach((value, index) => {
      if (withGauges || !gauges.has(index)) sum[index] = (sum[index] ?? 0) + value;
    });
  return sum;
}

/** Names the numbers of a row. */
export function traffic(row: ArrayLike<number>): TrafficStatistics {
  return {
    requests: row[slot.requests] ?? 0,
    inFlight: row[slot.inFlight] ?? 0,
    errors: row[slot.errors] ?? 0,
    aborted: row[slot.aborted] ?? 0,
    connections: row[slot.connections] ?? 0,
    bytesRead: row[slot.bytesRead] ?? 0,
    bytesWritten: row[slot.bytesWritten] ?? 0,
  };
}

export function latency(row: ArrayLike<number>): LatencyStatistics {
  const counts = Array.from(
    { length: latencyBounds.length + 1 },
    (_, index) => row[slot.latency + index] ?? 0,
  );
  return { bounds: latencyBounds, counts, sum: (row[slot.latencySum] ?? 0) / 1_000 };
}

/** One worker as it is now. */
export function workerStatistics(member: Member): WorkerStatistics {
  const { id, generation, state, hand, residentMemory } = member;
  const row = addRows(hand.counters.rows(), { withGauges: true });
  return Object.freeze({ id, pid: hand.pid, generation, state, residentMemory, ...traffic(row) });
}
