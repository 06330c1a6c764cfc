import { MisuseError } from "../../errors.ts";
import type { AsyncResult } from "../../pool/async-result.ts";
import type {
  ApplyAsyncOptions,
  CallOptions,
  ImapOptions,
  MapAsyncOptions,
  MapOptions,
} from "../../pool/options.ts";
import type { ResultIterator } from "../../pool/result-iterator.ts";
import type { AnyTarget } from "../../pool/runner.ts";
import type { PoolStatistics } from "../../pool/statistics.ts";
import type { Items, Rest, Target } from "../../pool/target.ts";
import type { WaitOptions } from "../../task/wait.ts";
import { CallFlag } from "../../wire/messages.ts";
import type { ResultOf } from "../../worker/result-of.ts";
import { orMisuse } from "../acquire.ts";
import { PythonCalls } from "../pooled/python-calls.ts";
import { RemoteCalls } from "../pooled/remote-calls.ts";
import type { Referent } from "../referent.ts";
import type { AsyncResultProxy } from "./async-result-proxy.ts";
import type { IteratorProxy } from "./iterator-proxy.ts";
import { RemoteObject } from "./remote-object.ts";

/**
 * A pool of processes that a manager serves; all its clients share the workers. To one of Skein's managers functions
 * travel as to a Pool, with all that they capture, and run in the server's workers: what they and their errors are made
 * of comes back as it was, and calls whose client goes are cancelled. The modules of a function must be there under the
 * same paths. Whoever has the manager's authkey can run code there, as with Python's.
 *
 * To a manager of Python's functions are named by their module, such as `"math.factorial"`: the server imports them.
 *
 * @example
 *     const pool = await manager.Pool(4);
 *     const roots = await pool.map((item: number) => Math.sqrt(item), [1, 4, 9]);
 */
export class PoolProxy extends RemoteObject {
  readonly #remote: Referent;
  readonly #python: PythonCalls;
  readonly #calls: RemoteCalls;

  constructor(remote: Referent) {
    super(remote);
    this.#remote = remote;
    this.#python = new PythonCalls(remote);
    this.#calls = new RemoteCalls(remote, this);
  }

  /**
   * Calls a function, and waits for its result. Rejects with what it threw, and with NotSendableError, WorkerLostError,
   * TimeoutError, ClosedError, ConnectionLostError or the signal's reason. `signal` and the end of the task that waits
   * cancel the call; `timeout`, `retries` and `priority` count in the server's pool.
   */
  apply<Result>(target: string, args?: readonly unknown[]): Promise<Result>;
  apply<Arguments extends readonly unknown[], Returned>(
    target: Target<Arguments, Returned>,
    ...rest: Rest<Arguments, CallOptions>
  ): Promise<ResultOf<Returned>>;
  async apply(
    target: AnyTarget | string,
    args: readonly unknown[] = [],
    options: CallOptions = {},
  ): Promise<unknown> {
    if (typeof target === "string") return this.#python.wait("apply", target, args);
    return this.#calls.apply(target, args, options);
  }

  /**
   * Calls a function, and gives a handle on its result to come, as `Pool.applyAsync`. From a pool of Python's it is a
   * proxy of the result.
   */
  applyAsync<Result>(target: string, args?: readonly unknown[]): Promise<AsyncResultProxy<Result>>;
  applyAsync<Arguments extends readonly unknown[], Returned>(
    target: Target<Arguments, Returned>,
    ...rest: Rest<Arguments, ApplyAsyncOptions<ResultOf<Returned>>>
  ): AsyncResult<ResultOf<Returned>>;
  applyAsync(
    target: AnyTarget | string,
    args: readonly unknown[] = [],
    options: ApplyAsyncOptions<unknown> = {},
  ): unknown {
    if (typeof target === "string") return this.#python.begin("apply_async", target, args);
    return this.#calls.apply(target, args, options);
  }

  /** Calls a function for every item, and waits for all results, which come in the order of the items; see `Pool.map`. */
  map<Result>(target: string, items: Iterable<unknown>): Promise<Result[]>;
  map<Item, Returned>(
    target: Target<[item: Item], Returned>,
    items: Items<Item>,
    options?: MapOptions,
  ): Promise<ResultOf<Returned>[]>;
  async map(
    target: AnyTarget | string,
    items: Items<unknown>,
    options: MapOptions = {},
  ): Promise<unknown> {
    if (typeof target === "string") return this.#python.wait("map", target, listOf(items));
    return this.#calls.map(target, items, { options, flags: 0 });
  }

  /** As `map`, and gives a handle on the results to come; from a pool of Python's a proxy of them. */
  mapAsync<Result>(target: string, items: Iterable<unknown>): Promise<AsyncResultProxy<Result[]>>;
  mapAsync<Item, Returned>(
    target: Target<[item: Item], Returned>,
    items: Items<Item>,
    options?: MapAsyncOptions<ResultOf<Returned>>,
  ): AsyncResult<ResultOf<Returned>[]>;
  mapAsync(
    target: AnyTarget | string,
    items: Items<unknown>,
    options: MapAsyncOptions<unknown> = {},
  ): unknown {
    if (typeof target === "string") return this.#python.begin("map_async", target, listOf(items));
    return this.#calls.map(target, items, { options, flags: 0 });
  }

  /** As `map`, with several arguments per call. */
  starmap<Result>(target: string, items: Iterable<readonly unknown[]>): Promise<Result[]>;
  starmap<Arguments extends readonly unknown[], Returned>(
    target: Target<Arguments, Returned>,
    items: Items<Arguments>,
    options?: MapOptions,
  ): Promise<ResultOf<Returned>[]>;
  async starmap(
    target: AnyTarget | string,
    items: Items<readonly unknown[]>,
    options: MapOptions = {},
  ): Promise<unknown> {
    if (typeof target === "string") return this.#python.wait("starmap", target, listOf(items));
    return this.#calls.map(target, items, { options, flags: CallFlag.spread });
  }

  /** As `mapAsync`, with several arguments per call. */
  starmapAsync<Result>(
    target: string,
    items: Iterable<readonly unknown[]>,
  ): Promise<AsyncResultProxy<Result[]>>;
  starmapAsync<Arguments extends readonly unknown[], Returned>(
    target: Target<Arguments, Returned>,
    items: Items<Arguments>,
    options?: MapAsyncOptions<ResultOf<Returned>>,
  ): AsyncResult<ResultOf<Returned>[]>;
  starmapAsync(
    target: AnyTarget | string,
    items: Items<readonly unknown[]>,
    options: MapAsyncOptions<unknown> = {},
  ): unknown {
    if (typeof target === "string")
      return this.#python.begin("starmap_async", target, listOf(items));
    return this.#calls.map(target, items, { options, flags: CallFlag.spread });
  }

  /**
   * The results as they come, in the order of the items. Items are pulled only as fast as results are taken; see
   * `Pool.imap`. From a pool of Python's it is an iterator that the server keeps.
   */
  imap<Result>(target: string, items: Iterable<unknown>): Promise<IteratorProxy<Result>>;
  imap<Item, Returned>(
    target: Target<[item: Item], Returned>,
    items: Items<Item>,
    options?: ImapOptions,
  ): ResultIterator<ResultOf<Returned>>;
  imap(target: AnyTarget | string, items: Items<unknown>, options: ImapOptions = {}): unknown {
    if (typeof target === "string") return this.#python.begin("imap", target, listOf(items));
    return this.#calls.imap(target, items, { options, ordered: true });
  }

  /** As `imap`, in the order in which the results come. */
  imapUnordered<Result>(target: string, items: Iterable<unknown>): Promise<IteratorProxy<Result>>;
  imapUnordered<Item, Returned>(
    target: Target<[item: Item], Returned>,
    items: Items<Item>,
    options?: ImapOptions,
  ): ResultIterator<ResultOf<Returned>>;
  imapUnordered(
    target: AnyTarget | string,
    items: Items<unknown>,
    options: ImapOptions = {},
  ): unknown {
    if (typeof target === "string")
      return this.#python.begin("imap_unordered", target, listOf(items));
    return this.#calls.imap(target, items, { options, ordered: false });
  }

  /** What the pool is doing and has done, for all its clients. Only of Skein's. */
  statistics(): Promise<PoolStatistics> {
    return this.#calls.statistics();
  }

  /** The pool takes no more calls, of nobody; what has been submitted is finished. The proxy stays usable for `join`. */
  async closePool(): Promise<void> {
    await this.#remote.call("close");
  }

  /** Ends the pool's workers at once; calls that have not ended reject. */
  async terminate(): Promise<void> {
    await this.#remote.call("terminate", [], { blocking: true });
  }

  /** Waits until the workers have ended, after `closePool` or `terminate`. */
  async join({ timeout, signal }: WaitOptions = {}): Promise<void> {
    const policy = { blocking: true, signal, patience: timeout };
    await orMisuse(this.#remote.call("join", [], policy), "join() of a pool");
  }
}

/** What Python's methods take: a list. */
function listOf(items: Items<unknown>): unknown[] {
  if (typeof items === "object" && Symbol.asyncIterator in items)
    throw new MisuseError("a pool of Python's takes items that are there, not asynchronous ones");
  return [...items];
}
