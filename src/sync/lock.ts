import { handle, type HandleDescription, type HandleTypes } from "../codec/handle.ts";
import { MisuseError } from "../errors.ts";
import { assertMayBlock } from "../task/blocking.ts";
import type { WaitOptions } from "../task/wait.ts";
import { conditionLock, type ConditionLock } from "./condition-lock.ts";
import { LockGuard } from "../task/lock-guard.ts";
import { lockKind, RECOVERED, type LockGrant, type LockState } from "./lock-state.ts";
import { createShared, reviveShared, SharedObject } from "./shared-object.ts";

/** How a lock is made. */
export interface LockOptions {
  /** What reports call it. */
  readonly name?: string | undefined;
}

/**
 * A lock that one at a time can hold, among all threads and processes of the program, and among the coroutines of one
 * thread. It isn't re-entrant (see RLock). Anybody may release it, also from another thread than the one that acquired
 * it. Free, it costs about 30 ns to take and release.
 *
 * It isn't fair among threads: a newcomer may get it before those who wait. The coroutines of one thread that await it
 * get it in turn, but that one may get ahead of the others 64 times before the event loop turns.
 *
 * A holder that dies, even by SIGKILL, doesn't keep it: the next one gets it, with a guard that says `recovered`.
 *
 * @example
 *     const lock = new Lock();
 *     await pool.map(async (amount: number) => {
 *       using guard = await lock.acquire();
 *       balance.value += amount;
 *     }, amounts);
 */
export class Lock implements Disposable {
  readonly #object: SharedObject<LockState>;

  static {
    // As a method this would have no declaration: those are made without a look into other files.
    Object.defineProperty(this.prototype, handle, {
      value(this: Lock): HandleDescription {
        return {
          type: "skein.Lock",
          data: this.#object.travel(),
          module: import.meta.url,
          constant: true,
        };
      },
    });
    Object.defineProperty(this.prototype, conditionLock, {
      get(this: Lock): ConditionLock {
        return this.#forConditions();
      },
    });
  }

  constructor(options: LockOptions | SharedObject<LockState> = {}) {
    this.#object =
      options instanceof SharedObject ? options : createShared(lockKind, undefined, options.name);
  }

  /** Whether somebody holds it at the moment. */
  get locked(): boolean {
    return this.#object.state.holder() !== 0;
  }

  /**
   * Waits until the lock is free, and takes it. Whoever releases it, or dies while holding it, wakes one of those who
   * wait. Rejects with TimeoutError or the signal's reason; then the lock hasn't been taken.
   */
  async acquire(options?: WaitOptions): Promise<LockGuard> {
    options?.signal?.throwIfAborted();
    const { state } = this.#object;
    return this.#guard(state.tryInTurn() ?? (await state.acquire(options)));
  }

  /**
   * The same, but blocks the thread meanwhile. Throws TimeoutError, and MisuseError on the main thread, whose event loop
   * must not stand still, unless the lock is free.
   */
  acquireSync(options?: WaitOptions): LockGuard {
    options?.signal?.throwIfAborted();
    const { state } = this.#object;
    return this.#guard(state.tryAcquire() ?? waitFor(state, options));
  }

  /** Takes the lock if it is free, and gives undefined if it isn't. */
  tryAcquire(): LockGuard | undefined {
    const grant = this.#object.state.tryAcquire();
    return grant === undefined ? undefined : this.#guard(grant);
  }

  /** Lets go of the lock. Throws MisuseError when nobody holds it. */
  release(): void {
    if (!this.#object.state.release())
      throw new MisuseError("this Lock can't be released: nobody holds it");
  }

  /** Runs `body` while holding the lock, and gives what it returns. Rejects as `acquire` and `body` do. */
  async run<Result>(
    body: (guard: LockGuard) => Result | PromiseLike<Result>,
    options?: WaitOptions,
  ): Promise<Result> {
    using guard = await this.acquire(options);
    return await body(guard);
  }

  /** The same, but blocks the thread. */
  runSync<Result>(body: (guard: LockGuard) => Result, options?: WaitOptions): Result {
    using guard = this.acquireSync(options);
    return body(guard);
  }

  /** This thread lets go of the object; the lock goes on for others, and isn't released by it. Idempotent. */
  close(): void {
    this.#object.close();
  }

  /** As `close()`. */
  [Symbol.dispose](): void {
    this.close();
  }

  #guard(grant: LockGrant): LockGuard {
    return new LockGuard(this, grant === RECOVERED);
  }

  #forConditions(): ConditionLock {
    const { state } = this.#object;
    return {
      heldByMe: () => state.heldByMe(),
      tryAcquire: () => state.tryAcquire() !== undefined,
      acquire: (limits) => state.acquire(limits),
      acquireSync: (limits) => state.acquireSync(limits),
      releaseAll: () => {
        state.release();
        return 1;
      },
    };
  }
}

function waitFor(state: LockState, options: WaitOptions = {}): LockGrant {
  if (!(options.timeout !== undefined && options.timeout <= 0))
    assertMayBlock("lock.acquireSync()", "await lock.acquire()");
  return state.acquireSync(options);
}

function reviveLock(data: unknown): Lock {
  return new Lock(reviveShared(lockKind, data));
}

/** What arrives here. */
export const handles: HandleTypes = { "skein.Lock": reviveLock };
