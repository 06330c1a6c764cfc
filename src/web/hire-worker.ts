import type { Backend, Place } from "../worker/backend.ts";
import type { PlaceKind } from "../worker/child-kind.ts";
import { ProcessBackend } from "../worker/process-backend.ts";
import { nextChildNumbers, processIdentity } from "../worker/process-identity.ts";
import { startRun } from "../worker/start-run.ts";
import { Board } from "./board.ts";
import { Counters } from "./counters.ts";
import type { Hand, Hire } from "./member.ts";
import { runWebWorker } from "./web-worker.ts";
import { runWorker } from "./run-worker.ts";
import type { WorkerPlan } from "./worker-plan.ts";

/** What every worker of a server has in common; each gets what is its own besides. */
export interface CrewPlan extends Omit<
  WorkerPlan,
  "id" | "generation" | "counters" | "board" | "place" | "maxRequests" | "sockets"
> {
  readonly name: string;
  /** Descriptors of the listening sockets, which the workers inherit. */
  readonly descriptors: readonly number[];
  readonly maxRequests: number | undefined;
  readonly maxRequestsJitter: number;
}

/** Gives what starts a worker process that has a descriptor of each socket for each of its lanes. */
export function hireBy(crew: CrewPlan): Hire {
  const board = new Board();
  return (order, listener) => {
    const { threads } = crew;
    const counters = Counters.create(threads);
    const place = board.take(threads);
    const release = (): void => {
      counters.close();
      board.give(place, threads);
    };
    const plan: WorkerPlan = {
      ...workerPart(crew),
      ...order,
      counters: counters.array,
      board: board.array,
      place,
      maxRequests: withJitter(crew),
    };
    try {
      return startWorker({ crew, plan, counters, listener, release });
    } catch (error) {
      // What can't be sent to the worker is known only now; it is told as any other failed start.
      queueMicrotask(() => {
        listener.failed(error);
        listener.ended({ exitCode: 1 });
      });
      return { pid: undefined, counters, tell() {}, kill() {}, release };
    }
  };
}

/** Not the program's own: spares, which it keeps, can't inherit sockets. */
const backend = new ProcessBackend();

interface Start {
  readonly crew: CrewPlan;
  readonly plan: WorkerPlan;
  readonly counters: Counters;
  readonly listener: Parameters<Hire>[1];
  readonly release: () => void;
}

function startWorker({ crew, plan, counters, listener, release }: Start): Hand {
  const name = `${crew.name}-${plan.id}`;
  const child = { name, daemon: false, run: () => runWorker(plan) };
  const kind = placeKind({ crew, name, failed: (error) => listener.failed(error) });
  const { place } = startRun(child, kind, nextChildNumbers());
  place.told((word) => listener.said(word));
  place.exited((exit) => listener.ended(exit));
  return handOf(place, counters, release);
}

function handOf(place: Place, counters: Counters, release: () => void): Hand {
  return {
    pid: place.pid,
    counters,
    tell: (word) => place.tell(word),
    kill: () => place.kill(),
    release,
  };
}

interface Circumstances {
  readonly crew: CrewPlan;
  readonly name: string;
  readonly failed: (error: unknown) => void;
}

function placeKind({ crew, name, failed }: Circumstances): PlaceKind {
  return {
    noun: "process",
    backend: () => inheriting(backend, crew),
    module: import.meta.url,
    body: runWebWorker,
    circumstances: (_child, numbers) => ({
      name,
      daemon: false,
      numbers,
      parent: { name: processIdentity().name, pid: process.pid },
    }),
    failed: (_child, error) => failed(error),
  };
}

/** The same backend, but what it starts inherits the sockets: one descriptor of each for each lane. */
function inheriting(plain: Backend, { descriptors, threads }: CrewPlan): Backend {
  const all = Array.from({ length: threads }, () => descriptors).flat();
  return {
    kind: plain.kind,
    attaches: plain.attaches,
    canKill: plain.canKill,
    start: (options) => plain.start({ ...options, descriptors: all }),
  };
}

function workerPart(
  crew: CrewPlan,
): Omit<WorkerPlan, "id" | "generation" | "counters" | "board" | "place"> {
  const { name: _name, descriptors, maxRequestsJitter: _jitter, ...rest } = crew;
  return { ...rest, sockets: descriptors.length };
}

function withJitter({ maxRequests, maxRequestsJitter }: CrewPlan): number | undefined {
  if (maxRequests === undefined) return undefined;
  return maxRequests + Math.floor(Math.random() * (maxRequestsJitter + 1));
}
