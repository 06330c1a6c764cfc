import type { SharedArray } from "../sync/shared-array.ts";
import { FairShare } from "./board.ts";
import { count, Counters, noBeats, slot } from "./counters.ts";
import type { Lane, LaneContext } from "./lane.ts";
import type { LanePlan } from "./worker-plan.ts";

/** What one lane of a worker is told. It travels. */
export interface LaneOrder {
  readonly plan: LanePlan;
  readonly index: number;
  readonly counters: SharedArray<"float64">;
  readonly board: SharedArray<"int32">;
  readonly place: number | undefined;
  readonly descriptors: readonly number[];
  /** Milliseconds. */
  readonly beatEvery: number;
  readonly maxRequests: number | undefined;
}

/** Opens a lane in this thread, counts what it does and lets its heart beat; `worn` hears when it has done enough. */
export async function openMeasuredLane(order: LaneOrder, worn: () => void): Promise<Lane> {
  const counters = new Counters(order.counters);
  const { row, publish } = counters.row(order.index);
  const { maxRequests = Number.POSITIVE_INFINITY, descriptors, beatEvery } = order;
  const served = (): void => {
    if ((row[slot.requests] ?? 0) >= maxRequests) worn();
  };
  const share = FairShare.at(order.board, order.place);
  const lane = await openLane(order.plan, { row, descriptors, served, share });
  share?.join();
  const beat = (): void => {
    count(row, slot.beats, 1);
    row[slot.residentMemory] = process.memoryUsage.rss();
    publish();
  };
  beat();
  const beating = setInterval(beat, beatEvery).unref();
  return {
    async drain(options) {
      share?.leave();
      await lane.drain(options);
      clearInterval(beating);
      row[slot.beats] = noBeats;
      publish();
    },
  };
}

/** Each kind of lane is loaded where it is needed. */
async function openLane(plan: LanePlan, context: LaneContext): Promise<Lane> {
  if (plan.kind === "http") {
    const { openHttpLane } = await import("./http-lane.ts");
    return openHttpLane(plan, context);
  }
  const { openSocketLane } = await import("./socket-lane.ts");
  return openSocketLane(plan, context);
}
