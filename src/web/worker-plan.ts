import type { SharedArray } from "../sync/shared-array.ts";
import type { HttpPlan } from "./http-plan.ts";
import type { SocketPlan } from "./socket-plan.ts";
import type { WorkerFacts } from "./worker-facts.ts";

/** What the lanes of a worker do. */
export type LanePlan = HttpPlan | SocketPlan;

/** All that a worker is told at its start. It travels. */
export interface WorkerPlan {
  readonly id: number;
  readonly generation: number;
  readonly lane: LanePlan;
  /** How many listening sockets there are. */
  readonly sockets: number;
  /** How many lanes: one is the main thread itself, more are threads of their own. */
  readonly threads: number;
  readonly counters: SharedArray<"float64">;
  /** Where the lanes of all workers see how many connections the others have, and the place of the first of these. */
  readonly board: SharedArray<"int32">;
  readonly place: number | undefined;
  /** Milliseconds between two beats. */
  readonly beatEvery: number;
  /** It asks to be replaced after so many requests. */
  readonly maxRequests: number | undefined;
  /** Whether it tells which files it has loaded. */
  readonly watch: boolean;
  readonly onStart: ((worker: WorkerFacts) => unknown) | undefined;
  readonly onExit: ((worker: WorkerFacts) => unknown) | undefined;
}

/** What arbiter and worker say to each other, as words of the place. */
export const word = {
  /** To the worker: accept no more, finish, end. */
  drain: "drain",
  /** To the worker: the same, and don't wait for who may never ask again. */
  hasten: "hasten",
  /** To the worker: end now. */
  quit: "quit",
  /** From the worker: it accepts. */
  ready: "ready",
  /** From the worker: it has answered as many requests as it should, or was asked to end by a signal. */
  worn: "worn",
  /** From the worker, with a file: URL behind it: the application has loaded this. */
  file: "file ",
} as const;
