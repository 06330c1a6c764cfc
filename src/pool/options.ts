import type { FunctionReference } from "../closure/reference.ts";
import type { Transferable } from "./transferable.ts";
import type { MemoryLimits } from "../worker/backend.ts";

/** How a pool is made, but for its initializer. */
export interface PoolSettings {
  /** How many workers run at most; default: `cpuCount()`. */
  readonly workers?: number | undefined;
  /** How many stay when there is nothing to do; default: `workers` (a fixed size). */
  readonly minWorkers?: number | undefined;
  /** Milliseconds after which an idle worker above `minWorkers` ends; default 10,000. */
  readonly idleTimeout?: number | undefined;
  /** A worker is replaced by a fresh one after this many calls (a chunk of `map` is one call); default: never. */
  readonly maxTasksPerChild?: number | undefined;
  /** How many asynchronous calls one worker runs at a time; default 1. */
  readonly concurrency?: number | undefined;
  /** Heap limits of one worker; a worker that reaches them dies alone, its call fails with WorkerLostError. */
  readonly memory?: MemoryLimits | undefined;
  /** Milliseconds between asking a running call to stop and killing its worker; default 1,000. */
  readonly grace?: number | undefined;
  /** Shown in process lists, errors and traces; default "Pool-N". */
  readonly name?: string | undefined;
  /** Environment of process workers; default: the parent's. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Further flags for Node in the workers. */
  readonly execArgv?: readonly string[] | undefined;
}

/** How a pool is made. `new Pool(4)` is short for `new Pool({ workers: 4 })`. */
export interface PoolOptions<
  InitializerArguments extends readonly unknown[] = readonly unknown[],
> extends PoolSettings {
  /**
   * Runs once in every worker before its first call, whose time it doesn't take. When it throws, every call rejects with
   * what it threw.
   */
  readonly initializer?:
    | ((...args: InitializerArguments) => unknown)
    | FunctionReference
    | undefined;
  readonly initargs?: InitializerArguments | undefined;
}

/** What the options come to at run time, whatever the initializer takes. */
export interface AnyPoolOptions extends PoolSettings {
  readonly initializer?: ((...args: never[]) => unknown) | FunctionReference | undefined;
  readonly initargs?: readonly unknown[] | undefined;
}

/** What can be set for each call. */
export interface CallOptions {
  /** Aborting it cancels the call; the call rejects with the signal's reason, and the running function can see it. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds from the moment the function starts in its worker; what overruns is killed. Default: none. */
  readonly timeout?: number | undefined;
  /** How often a call is tried again after it threw or its worker was lost; default 0. */
  readonly retries?: number | undefined;
  /** Calls with a higher number leave the queue first; default 0. */
  readonly priority?: number | undefined;
  /** Buffers and ports in the arguments that move to the worker instead of being copied (threads only). */
  readonly transfer?: readonly Transferable[] | undefined;
  /** Called with each value that the running function gives to `report(value)`. */
  readonly progress?: ((value: unknown) => void) | undefined;
}

/** `applyAsync`: callbacks besides the result. */
export interface ApplyAsyncOptions<Result> extends CallOptions {
  readonly callback?: ((value: Result) => void) | undefined;
  readonly errorCallback?: ((error: unknown) => void) | undefined;
}

/** `map` and `starmap`. */
export interface MapOptions extends CallOptions {
  /** Items sent to a worker at a time; default: adapted to the measured cost. */
  readonly chunkSize?: number | undefined;
  /** Whether the first error stops the rest (the default), or all items are run before it is thrown. */
  readonly failFast?: boolean | undefined;
}

/** `imap` and `imapUnordered`. */
export interface ImapOptions extends CallOptions {
  readonly chunkSize?: number | undefined;
  /** How many items may be pulled but not yet taken by the consumer; default: adapted, at most 8,192 per worker. */
  readonly bufferSize?: number | undefined;
}

/** `mapAsync` and `starmapAsync`. */
export interface MapAsyncOptions<Result> extends MapOptions {
  readonly callback?: ((values: Result[]) => void) | undefined;
  readonly errorCallback?: ((error: unknown) => void) | undefined;
}
