import { captureFunction } from "../closure/capture.ts";
import { systemClock } from "../task/clock.ts";
import { pack } from "../wire/parcel.ts";
import type { CallMessage } from "../wire/endpoint.ts";
import type { Backend } from "../worker/backend.ts";
import { cpuCount } from "../worker/cpu-count.ts";
import { Dispatcher } from "./dispatcher.ts";
import type { AnyPoolOptions } from "./options.ts";

/** Milliseconds between asking a call to stop and killing its worker. */
const GRACE = 1_000;
/** Milliseconds after which an idle worker above the minimum ends. */
const IDLE_TIMEOUT = 10_000;

let pools = 0;

/** The name of the next pool without one. */
export function nextPoolName(): string {
  pools++;
  return `Pool-${pools}`;
}

/** How many workers a pool of these options has at most. */
export function workersOf(options: AnyPoolOptions): number {
  return options.workers ?? Math.max(cpuCount(), options.minWorkers ?? 0);
}

/** Makes the dispatcher for a pool of these options; its first workers are being started when this returns. */
export function createDispatcher(
  options: AnyPoolOptions,
  backend: Backend,
  name: string,
): Dispatcher {
  const maxWorkers = workersOf(options);
  const concurrency = options.concurrency ?? 1;
  const { memory, env, execArgv } = options;
  return new Dispatcher({
    backend,
    clock: systemClock,
    concurrency,
    grace: options.grace ?? GRACE,
    initializer: initializerCall(options, backend),
    worker: { name, memory, env, execArgv },
    policy: {
      minWorkers: options.minWorkers ?? maxWorkers,
      maxWorkers,
      idleTimeout: options.idleTimeout ?? IDLE_TIMEOUT,
      maxTasksPerChild: options.maxTasksPerChild ?? Number.POSITIVE_INFINITY,
      concurrency,
    },
  });
}

function initializerCall(
  { initializer, initargs }: AnyPoolOptions,
  backend: Backend,
): CallMessage | undefined {
  if (initializer === undefined) return undefined;
  const captured = captureFunction(initializer, { attaches: backend.attaches });
  return {
    captured,
    args: pack(initargs ?? [], { attaches: backend.attaches, keep: true }),
    flags: 0,
  };
}
