import { MisuseError } from "../errors.ts";
import { defer } from "../task/deferred.ts";
import { hold, release } from "../task/keep-alive.ts";
import { waitWithin, type WaitOptions } from "../task/wait.ts";
import { CallFlag } from "../wire/messages.ts";
import type { Backend } from "../worker/backend.ts";
import { backendOf } from "../worker/backends.ts";
import { AsyncResult } from "./async-result.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type {
  AnyPoolOptions,
  ApplyAsyncOptions,
  CallOptions,
  ImapOptions,
  MapAsyncOptions,
  MapOptions,
  PoolOptions,
} from "./options.ts";
import { ownEnd } from "./own-end.ts";
import type { ResultIterator } from "./result-iterator.ts";
import { type AnyTarget, attempt, NO_ARGUMENTS, NO_OPTIONS, Runner } from "./runner.ts";
import { refuseWhileImporting } from "../worker/refuse-importing.ts";
import { createDispatcher, nextPoolName, workersOf } from "./setup.ts";
import { statisticsOf, type PoolStatistics } from "./statistics.ts";
import { Submitter } from "./submitter.ts";
import type { ResultOf } from "../worker/result-of.ts";
import type { Items, Rest, Target } from "./target.ts";
import { validatePoolOptions } from "./validate.ts";

/**
 * A fixed or elastic number of worker processes that run functions. A closure travels with all that it names; there is
 * no worker file. Leaving an `await using` block lets everything finish and then ends the workers.
 *
 * An idle pool doesn't keep the program alive.
 *
 * @example
 *     await using pool = new Pool(4);
 *     const squares = await pool.map((x: number) => x * x, [1, 2, 3]);
 */
export class Pool<InitializerArguments extends readonly unknown[] = readonly unknown[]> {
  readonly name: string;
  readonly #dispatcher: Dispatcher;
  readonly #runner: Runner;

  /** Throws MisuseError for options that can't work, and in a worker that is still importing a module. */
  constructor(
    options: number | PoolOptions<InitializerArguments> = {},
    backend: Backend = backendOf("process"),
  ) {
    const settings: AnyPoolOptions = typeof options === "number" ? { workers: options } : options;
    validatePoolOptions(settings);
    refuseWhileImporting("a pool");
    this.name = settings.name ?? nextPoolName();
    this.#dispatcher = createDispatcher(settings, backend, this.name);
    const submitter = new Submitter(this.#dispatcher, backend.attaches, this.name);
    this.#runner = new Runner(submitter, {
      workers: workersOf(settings),
      concurrency: settings.concurrency ?? 1,
    });
  }

  /**
   * Runs `target(...args)` in a worker and gives what it returns or throws. Arguments and captured variables are copied
   * at the moment of the call.
   *
   * Rejects with what the function threw, or with NotSendableError, WorkerLostError, TimeoutError, ClosedError or the
   * signal's reason.
   *
   * @example
   *     const sum = await pool.apply((a: number, b: number) => a + b, [1, 2]);
   */
  apply<Arguments extends readonly unknown[], Returned>(
    target: Target<Arguments, Returned>,
    ...rest: Rest<Arguments, CallOptions>
  ): Promise<ResultOf<Returned>>;
  // Without rest parameters: an array for each call is a part of what a call costs.
  apply(
    target: AnyTarget,
    args: readonly unknown[] = NO_ARGUMENTS,
    options: CallOptions = NO_OPTIONS,
  ): Promise<unknown> {
    const { promise, resolve, reject } = defer<unknown>();
    try {
      const call = this.#runner.call(target, args, options);
      call.resolve = resolve;
      call.reject = reject;
      this.#runner.submit(call, args);
    } catch (error) {
      reject(error);
    }
    return promise;
  }

  /**
   * Like `apply`, but gives a handle that can be asked and cancelled, and takes callbacks.
   *
   * @example
   *     const result = pool.applyAsync(Math.hypot, [3, 4], { callback: (length) => console.log(length) });
   */
  applyAsync<Arguments extends readonly unknown[], Returned>(
    target: Target<Arguments, Returned>,
    ...rest: Rest<Arguments, ApplyAsyncOptions<ResultOf<Returned>>>
  ): AsyncResult<ResultOf<Returned>> {
    const [args = NO_ARGUMENTS, options = NO_OPTIONS] = rest;
    return new AsyncResult<ResultOf<Returned>>((resolve, reject) => {
      return attempt(reject, () => {
        const call = this.#runner.call(target, args, options);
        // What the worker answers is of the type that the function's own types promise.
        call.resolve = resolve as (value: unknown) => void;
        call.reject = reject;
        this.#runner.submit(call, args);
        return (reason) => this.#runner.cancel(call, reason);
      });
    }, options);
  }

  /**
   * Runs `target(item)` for every item and gives the results in the order of the items. Items are pulled lazily and sent
   * in chunks that adapt to the measured cost. The first error rejects and drops the rest; with `failFast: false` every
   * item is run before the error of the first failing one is thrown.
   *
   * With `timeout` or `retries`, which count for a call, every item is a call of its own unless `chunkSize` is set.
   *
   * @example
   *     const lengths = await pool.map((word: string) => word.length, ["one", "three"]);
   */
  map<Item, Returned>(
    target: Target<[item: Item], Returned>,
    items: Items<Item>,
    options: MapOptions = NO_OPTIONS,
  ): Promise<ResultOf<Returned>[]> {
    return new Promise((resolve, reject) => {
      attempt(reject, () =>
        this.#runner.map(target, items, { options, flags: 0, resolve, reject }),
      );
    });
  }

  /** Like `map`, but gives a handle that can be asked and cancelled, and takes callbacks. */
  mapAsync<Item, Returned>(
    target: Target<[item: Item], Returned>,
    items: Items<Item>,
    options: MapAsyncOptions<ResultOf<Returned>> = NO_OPTIONS,
  ): AsyncResult<ResultOf<Returned>[]> {
    return new AsyncResult<ResultOf<Returned>[]>((resolve, reject) => {
      const order = { options, flags: 0, resolve, reject };
      return attempt(reject, () => this.#runner.map(target, items, order));
    }, options);
  }

  /**
   * Like `map` for items that are lists of arguments.
   *
   * @example
   *     const powers = await pool.starmap(Math.pow, [[2, 3], [3, 2]]);
   */
  starmap<Arguments extends readonly unknown[], Returned>(
    target: Target<Arguments, Returned>,
    items: Items<Arguments>,
    options: MapOptions = NO_OPTIONS,
  ): Promise<ResultOf<Returned>[]> {
    const flags = CallFlag.spread;
    return new Promise((resolve, reject) => {
      attempt(reject, () => this.#runner.map(target, items, { options, flags, resolve, reject }));
    });
  }

  /** Like `starmap`, but gives a handle that can be asked and cancelled, and takes callbacks. */
  starmapAsync<Arguments extends readonly unknown[], Returned>(
    target: Target<Arguments, Returned>,
    items: Items<Arguments>,
    options: MapAsyncOptions<ResultOf<Returned>> = NO_OPTIONS,
  ): AsyncResult<ResultOf<Returned>[]> {
    return new AsyncResult<ResultOf<Returned>[]>((resolve, reject) => {
      const order = { options, flags: CallFlag.spread, resolve, reject };
      return attempt(reject, () => this.#runner.map(target, items, order));
    }, options);
  }

  /**
   * The results as they come, in the order of the items. Items are pulled only as fast as results are taken, so the
   * source may be endless. `next()` rejects at the place of an item that failed and can be called on.
   *
   * @example
   *     for await (const line of pool.imap(parse, lines)) console.log(line);
   */
  imap<Item, Returned>(
    target: Target<[item: Item], Returned>,
    items: Items<Item>,
    options: ImapOptions = NO_OPTIONS,
  ): ResultIterator<ResultOf<Returned>> {
    return this.#runner.imap(target, items, { options, ordered: true });
  }

  /** Like `imap`, but results come in the order in which they're done. */
  imapUnordered<Item, Returned>(
    target: Target<[item: Item], Returned>,
    items: Items<Item>,
    options: ImapOptions = NO_OPTIONS,
  ): ResultIterator<ResultOf<Returned>> {
    return this.#runner.imap(target, items, {
      options,
      ordered: false,
    });
  }

  /**
   * Runs `target(...args)` once in every worker there is, and gives the results in the order of the workers. Rejects with
   * the first error; the other workers run it all the same.
   *
   * @example
   *     const pids = await pool.broadcast(() => process.pid);
   */
  broadcast<Arguments extends readonly unknown[], Returned>(
    target: Target<Arguments, Returned>,
    ...rest: Rest<Arguments, CallOptions>
  ): Promise<ResultOf<Returned>[]> {
    const [args = NO_ARGUMENTS, options = NO_OPTIONS] = rest;
    const calls: Promise<ResultOf<Returned>>[] = [];
    for (const [worker, { state }] of this.#dispatcher.scheduler.workers) {
      if (state === "closing") continue;
      calls.push(
        new Promise((resolve, reject) => {
          const call = this.#runner.call(target, args, options);
          call.pinned = worker;
          // As above: the function's own types say what comes.
          call.resolve = resolve as (value: unknown) => void;
          call.reject = reject;
          this.#runner.submit(call, args);
        }),
      );
    }
    return Promise.all(calls);
  }

  /** Takes no new calls; what has been submitted is finished, then the workers end. Doesn't wait: see `join`. */
  close(): void {
    this.#dispatcher.close();
  }

  /**
   * Kills the workers at once. What hasn't ended rejects with ClosedError; that of an AsyncResult isn't reported when
   * nobody awaits it.
   */
  terminate(): void {
    this.#dispatcher.terminate(ownEnd(this.name));
  }

  /**
   * Waits until all workers have ended, after `close` or `terminate`.
   *
   * Throws MisuseError when neither has been called, TimeoutError after `timeout` milliseconds.
   */
  async join(options?: WaitOptions): Promise<void> {
    if (this.#dispatcher.isOpen)
      throw new MisuseError(`close() or terminate() ${this.name} before join()`);
    hold();
    try {
      await waitWithin(this.#dispatcher.finished, options);
    } finally {
      release();
    }
  }

  /** What the pool is doing and has done, as a frozen snapshot. */
  statistics(): PoolStatistics {
    return statisticsOf(this.#dispatcher);
  }

  static {
    // A function that names the pool, perhaps only through its `this`, can travel; the pool itself stays here.
    Object.defineProperty(Pool.prototype, Symbol.for("skein.reduce"), {
      value(this: Pool) {
        return [standIn, this.name];
      },
    });
  }

  /** `close` and `join`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
    await this.join();
  }
}

/** What a pool is in a worker: something that says so when it is used. */
function standIn(name: string): object {
  const refuse = (): never => {
    throw new Error(
      `${name} belongs to the parent and can't be used in its workers; make a pool there instead`,
    );
  };
  return new Proxy({}, { get: refuse, set: refuse, has: refuse });
}
