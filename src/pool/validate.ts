import { isFunctionReference } from "../closure/reference.ts";
import { MisuseError } from "../errors.ts";
import type { AnyPoolOptions } from "./options.ts";

/** Throws MisuseError, naming the offender, when pool options can't work. */
export function validatePoolOptions(options: AnyPoolOptions): void {
  wholeNumber("workers", options.workers, 1);
  wholeNumber("minWorkers", options.minWorkers, 0);
  wholeNumber("maxTasksPerChild", options.maxTasksPerChild, 1);
  wholeNumber("concurrency", options.concurrency, 1);
  duration("idleTimeout", options.idleTimeout);
  duration("grace", options.grace);
  const { workers, minWorkers, initializer, initargs } = options;
  if (workers !== undefined && minWorkers !== undefined && minWorkers > workers) {
    throw new MisuseError(
      `minWorkers (${minWorkers}) must not be greater than workers (${workers})`,
    );
  }
  const runs = typeof initializer === "function" || isFunctionReference(initializer);
  if (initializer !== undefined && !runs) {
    throw new MisuseError(`initializer must be a function, but is ${describe(initializer)}`);
  }
  if (initargs !== undefined && !Array.isArray(initargs)) {
    throw new MisuseError(`initargs must be an array of arguments, but is ${describe(initargs)}`);
  }
}

/** The options of a call that are numbers. */
export interface CallNumbers {
  readonly timeout?: number | undefined;
  readonly retries?: number | undefined;
  readonly priority?: number | undefined;
  readonly chunkSize?: number | undefined;
  readonly bufferSize?: number | undefined;
}

/** Throws MisuseError, naming the offender, when the options of a call can't work. */
export function validateCallOptions(options: CallNumbers): void {
  duration("timeout", options.timeout);
  wholeNumber("retries", options.retries, 0);
  wholeNumber("chunkSize", options.chunkSize, 1);
  wholeNumber("bufferSize", options.bufferSize, 1);
  const { priority } = options;
  if (priority !== undefined && !Number.isFinite(priority)) {
    throw new MisuseError(`priority must be a finite number, but is ${describe(priority)}`);
  }
}

/** Throws MisuseError when `args` isn't an array: the commonest slip of people who know `fn(...args)`. */
export function validateArguments(args: unknown): void {
  if (Array.isArray(args)) return;
  throw new MisuseError(
    `arguments are passed as an array, as in pool.apply(fn, [1, 2]), but got ${describe(args)}`,
  );
}

function wholeNumber(name: string, value: number | undefined, least: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= least)) return;
  throw new MisuseError(
    `${name} must be a whole number of at least ${least}, but is ${describe(value)}`,
  );
}

function duration(name: string, value: number | undefined): void {
  if (value === undefined || value >= 0) return;
  throw new MisuseError(
    `${name} must be a number of milliseconds, 0 or more, but is ${describe(value)}`,
  );
}

function describe(value: unknown): string {
  if (typeof value === "function") return `the function '${value.name}'`;
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
