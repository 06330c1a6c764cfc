import { inspect } from "node:util";
import { MisuseError } from "../errors.ts";
import { cpuCount } from "../worker/cpu-count.ts";
import { showWarning } from "./report.ts";
import type { CrewOptions } from "./serve-options.ts";

type Defaulted =
  | "workers"
  | "threads"
  | "timeout"
  | "startTimeout"
  | "graceTimeout"
  | "maxRequestsJitter"
  | "onReport"
  | "signals";

/** Options with all that has a default. */
export type CheckedCrew = Required<{ [Key in Defaulted]: NonNullable<CrewOptions[Key]> }> &
  Omit<CrewOptions, Defaulted>;

/** So many are a mistake, not a wish. */
const mostLanes = 1_024;

/** Fills in the defaults. Throws MisuseError that names the option which can't work. */
export function checkedCrew(options: CrewOptions): CheckedCrew {
  whole("workers", options.workers, 1);
  whole("threads", options.threads, 1);
  whole("maxRequests", options.maxRequests, 1);
  whole("maxRequestsJitter", options.maxRequestsJitter, 0);
  for (const name of ["timeout", "startTimeout", "graceTimeout", "memoryLimit"] as const)
    positive(name, options[name]);
  const { workers = cpuCount(), threads = 1, maxRequests } = options;
  if (workers * threads > mostLanes)
    throw new MisuseError(`${workers} workers of ${threads} threads are more than ${mostLanes}`);
  return {
    ...options,
    workers,
    threads,
    timeout: options.timeout ?? 30_000,
    startTimeout: options.startTimeout ?? 60_000,
    graceTimeout: options.graceTimeout ?? 30_000,
    maxRequestsJitter: options.maxRequestsJitter ?? Math.floor((maxRequests ?? 0) / 10),
    onReport: options.onReport ?? showWarning,
    signals: options.signals ?? false,
  };
}

function whole(name: string, value: unknown, least: number): void {
  if (value === undefined || (Number.isSafeInteger(value) && Number(value) >= least)) return;
  throw new MisuseError(`${name} must be a whole number from ${least} on, not ${inspect(value)}`);
}

function positive(name: string, value: unknown): void {
  if (value === undefined || (typeof value === "number" && value > 0)) return;
  throw new MisuseError(`${name} must be more than 0, not ${inspect(value)}`);
}
