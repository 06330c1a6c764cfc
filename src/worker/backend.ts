import type { Ledger } from "../wire/ledger.ts";
import type { Attaches, Transport } from "../wire/transport.ts";

/** Limits of V8's heap, in MiB, as `worker_threads` and `--max-old-space-size` take them. */
export interface MemoryLimits {
  readonly maxOldGenerationSizeMb?: number | undefined;
  readonly maxYoungGenerationSizeMb?: number | undefined;
  readonly stackSizeMb?: number | undefined;
}

/** How a worker shall be started. With nothing set, a warm spare can serve. */
export interface WorkerOptions {
  readonly name?: string | undefined;
  readonly memory?: MemoryLimits | undefined;
  /** Replaces the environment; default: the parent's. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Further flags for Node; default: the parent's own that a worker can take. */
  readonly execArgv?: readonly string[] | undefined;
  /** URLs of modules of Skein itself that the worker will need first; the spares of the future load them ahead. */
  readonly modules?: readonly string[] | undefined;
  /** Open descriptors of this process that a worker process inherits, in this order, from {@link firstDescriptor} on. */
  readonly descriptors?: readonly number[] | undefined;
}

/** The number that the first of a worker's inherited descriptors has there: those below are Skein's own. */
export const firstDescriptor = 7;

/** How a worker ended. */
export interface WorkerExit {
  /** n for an exit, -N when signal N ended it, as in `Process.exitCode`. */
  readonly exitCode: number;
  /** What ended it where the platform tells (out of memory, failed start). */
  readonly error?: Error | undefined;
}

/** One running place, seen from the parent. */
export interface Place {
  readonly kind: BackendKind;
  /** Known as soon as the place exists; undefined for a thread. */
  readonly pid: number | undefined;
  /** Undefined for a process. */
  readonly threadId: number | undefined;
  readonly transport: Transport;
  readonly ledger: Ledger;
  /** Undefined while it runs. */
  readonly exit: WorkerExit | undefined;
  /** Calls the listener once, after the last frame has been delivered. */
  exited(listener: (exit: WorkerExit) => void): void;
  /** Asks to stop: SIGTERM for a process, `worker.terminate()` for a thread. */
  terminate(): void;
  /** Stops it for certain: SIGKILL for a process. */
  kill(): void;
  /** Gives the worker another name, as a spare needs that is taken over. */
  rename(name: string): void;
  /** Tells a worker that has nothing to do yet to load modules that it may need, by their URLs. */
  warmUp(modules: readonly string[]): void;
  /** Sends a word to who listens in the worker by `listenToParent`; it is lost where the worker can't listen. */
  tell(word: string): void;
  /** Takes the one listener for words that come by `ThisWorker.tell`. */
  told(listener: (word: string) => void): void;
  /** Keeps the program alive while the place runs (the default after start). */
  ref(): void;
  unref(): void;
}

export type BackendKind = "inline" | "thread" | "process";

/** Knows how to start one kind of worker. */
export interface Backend {
  readonly kind: BackendKind;
  /** What the transports of its places carry beside bytes. */
  readonly attaches: Attaches;
  /** Whether a running function can be stopped from outside. */
  readonly canKill: boolean;
  /** Synchronous: the place and its pid exist when it returns; a start that fails shows as an exit with its error. */
  start(options: WorkerOptions): Place;
}
