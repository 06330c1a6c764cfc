import {
  ClosedError,
  MisuseError,
  QueueClosedError,
  QueueEmptyError,
  QueueFullError,
  TimeoutError,
} from "../errors.ts";
import type { LocalStore } from "./local-store.ts";
import { WaitQueue } from "./wait-queue.ts";
import type { Waitable } from "./waitable.ts";
import type { WaitOptions } from "./wait.ts";

/** How the items of a queue are kept. */
export interface ItemSettings {
  /** What errors call the queue. */
  readonly name: string;
  readonly maxSize: number | undefined;
  readonly store: LocalStore;
}

/** An item that waits for room. */
interface WaitingItem {
  readonly item: unknown;
  readonly priority: number;
}

/** What can be done with a queue: all; no more puts; nothing any more. */
const OPEN = 0;
const SHUT_DOWN = 1;
const CLOSED = 2;

const LARGEST_SIZE = 2 ** 31 - 1;

/**
 * What all local queues have in common: the items, and those who wait. Items go from hand to hand: who waits for one is
 * given it in the moment in which it is put, and who waits for room has put theirs in the moment in which there is some.
 * So nobody waits for items while there are any, nor for room while there is some, and nobody can get ahead of others.
 */
export class LocalItems {
  readonly maxSize: number;
  readonly #name: string;
  readonly #store: LocalStore;
  readonly #getters = new WaitQueue<unknown>();
  readonly #putters = new WaitQueue<void, WaitingItem>();
  readonly #joiners = new WaitQueue();
  /** Who waits until there is something to get, and takes nothing. */
  readonly #watchers = new WaitQueue();
  #phase: typeof OPEN | typeof SHUT_DOWN | typeof CLOSED = OPEN;
  #unfinished = 0;

  /** Throws MisuseError for an impossible `maxSize`. */
  constructor({ name, maxSize = Infinity, store }: ItemSettings) {
    const isWhole = Number.isInteger(maxSize) && maxSize <= LARGEST_SIZE;
    if (!(maxSize === Infinity || isWhole) || maxSize < 1) {
      throw new MisuseError(
        `maxSize is ${maxSize}, and must be a whole number from 1 to ${LARGEST_SIZE}, or Infinity`,
      );
    }
    this.maxSize = maxSize;
    this.#name = name;
    this.#store = store;
  }

  /** How many items there are. Throws ClosedError. */
  get size(): number {
    this.#assertOpen();
    return this.#store.count;
  }

  get isShutDown(): boolean {
    this.#assertOpen();
    return this.#phase === SHUT_DOWN;
  }

  /** How many items have been put and are not done. */
  get unfinished(): number {
    this.#assertOpen();
    return this.#unfinished;
  }

  /** How `waitAny` waits for it. */
  get waitable(): Waitable {
    return {
      ready: () => this.#isReadable(),
      whenReady: async (options) => {
        options.signal?.throwIfAborted();
        if (!this.#isReadable()) await this.#watchers.wait(undefined, options);
      },
    };
  }

  /** False when it is full. */
  tryPut(item: unknown, priority: number): boolean {
    if (this.#phase !== OPEN) this.#refuse();
    if (!this.#getters.give(item)) {
      if (this.#store.count >= this.maxSize) return false;
      this.#store.add(item, priority);
      this.#watchers.giveAll();
    }
    this.#unfinished += 1;
    return true;
  }

  // Not async functions, here and in `get`: mostly nobody waits, and those would make a promise more.
  put(item: unknown, priority: number, options?: WaitOptions): Promise<void> {
    try {
      options?.signal?.throwIfAborted();
      if (this.tryPut(item, priority)) return Promise.resolve();
    } catch (error) {
      return Promise.reject(error);
    }
    return this.#putters.wait({ item, priority }, { ...options, expired: asFull });
  }

  /** Takes an item. Throws QueueEmptyError when there is none. */
  tryGet(): unknown {
    if (this.#store.count > 0) return this.#take();
    if (this.#phase !== OPEN) this.#refuse();
    throw new QueueEmptyError();
  }

  get(options?: WaitOptions): Promise<unknown> {
    try {
      options?.signal?.throwIfAborted();
      if (this.#store.count > 0) return Promise.resolve(this.#take());
      if (this.#phase !== OPEN) this.#refuse();
    } catch (error) {
      return Promise.reject(error);
    }
    return this.#getters.wait(undefined, { ...options, expired: asEmpty });
  }

  /** The items one after the other, until the queue is shut down and empty. */
  async *items(): AsyncGenerator<unknown, void, undefined> {
    for (;;) {
      if (this.#store.count > 0) {
        yield this.#take();
        continue;
      }
      if (this.isShutDown) return;
      try {
        yield await this.#getters.wait(undefined);
      } catch (error) {
        if (error instanceof QueueClosedError) return;
        throw error;
      }
    }
  }

  /** An item is done. False when all that were put are. */
  taskDone(): boolean {
    this.#assertOpen();
    if (this.#unfinished === 0) return false;
    this.#finish(1);
    return true;
  }

  async join(options?: WaitOptions): Promise<void> {
    options?.signal?.throwIfAborted();
    if (this.unfinished > 0) await this.#joiners.wait(undefined, options);
  }

  /** Idempotent. */
  shutdown(immediate: boolean): void {
    this.#assertOpen();
    this.#phase = SHUT_DOWN;
    this.#endWaits(new QueueClosedError());
    this.#watchers.giveAll();
    if (!immediate) return;
    const dropped = this.#store.count;
    this.#store.clear();
    if (dropped > 0) this.#finish(dropped);
  }

  /** Idempotent. */
  close(): void {
    if (this.#phase === CLOSED) return;
    this.#phase = CLOSED;
    this.#store.clear();
    const error = this.#closedError();
    this.#endWaits(error);
    this.#watchers.failAll(error);
    this.#joiners.failAll(error);
  }

  #take(): unknown {
    const item = this.#store.take();
    const next = this.#putters.wanted;
    if (next !== undefined) {
      this.#store.add(next.item, next.priority);
      this.#unfinished += 1;
      this.#putters.give();
    }
    return item;
  }

  #finish(count: number): void {
    this.#unfinished -= count;
    if (this.#unfinished === 0) this.#joiners.giveAll();
  }

  #endWaits(error: Error): void {
    this.#getters.failAll(error);
    this.#putters.failAll(error);
  }

  #isReadable(): boolean {
    return this.#store.count > 0 || this.isShutDown;
  }

  #refuse(): never {
    this.#assertOpen();
    throw new QueueClosedError();
  }

  #assertOpen(): void {
    if (this.#phase === CLOSED) throw this.#closedError();
  }

  #closedError(): ClosedError {
    return new ClosedError(`${this.#name} has been closed`);
  }
}

/** What `put` says when its time is over. */
function asFull(timeout: number): Error {
  const cause = new TimeoutError(`nothing was taken within ${timeout} ms`, timeout);
  return new QueueFullError(`the queue was full for ${timeout} ms`, { cause });
}

/** What `get` says when its time is over. */
function asEmpty(timeout: number): Error {
  const cause = new TimeoutError(`nothing came within ${timeout} ms`, timeout);
  return new QueueEmptyError(`the queue was empty for ${timeout} ms`, { cause });
}
