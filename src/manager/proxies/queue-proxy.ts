import {
  MisuseError,
  QueueClosedError,
  QueueEmptyError,
  QueueFullError,
  TimeoutError,
} from "../../errors.ts";
import { countdown } from "../../task/local-countdown.ts";
import { waitInScope } from "../../task/scoped-wait.ts";
import type { WaitOptions } from "../../task/wait.ts";
import { isPoll, secondsOf, trialPolicy, waitingPolicy } from "../acquire.ts";
import type { CallPolicy } from "../pending-call.ts";
import type { Referent } from "../referent.ts";
import { RemoteObject } from "./remote-object.ts";

/**
 * A queue that a manager serves: what any program puts in, another one takes out, each item once. Calls of one thread
 * take effect in the order in which they were begun, but for those that have to wait for an item or room.
 *
 * @example
 *     const tasks = await manager.get_task_queue();
 *     await tasks.put(41);
 *     const result = await results.get({ timeout: 10_000 });
 */
export class QueueProxy<Item = unknown> extends RemoteObject implements AsyncIterable<Item> {
  readonly #remote: Referent;
  /** The end of the last `put` that waits for room, and whether one does: those that come later keep behind it. */
  #lastPut: Promise<unknown> = Promise.resolve();
  #waitingPuts = 0;

  constructor(remote: Referent) {
    super(remote);
    this.#remote = remote;
  }

  /** How many items there are. */
  size(): Promise<number> {
    // The method returns an int.
    return this.#remote.call("qsize") as Promise<number>;
  }

  /** Whether there are no items. */
  empty(): Promise<boolean> {
    // The method returns a bool.
    return this.#remote.call("empty") as Promise<boolean>;
  }

  /** Whether there is no room. */
  full(): Promise<boolean> {
    // The method returns a bool.
    return this.#remote.call("full") as Promise<boolean>;
  }

  /**
   * Puts an item in. Waits while there is no room, until somebody takes one. Rejects with QueueFullError when there is
   * none within the timeout, with the signal's reason or with NotSendableError. With the signal's reason, the item has
   * been put in all the same if room came before the server could be told; CPython's servers aren't told at all.
   */
  async put(item: Item, options: WaitOptions = {}): Promise<void> {
    options.signal?.throwIfAborted();
    if (isPoll(options)) return this.#putAtOnce(item, trialPolicy(options));
    if (this.#remote.server.isSkein) return this.#putWaiting(item, options);
    const rest = countdown(options);
    if (this.#waitingPuts === 0) {
      try {
        return await this.#putAtOnce(item, trialPolicy(options));
      } catch (error) {
        if (!(error instanceof QueueFullError)) throw error;
      }
    }
    await this.#putInTurn(item, rest);
  }

  /** Puts an item in if there is room; rejects with QueueFullError if not. */
  tryPut(item: Item): Promise<void> {
    return this.#putAtOnce(item);
  }

  /**
   * Takes an item out. Waits while there is none, until somebody puts one in. Rejects with QueueEmptyError when none comes
   * within the timeout, or the signal's reason; an item that comes after that is put in again, at the end.
   */
  async get(options: WaitOptions = {}): Promise<Item> {
    options.signal?.throwIfAborted();
    if (isPoll(options)) return this.#getAtOnce(trialPolicy(options, this.#putBack));
    const rest = countdown(options);
    // On a connection that serves one call after the other, waiting costs a connection: mostly it needn't.
    if (!this.#remote.server.isSkein) {
      try {
        return await this.#getAtOnce(trialPolicy(options, this.#putBack));
      } catch (error) {
        if (!(error instanceof QueueEmptyError)) throw error;
      }
      options.signal?.throwIfAborted();
    }
    return this.#getWaiting(rest());
  }

  /** Takes an item if there is one; rejects with QueueEmptyError if not. */
  tryGet(): Promise<Item> {
    return this.#getAtOnce();
  }

  /**
   * From now on `put` fails with QueueClosedError, and so does `get` as soon as the queue is empty: at once, if
   * `immediate` drops what is in it. Rejects with MisuseError where the server's queue has no such method: CPython's has
   * since 3.13.
   */
  async shutdown({ immediate = false }: { readonly immediate?: boolean } = {}): Promise<void> {
    const { server, name } = this.#remote;
    if (!name.exposed.includes("shutdown") && !(await server.knowsSkein()))
      throw new MisuseError("this queue can't be shut down: its server exposes no such method");
    await this.#remote.call("shutdown", [immediate]);
  }

  /** Takes one item after the other, until the queue is shut down and empty. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    try {
      for (;;) yield await this.get();
    } catch (error) {
      if (!(error instanceof QueueClosedError)) throw error;
    }
  }

  #getAtOnce(policy?: CallPolicy): Promise<Item> {
    // Only items of this type are put in.
    return this.#remote.call("get_nowait", [], policy) as Promise<Item>;
  }

  #getWaiting(options: WaitOptions): Promise<Item> {
    const seconds = secondsOf(options);
    const args = seconds === null ? [] : [true, seconds];
    // Only items of this type are put in.
    return this.#remote.call("get", args, waitingPolicy(options, this.#putBack)) as Promise<Item>;
  }

  async #putAtOnce(item: Item, policy?: CallPolicy): Promise<void> {
    await this.#remote.call("put_nowait", [item], policy);
  }

  async #putInTurn(item: Item, rest: () => WaitOptions): Promise<void> {
    const before = this.#lastPut;
    this.#waitingPuts += 1;
    const put = inTurn(before, rest()).then(() => this.#putWaiting(item, rest()));
    // Whoever gives up leaves those behind it behind all who were before it.
    this.#lastPut = Promise.allSettled([before, put]);
    try {
      await put;
    } finally {
      this.#waitingPuts -= 1;
    }
  }

  async #putWaiting(item: Item, options: WaitOptions): Promise<void> {
    const seconds = secondsOf(options);
    const args = seconds === null ? [item] : [item, true, seconds];
    await this.#remote.call("put", args, waitingPolicy(options));
  }

  /** An item came for somebody who had gone. If it can't be put in again, nothing is there to tell it to. */
  readonly #putBack = (item: unknown): void => {
    // Only items of this type are put in.
    this.#putWaiting(item as Item, {}).catch(() => {});
  };
}

/** Waits until those before have had room, as long as the one behind them is willing to. */
async function inTurn(before: Promise<unknown>, options: WaitOptions): Promise<void> {
  try {
    await waitInScope(before, options);
  } catch (error) {
    const isLate = error instanceof TimeoutError && options.signal?.aborted !== true;
    throw isLate ? new QueueFullError() : error;
  }
}
