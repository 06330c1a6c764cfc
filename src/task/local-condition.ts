import { ClosedError, MisuseError } from "../errors.ts";
import { countdown } from "./local-countdown.ts";
import type { LockLine } from "./local-lock-line.ts";
import { lineOf, LocalLock, Lock, type RLock } from "./local-lock.ts";
import { nameOf, stayHere } from "./local-only.ts";
import type { LockGuard } from "./lock-guard.ts";
import { WaitQueue } from "./wait-queue.ts";
import type { WaitOptions } from "./wait.ts";

/** How a condition is made. */
export interface ConditionOptions {
  /** What errors call it. */
  readonly name?: string | undefined;
}

/** What a wait for a notification rejects with when its time is over; nobody else ever sees it. */
const LATE: Error = new Error("no notification came in time");

/**
 * A lock among the coroutines of one event loop, and a place to wait for what is changed under it, as asyncio's: whoever
 * holds the lock and finds things not as they should be waits, which releases the lock; whoever changes them notifies.
 * Several conditions can have one lock in common.
 *
 * A wait that ends has the lock again, however it ends. `notify` wakes those who have waited longest, never somebody who
 * comes later. Who was notified just before its timeout, its signal or its cancellation counts as notified, so no
 * notification is lost.
 *
 * The lock is a Lock unless you give another one; that of the Condition which threads and processes share is an RLock.
 * Otherwise it has the members of that one but those that block, and can't be sent to them.
 *
 * @example
 *     import { Condition } from "skein/task";
 *     const changed = new Condition();
 *     // In one place:
 *     await changed.run(() => changed.waitFor(() => stock > 0));
 *     // In another:
 *     await changed.run(() => {
 *       stock += 1;
 *       changed.notify();
 *     });
 */
export class Condition implements Disposable {
  /** The lock. */
  readonly lock: Lock | RLock;
  readonly #name: string;
  readonly #line: LockLine;
  readonly #made: boolean;
  readonly #waits = new WaitQueue();
  /** How many coroutines have let go of the lock and will take it again. */
  #away = 0;
  #isClosed = false;

  static {
    stayHere(this.prototype, "Condition");
  }

  /** `lock` is a new Lock by default. Throws MisuseError for what is no local lock. */
  constructor(lock?: Lock | RLock, { name }: ConditionOptions = {}) {
    if (!(lock === undefined || lock instanceof LocalLock)) {
      throw new MisuseError(
        'the lock of a Condition of "skein/task" must be a Lock or RLock of "skein/task"',
      );
    }
    this.#made = lock === undefined;
    this.lock = lock ?? new Lock({ name });
    this.#line = lineOf(this.lock);
    this.#name = nameOf("Condition", name);
  }

  /** As the lock's. */
  acquire(options?: WaitOptions): Promise<LockGuard> {
    return this.lock.acquire(options);
  }

  /** As the lock's. */
  tryAcquire(): LockGuard | undefined {
    return this.lock.tryAcquire();
  }

  /** As the lock's. */
  release(): void {
    this.lock.release();
  }

  /** Runs `body` while holding the lock, as the lock's. */
  run<Result>(
    body: (guard: LockGuard) => Result | PromiseLike<Result>,
    options?: WaitOptions,
  ): Promise<Result> {
    return this.lock.run(body, options);
  }

  /**
   * Releases the lock, however often it is held, waits for a notification, and takes the lock again, as often. Gives
   * false when the time is over. Rejects with the signal's reason or that of the cancellation of the task. The limits are
   * for the notification: the lock is waited for without any. Rejects with MisuseError when the lock isn't held.
   */
  async wait(options: WaitOptions = {}): Promise<boolean> {
    this.#assertHeld("wait()");
    options.signal?.throwIfAborted();
    const notified = this.#waits.wait(undefined, { ...options, expired: () => LATE });
    const depth = this.#line.releaseAll();
    this.#away += 1;
    try {
      await notified;
      return true;
    } catch (error) {
      if (error !== LATE) throw error;
      return false;
    } finally {
      await this.#line.reacquire(depth);
      this.#away -= 1;
      this.#closeLock();
    }
  }

  /**
   * Calls `predicate`, which may return a promise, while holding the lock, and waits until what it gives is true: it is
   * called again after each notification. Gives what it gave last, which is false in some way when the time, that of all
   * waits together, is over. Rejects as `wait` and `predicate` do; the lock is held then, too.
   */
  async waitFor<Result>(
    predicate: () => Result | PromiseLike<Result>,
    options: WaitOptions = {},
  ): Promise<Result> {
    this.#assertHeld("waitFor()");
    const rest = countdown(options);
    for (let isLate = false; ;) {
      const result = await predicate();
      const limits = rest();
      if (result || isLate || isOver(limits)) return result;
      isLate = !(await this.wait(limits));
    }
  }

  /**
   * Wakes at most `count` (default: 1) of those who wait now, in the order in which they came; when there are fewer, all
   * of them. They go on when they get the lock. Throws MisuseError when the lock isn't held.
   */
  notify(count = 1): void {
    if (!(count === Infinity || Number.isInteger(count)) || count < 0)
      throw new MisuseError(`a Condition can't notify ${String(count)} waits`);
    this.#assertHeld("notify()");
    for (let woken = 0; woken < count && this.#waits.give();) woken += 1;
  }

  /** Wakes all who wait now. Throws MisuseError when the lock isn't held. */
  notifyAll(): void {
    this.#assertHeld("notifyAll()");
    this.#waits.giveAll();
  }

  /**
   * Those who wait get ClosedError, as soon as they have the lock again, and so does who waits or notifies from now on.
   * The lock, if it was made for this condition, is closed too, after them. Idempotent.
   */
  close(): void {
    this.#isClosed = true;
    this.#waits.failAll(this.#closedError());
    this.#closeLock();
  }

  /** As `close()`. */
  [Symbol.dispose](): void {
    this.close();
  }

  #closeLock(): void {
    if (this.#isClosed && this.#made && this.#away === 0) this.lock.close();
  }

  #assertHeld(method: string): void {
    if (this.#isClosed) throw this.#closedError();
    if (this.#line.heldByMe) return;
    throw new MisuseError(`condition.${method} was called without holding its lock`);
  }

  #closedError(): ClosedError {
    return new ClosedError(`${this.#name} has been closed`);
  }
}

function isOver({ timeout }: WaitOptions): boolean {
  return timeout !== undefined && timeout <= 0;
}
