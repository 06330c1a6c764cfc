import { GlobalName } from "../../pickle/global-name.ts";
import { MisuseError } from "../../errors.ts";
import type { WaitOptions } from "../../task/wait.ts";
import { isPoll, secondsOf, tooLate, waitingPolicy } from "../acquire.ts";
import { isRaised } from "../reply.ts";
import type { Referent } from "../referent.ts";
import type { IteratorProxy } from "./iterator-proxy.ts";
import { RemoteObject } from "./remote-object.ts";

/**
 * A result that a pool of a manager will have.
 *
 * @example
 *     const result = await pool.applyAsync<number>("math.factorial", [20]);
 *     const value = await result.get({ timeout: 1_000 });
 */
export class AsyncResultProxy<Result = unknown> extends RemoteObject {
  readonly #remote: Referent;

  constructor(remote: Referent) {
    super(remote);
    this.#remote = remote;
  }

  /** Waits for the result. Rejects with TimeoutError, the signal's reason, or what the function raised. */
  async get(options: WaitOptions = {}): Promise<Result> {
    try {
      const args = [secondsOf(options)];
      // The caller says of which type it is.
      return (await this.#remote.call("get", args, waitingPolicy(options))) as Result;
    } catch (error) {
      if (options.timeout !== undefined && isRaised(error, "TimeoutError"))
        throw tooLate("the result", options);
      throw error;
    }
  }

  /** Waits until there is a result or an error; gives whether there is. */
  async wait(options: WaitOptions = {}): Promise<boolean> {
    if (!isPoll(options))
      await this.#remote.call("wait", [secondsOf(options)], waitingPolicy(options));
    return this.ready();
  }

  /** Whether there is a result or an error. */
  ready(): Promise<boolean> {
    // The method returns a bool.
    return this.#remote.call("ready") as Promise<boolean>;
  }

  /** Whether there is a result and no error. Rejects while there is neither. */
  successful(): Promise<boolean> {
    // The method returns a bool.
    return this.#remote.call("successful") as Promise<boolean>;
  }
}

/**
 * A pool of processes that a manager of Python's serves. Its functions are Python's and are named by their module, such as
 * `"math.factorial"`: the server imports them.
 *
 * @example
 *     const pool = await manager.Pool(4);
 *     const roots = await pool.map<number>("math.sqrt", [1, 4, 9]);
 */
export class PoolProxy extends RemoteObject {
  readonly #remote: Referent;

  constructor(remote: Referent) {
    super(remote);
    this.#remote = remote;
  }

  /** Calls a function, and waits for its result. */
  apply<Result>(target: string, args: readonly unknown[] = []): Promise<Result> {
    return this.#wait<Result>("apply", [named(target), args]);
  }

  /** Calls a function, and gives a proxy of its result to come. */
  applyAsync<Result>(
    target: string,
    args: readonly unknown[] = [],
  ): Promise<AsyncResultProxy<Result>> {
    return this.#begin<AsyncResultProxy<Result>>("apply_async", [named(target), args]);
  }

  /** Calls a function for every item, and waits for all results. */
  map<Result>(target: string, items: Iterable<unknown>): Promise<Result[]> {
    return this.#wait<Result[]>("map", [named(target), [...items]]);
  }

  /** Calls a function for every item, and gives a proxy of the results to come. */
  mapAsync<Result>(target: string, items: Iterable<unknown>): Promise<AsyncResultProxy<Result[]>> {
    return this.#begin<AsyncResultProxy<Result[]>>("map_async", [named(target), [...items]]);
  }

  /** As `map`, with several arguments per call. */
  starmap<Result>(target: string, items: Iterable<readonly unknown[]>): Promise<Result[]> {
    return this.#wait<Result[]>("starmap", [named(target), [...items]]);
  }

  /** Calls a function for every item, and gives an iterator of the results in the order of the items. */
  imap<Result>(target: string, items: Iterable<unknown>): Promise<IteratorProxy<Result>> {
    return this.#begin<IteratorProxy<Result>>("imap", [named(target), [...items]]);
  }

  /** As `imap`, in the order in which the results come. */
  imapUnordered<Result>(target: string, items: Iterable<unknown>): Promise<IteratorProxy<Result>> {
    return this.#begin<IteratorProxy<Result>>("imap_unordered", [named(target), [...items]]);
  }

  /** The pool takes no more calls. The proxy stays usable for `join`. */
  async closePool(): Promise<void> {
    await this.#remote.call("close");
  }

  /** Ends the pool's workers at once. */
  async terminate(): Promise<void> {
    await this.#remote.call("terminate", [], { blocking: true });
  }

  /** Waits until the workers have ended, after `closePool` or `terminate`. */
  async join({ timeout, signal }: WaitOptions = {}): Promise<void> {
    await this.#remote.call("join", [], { blocking: true, signal, patience: timeout });
  }

  async #wait<Result>(method: string, args: readonly unknown[]): Promise<Result> {
    // The caller says of which type the results are.
    return (await this.#remote.call(method, args, { blocking: true })) as Result;
  }

  async #begin<Proxy>(method: string, args: readonly unknown[]): Promise<Proxy> {
    // The server makes an object of what this method returns, and its proxy arrives.
    return (await this.#remote.call(method, args)) as Proxy;
  }
}

function named(target: string): GlobalName {
  const dot = target.lastIndexOf(".");
  if (dot <= 0)
    throw new MisuseError(
      `a function of Python is named by its module, as "math.sqrt", not "${target}"`,
    );
  return new GlobalName(target.slice(0, dot), target.slice(dot + 1));
}
