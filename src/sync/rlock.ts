import { handle, type HandleDescription, type HandleTypes } from "../codec/handle.ts";
import { MisuseError } from "../errors.ts";
import { assertMayBlock } from "../task/blocking.ts";
import type { WaitOptions } from "../task/wait.ts";
import { callerNumber } from "./caller.ts";
import { conditionLock, type ConditionLock } from "./condition-lock.ts";
import { LockGuard } from "../task/lock-guard.ts";
import { RECOVERED, type LockGrant } from "./lock-state.ts";
import type { LockOptions } from "./lock.ts";
import { rlockKind, type RLockState } from "./rlock-state.ts";
import { createShared, reviveShared, SharedObject } from "./shared-object.ts";

/**
 * A lock that its owner can take again while it has it, and has to release as often. The owner is the call that runs (of
 * a pool, in a process or thread), or else the thread: coroutines that one call runs at a time are one owner and don't
 * exclude each other. Between those, use a Lock.
 *
 * Otherwise it is as Lock: between all threads and processes of the program, not fair, and recovered from a holder that
 * has died.
 *
 * @example
 *     const lock = new RLock();
 *     const deposit = async (amount: number) => { using _ = await lock.acquire(); balance.value += amount; };
 *     const transfer = async () => { using _ = await lock.acquire(); await deposit(-5); await deposit(5); };
 */
export class RLock implements Disposable {
  readonly #object: SharedObject<RLockState>;

  static {
    // As a method this would have no declaration: those are made without a look into other files.
    Object.defineProperty(this.prototype, handle, {
      value(this: RLock): HandleDescription {
        return {
          type: "skein.RLock",
          data: this.#object.travel(),
          module: import.meta.url,
          constant: true,
        };
      },
    });
    Object.defineProperty(this.prototype, conditionLock, {
      get(this: RLock): ConditionLock {
        return this.#forConditions();
      },
    });
  }

  constructor(options: LockOptions | SharedObject<RLockState> = {}) {
    this.#object =
      options instanceof SharedObject ? options : createShared(rlockKind, undefined, options.name);
  }

  /** Whether somebody holds it at the moment. */
  get locked(): boolean {
    return this.#object.state.holder() !== 0;
  }

  /**
   * Waits until the lock is free, and takes it; at once when its owner is the one who asks. Rejects with TimeoutError or
   * the signal's reason; then the lock hasn't been taken.
   */
  async acquire(options?: WaitOptions): Promise<LockGuard> {
    options?.signal?.throwIfAborted();
    const caller = callerNumber();
    const { state } = this.#object;
    return this.#guard(state.tryInTurn(caller) ?? (await state.acquire(caller, options)));
  }

  /**
   * The same, but blocks the thread meanwhile. Throws TimeoutError, and MisuseError on the main thread, whose event loop
   * must not stand still, unless it can be had at once.
   */
  acquireSync(options?: WaitOptions): LockGuard {
    options?.signal?.throwIfAborted();
    const { state } = this.#object;
    return this.#guard(state.tryAcquire(callerNumber()) ?? waitFor(state, options));
  }

  /** Takes the lock if it can be had at once, and gives undefined if it can't. */
  tryAcquire(): LockGuard | undefined {
    const grant = this.#object.state.tryAcquire(callerNumber());
    return grant === undefined ? undefined : this.#guard(grant);
  }

  /** Lets go of the lock once. Throws MisuseError when somebody else owns it, or nobody. */
  release(): void {
    if (!this.#object.state.release(callerNumber()))
      throw new MisuseError("this RLock can't be released: whoever releases it must own it");
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
      heldByMe: () => state.heldBy(callerNumber()),
      tryAcquire: () => state.tryAcquire(callerNumber()) !== undefined,
      acquire: (limits) => state.acquire(callerNumber(), limits),
      acquireSync: (limits) => state.acquireSync(callerNumber(), limits),
      releaseAll: () => state.releaseAll(),
    };
  }
}

function waitFor(state: RLockState, options: WaitOptions = {}): LockGrant {
  if (!(options.timeout !== undefined && options.timeout <= 0))
    assertMayBlock("rlock.acquireSync()", "await rlock.acquire()");
  return state.acquireSync(callerNumber(), options);
}

function reviveRLock(data: unknown): RLock {
  return new RLock(reviveShared(rlockKind, data));
}

/** What arrives here. */
export const handles: HandleTypes = { "skein.RLock": reviveRLock };
