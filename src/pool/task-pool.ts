import { threadId } from "node:worker_threads";
import { MisuseError } from "../errors.ts";
import { hold, release } from "../task/keep-alive.ts";
import { waitWithin, type WaitOptions } from "../task/wait.ts";
import type { ResultOf } from "../worker/result-of.ts";
import { AsyncResult, type Cancel } from "./async-result.ts";
import { LocalCalls } from "./local-calls.ts";
import type { LocalTarget } from "./local-call.ts";
import { LocalImap } from "./local-imap.ts";
import { LocalMap } from "./local-map.ts";
import type {
  ApplyAsyncOptions,
  CallOptions,
  ImapOptions,
  MapAsyncOptions,
  MapOptions,
} from "./options.ts";
import { ownEnd } from "./own-end.ts";
import type { Pool } from "./pool.ts";
import { ResultIterator } from "./result-iterator.ts";
import { attempt, NO_OPTIONS } from "./runner.ts";
import { nextPoolName } from "./setup.ts";
import { sourceOf } from "./source.ts";
import type { PoolStatistics } from "./statistics.ts";
import type { Items, Rest, Target } from "./target.ts";
import { validateArguments, validateCallOptions, validatePoolOptions } from "./validate.ts";

/** How a task pool is made. */
export interface TaskPoolOptions<
  InitializerArguments extends readonly unknown[] = readonly unknown[],
> {
  /** How many calls run at a time; default 100. */
  readonly concurrency?: number | undefined;
  /** Shown in errors; default "Pool-N". */
  readonly name?: string | undefined;
  /** Runs once before the first call. When it throws, every call rejects with what it threw. */
  readonly initializer?: ((...args: InitializerArguments) => unknown) | undefined;
  readonly initargs?: InitializerArguments | undefined;
}

/** How many calls run at a time, if nobody says. */
const CONCURRENCY = 100;

/**
 * A pool with the methods of {@link Pool} over coroutines in the calling thread's own event loop: so many asynchronous
 * calls at a time, each with a task scope of its own. For functions that mostly wait; what computes belongs into a Pool or
 * ThreadPool.
 *
 * Nothing crosses a border: arguments, results and captured variables are the caller's own, and may be anything. Nothing
 * can be killed: a cancelled call rejects at once, and what it runs ends at its next wait of Skein's or as it heeds
 * `currentTask().signal`; until then its place isn't free. `transfer` and `chunkSize` mean nothing here.
 *
 * @example
 *     await using pool = new TaskPool(50);
 *     const pages = await pool.map(fetchPage, addresses);
 */
export class TaskPool<
  InitializerArguments extends readonly unknown[] = readonly unknown[],
> implements Pick<Pool, keyof Pool> {
  readonly name: string;
  readonly #calls: LocalCalls;

  /** `new TaskPool(50)` is short for `new TaskPool({ concurrency: 50 })`. Throws MisuseError for options that can't work. */
  constructor(options: number | TaskPoolOptions<InitializerArguments> = {}) {
    const settings = typeof options === "number" ? { concurrency: options } : options;
    validatePoolOptions(settings);
    this.name = settings.name ?? nextPoolName();
    this.#calls = new LocalCalls(
      this.name,
      settings.concurrency ?? CONCURRENCY,
      initializerOf(settings),
    );
  }

  /** See {@link Pool.apply}. */
  apply<Arguments extends readonly unknown[], Returned>(
    target: Target<Arguments, Returned>,
    ...rest: Rest<Arguments, CallOptions>
  ): Promise<ResultOf<Returned>> {
    return new Promise((resolve, reject) => {
      attempt(reject, () => this.#call(target, rest, { resolve, reject }));
    });
  }

  /** See {@link Pool.applyAsync}. */
  applyAsync<Arguments extends readonly unknown[], Returned>(
    target: Target<Arguments, Returned>,
    ...rest: Rest<Arguments, ApplyAsyncOptions<ResultOf<Returned>>>
  ): AsyncResult<ResultOf<Returned>> {
    return new AsyncResult<ResultOf<Returned>>(
      (resolve, reject) => attempt(reject, () => this.#call(target, rest, { resolve, reject })),
      rest[1] ?? NO_OPTIONS,
    );
  }

  /** See {@link Pool.map}. */
  map<Item, Returned>(
    target: Target<[item: Item], Returned>,
    items: Items<Item>,
    options: MapOptions = NO_OPTIONS,
  ): Promise<ResultOf<Returned>[]> {
    return this.#whole(target, items, { options, spread: false });
  }

  /** See {@link Pool.mapAsync}. */
  mapAsync<Item, Returned>(
    target: Target<[item: Item], Returned>,
    items: Items<Item>,
    options: MapAsyncOptions<ResultOf<Returned>> = NO_OPTIONS,
  ): AsyncResult<ResultOf<Returned>[]> {
    return this.#wholeAsync(target, items, { options, spread: false });
  }

  /** See {@link Pool.starmap}. */
  starmap<Arguments extends readonly unknown[], Returned>(
    target: Target<Arguments, Returned>,
    items: Items<Arguments>,
    options: MapOptions = NO_OPTIONS,
  ): Promise<ResultOf<Returned>[]> {
    return this.#whole(target, items, { options, spread: true });
  }

  /** See {@link Pool.starmapAsync}. */
  starmapAsync<Arguments extends readonly unknown[], Returned>(
    target: Target<Arguments, Returned>,
    items: Items<Arguments>,
    options: MapAsyncOptions<ResultOf<Returned>> = NO_OPTIONS,
  ): AsyncResult<ResultOf<Returned>[]> {
    return this.#wholeAsync(target, items, { options, spread: true });
  }

  /** See {@link Pool.imap}. */
  imap<Item, Returned>(
    target: Target<[item: Item], Returned>,
    items: Items<Item>,
    options: ImapOptions = NO_OPTIONS,
  ): ResultIterator<ResultOf<Returned>> {
    return this.#iterate(target, items, { options, ordered: true });
  }

  /** See {@link Pool.imapUnordered}. */
  imapUnordered<Item, Returned>(
    target: Target<[item: Item], Returned>,
    items: Items<Item>,
    options: ImapOptions = NO_OPTIONS,
  ): ResultIterator<ResultOf<Returned>> {
    return this.#iterate(target, items, { options, ordered: false });
  }

  /** Runs `target(...args)` once: there is one worker, this event loop. */
  async broadcast<Arguments extends readonly unknown[], Returned>(
    target: Target<Arguments, Returned>,
    ...rest: Rest<Arguments, CallOptions>
  ): Promise<ResultOf<Returned>[]> {
    return [await this.apply(target, ...rest)];
  }

  /** See {@link Pool.close}. */
  close(): void {
    this.#calls.close();
  }

  /** See {@link Pool.terminate}; what runs is asked to end. */
  terminate(): void {
    this.#calls.terminate(ownEnd(this.name));
  }

  /** See {@link Pool.join}; waits until all that runs has ended. */
  async join(options?: WaitOptions): Promise<void> {
    if (this.#calls.isOpen)
      throw new MisuseError(`close() or terminate() ${this.name} before join()`);
    hold();
    try {
      await waitWithin(this.#calls.finished, options);
    } finally {
      release();
    }
  }

  /** See {@link Pool.statistics}. */
  statistics(): PoolStatistics {
    const { running, waiting, counters, isOpen } = this.#calls;
    const state = isOpen ? "ready" : "closing";
    const worker = Object.freeze({ id: 1, pid: process.pid, threadId, state, calls: running });
    return Object.freeze({
      workers: Object.freeze([worker]),
      waiting,
      leased: running,
      ...counters.snapshot(),
    });
  }

  /** `close` and `join`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
    await this.join();
  }

  #call<Value>(
    target: LocalTarget,
    rest: readonly [args?: unknown, options?: CallOptions],
    end: End<Value>,
  ): Cancel {
    const [args = [], options = NO_OPTIONS] = rest;
    validateArguments(args);
    validateCallOptions(options);
    return this.#calls.submit({
      target,
      // Checked a line above.
      args: args as unknown[],
      options,
      // As in `#startMap`.
      resolve: end.resolve as (value: unknown) => void,
      reject: end.reject,
    });
  }

  #whole<Value>(target: LocalTarget, items: Items<unknown>, order: MapOrder): Promise<Value[]> {
    return new Promise((resolve, reject) => {
      attempt(reject, () => this.#startMap(target, items, { ...order, resolve, reject }));
    });
  }

  #wholeAsync<Value>(
    target: LocalTarget,
    items: Items<unknown>,
    order: MapOrder & { readonly options: MapAsyncOptions<Value> },
  ): AsyncResult<Value[]> {
    return new AsyncResult<Value[]>(
      (resolve, reject) =>
        attempt(reject, () => this.#startMap(target, items, { ...order, resolve, reject })),
      order.options,
    );
  }

  #startMap<Value>(
    target: LocalTarget,
    items: Items<unknown>,
    order: MapOrder & End<Value[]>,
  ): Cancel {
    const { options, spread, reject } = order;
    validateCallOptions(options);
    this.#calls.refuseIfClosed();
    const source = sourceOf(items);
    // What the function returns is of the type that its own types promise.
    const resolve = order.resolve as (values: unknown[]) => void;
    return LocalMap.start({ calls: this.#calls, target, source, spread, options, resolve, reject });
  }

  #iterate<Value>(
    target: LocalTarget,
    items: Items<unknown>,
    { options, ordered }: { readonly options: ImapOptions; readonly ordered: boolean },
  ): ResultIterator<Value> {
    validateCallOptions(options);
    this.#calls.refuseIfClosed();
    const run = new LocalImap({
      calls: this.#calls,
      target,
      source: sourceOf(items),
      spread: false,
      options,
      ordered,
      bufferSize: options.bufferSize ?? 2 * this.#calls.limit,
    });
    return new ResultIterator<Value>(run);
  }
}

/** Who hears how something ends. */
interface End<Value> {
  readonly resolve: (value: Value) => void;
  readonly reject: (error: unknown) => void;
}

interface MapOrder {
  readonly options: MapOptions;
  readonly spread: boolean;
}

function initializerOf<InitializerArguments extends readonly unknown[]>({
  initializer,
  initargs,
}: TaskPoolOptions<InitializerArguments>): (() => unknown) | undefined {
  if (initializer === undefined) return undefined;
  // Without arguments the initializer takes none.
  return () => initializer(...(initargs ?? ([] as unknown as InitializerArguments)));
}
