import { handle, type HandleDescription, type HandleTypes } from "../codec/handle.ts";
import { MisuseError } from "../errors.ts";
import { assertMayBlock } from "../task/blocking.ts";
import type { WaitOptions } from "../task/wait.ts";
import { conditionLock, type ConditionLock } from "./condition-lock.ts";
import { conditionKind, type ConditionState } from "./condition-state.ts";
import { countdown } from "./countdown.ts";
import { InUse } from "./in-use.ts";
import { isThenable } from "./is-thenable.ts";
import type { LockGuard } from "../task/lock-guard.ts";
import type { Lock } from "./lock.ts";
import { RLock } from "./rlock.ts";
import { createShared, reviveShared, type SharedObject } from "./shared-object.ts";

/** How a condition is made. */
export interface ConditionOptions {
  /** What `skein doctor` calls it. */
  readonly name?: string | undefined;
}

/** What a handle of a condition says. */
interface ConditionParts {
  readonly object: unknown;
  readonly lock: Lock | RLock;
  readonly made: boolean;
}

/** Options of a condition that is there already. */
class Revived implements ConditionOptions {
  readonly name: undefined;
  readonly object: SharedObject<ConditionState>;
  readonly made: boolean;

  constructor({ object, made }: ConditionParts) {
    this.object = reviveShared(conditionKind, object);
    this.made = made;
  }
}

/**
 * A lock, and a place to wait for what is changed under it: whoever holds the lock and finds things not as they should
 * be waits, which releases the lock; whoever changes them notifies. It can be captured by functions, and sent as an
 * argument, a result or in a message, and takes its lock along. Several conditions can have one lock in common.
 *
 * A wait that ends has the lock again, however it ends. `notify` wakes those who wait at that moment, never somebody
 * who comes later. No notification is lost: when who was notified dies before it has the lock again, another one who
 * waits is woken; and who was notified just before its timeout or its signal counts as notified.
 *
 * The lock is an RLock unless you give another one. That has one owner in a thread (or call of a pool), so for
 * coroutines of one thread make `new Condition(new Lock())`.
 *
 * @example
 *     const changed = new Condition();
 *     // In one place:
 *     await changed.run(() => changed.waitFor(() => stock.value > 0));
 *     // In another:
 *     await changed.run(() => {
 *       stock.add(1);
 *       changed.notify();
 *     });
 */
export class Condition implements Disposable {
  /** The lock. */
  readonly lock: Lock | RLock;
  readonly #object: InUse<ConditionState>;
  readonly #made: boolean;

  static {
    // As a method this would have no declaration: those are made without a look into other files.
    Object.defineProperty(this.prototype, handle, {
      value(this: Condition): HandleDescription {
        return this.#describe();
      },
    });
  }

  /** `lock` is a new RLock by default. Throws MisuseError for what is no lock. */
  constructor(lock?: Lock | RLock, options: ConditionOptions = {}) {
    this.#made = options instanceof Revived ? options.made : lock === undefined;
    this.lock = lock ?? new RLock({ name: options.name });
    this.#lock();
    const object =
      options instanceof Revived
        ? options.object
        : createShared(conditionKind, undefined, options.name);
    this.#object = new InUse("Condition", object);
  }

  /** As the lock's. */
  acquire(options?: WaitOptions): Promise<LockGuard> {
    return this.lock.acquire(options);
  }

  /** As the lock's. */
  acquireSync(options?: WaitOptions): LockGuard {
    return this.lock.acquireSync(options);
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

  /** The same, but blocks the thread. */
  runSync<Result>(body: (guard: LockGuard) => Result, options?: WaitOptions): Result {
    return this.lock.runSync(body, options);
  }

  /**
   * Releases the lock, however often it is held, waits for a notification, and takes the lock again, as often. Gives
   * false when the time is over. Rejects with the signal's reason. The limits are for the notification: the lock is
   * waited for without any. Rejects with MisuseError when the lock isn't held.
   */
  async wait(options: WaitOptions = {}): Promise<boolean> {
    const lock = this.#heldLock("wait()");
    options.signal?.throwIfAborted();
    return this.#object.during(async (state) => {
      const ticket = state.enter();
      const depth = lock.releaseAll();
      let isNotified = false;
      try {
        isNotified = await state.wait(ticket, options);
      } finally {
        await lock.acquire();
        deepen(lock, depth);
        if (isNotified) state.leave(ticket);
      }
      return isNotified;
    });
  }

  /** The same, but blocks the thread; throws MisuseError on the main thread, whose event loop must not stand still. */
  waitSync(options: WaitOptions = {}): boolean {
    const lock = this.#heldLock("waitSync()");
    assertMayBlock("condition.waitSync()", "await condition.wait()");
    options.signal?.throwIfAborted();
    const { state } = this.#object;
    const ticket = state.enter();
    const depth = lock.releaseAll();
    let isNotified = false;
    try {
      isNotified = state.waitSync(ticket, options);
    } finally {
      lock.acquireSync();
      deepen(lock, depth);
      if (isNotified) state.leave(ticket);
    }
    return isNotified;
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
    this.#heldLock("waitFor()");
    const rest = countdown(options);
    for (let isLate = false; ;) {
      const result = await predicate();
      const limits = rest();
      if (result || isLate || isOver(limits)) return result;
      isLate = !(await this.wait(limits));
    }
  }

  /** The same, but blocks the thread, unless the predicate is true at once. */
  waitForSync<Result>(predicate: () => Result, options: WaitOptions = {}): Result {
    this.#heldLock("waitForSync()");
    const rest = countdown(options);
    for (let isLate = false; ;) {
      const result = predicate();
      if (isThenable(result))
        throw new MisuseError(
          "the predicate returned a promise, which waitForSync() can't await; write await condition.waitFor()",
        );
      const limits = rest();
      if (result || isLate || isOver(limits)) return result;
      isLate = !this.waitSync(limits);
    }
  }

  /**
   * Wakes at most `count` (default: 1) of those who wait now; when there are fewer, all of them. They go on when they
   * get the lock. Threads get their turn in a circle, and the waits of one thread in the order in which they came.
   * Throws MisuseError when the lock isn't held.
   */
  notify(count = 1): void {
    if (!(count === Infinity || Number.isInteger(count)) || count < 0)
      throw new MisuseError(`a Condition can't notify ${String(count)} waits`);
    this.#heldLock("notify()");
    this.#object.state.notify(count);
  }

  /** Wakes all who wait now. Throws MisuseError when the lock isn't held. */
  notifyAll(): void {
    this.#heldLock("notifyAll()");
    this.#object.state.notify(Infinity);
  }

  /**
   * This thread lets go of the condition; others can go on with it, and waits that have begun here are completed. The
   * lock, if it was made for this condition, is closed too, unless such waits need it. Idempotent.
   */
  close(): void {
    this.#object.close();
    if (this.#made && !this.#object.busy) this.lock.close();
  }

  /** As `close()`. */
  [Symbol.dispose](): void {
    this.close();
  }

  #lock(): ConditionLock {
    // Lock and RLock have it, though not in their declarations.
    const { [conditionLock]: lock } = this.lock as { readonly [conditionLock]?: ConditionLock };
    if (lock === undefined)
      throw new MisuseError("the lock of a Condition must be a Lock or RLock");
    return lock;
  }

  #heldLock(method: string): ConditionLock {
    const lock = this.#lock();
    if (lock.heldByMe()) return lock;
    throw new MisuseError(`condition.${method} was called without holding its lock`);
  }

  #describe(): HandleDescription {
    const parts: ConditionParts = {
      object: this.#object.travel(),
      lock: this.lock,
      made: this.#made,
    };
    return { type: "skein.Condition", data: parts, module: import.meta.url };
  }
}

/**
 * Takes a lock that has been taken once as often as it was held before. Not by saying how often it is held: with an
 * RLock, another coroutine of the same owner may hold it at the same time.
 */
function deepen(lock: ConditionLock, depth: number): void {
  for (let level = 1; level < depth; level += 1) lock.tryAcquire();
}

function isOver({ timeout }: WaitOptions): boolean {
  return timeout !== undefined && timeout <= 0;
}

/** Makes a condition again from its handle. */
export function reviveCondition(data: unknown): Condition {
  // Only conditions make handles of this type.
  const parts = data as ConditionParts;
  return new Condition(parts.lock, new Revived(parts));
}

/** What arrives here. */
export const handles: HandleTypes = { "skein.Condition": reviveCondition };
