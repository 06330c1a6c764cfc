import { LockLine } from "./local-lock-line.ts";
import { nameOf, stayHere } from "./local-only.ts";
import { LockGuard } from "./lock-guard.ts";
import type { WaitOptions } from "./wait.ts";

/** How a lock is made. */
export interface LockOptions {
  /** What errors call it. */
  readonly name?: string | undefined;
}

let peek: (lock: LocalLock) => LockLine;

/** What Lock and RLock have in common. */
export abstract class LocalLock implements Disposable {
  readonly #line: LockLine;

  static {
    peek = (lock) => lock.#line;
  }

  protected constructor(line: LockLine) {
    this.#line = line;
  }

  /** Whether somebody holds it at the moment. */
  get locked(): boolean {
    return this.#line.isHeld;
  }

  /**
   * Waits until the lock can be had, and takes it. Rejects with TimeoutError, the signal's reason or that of the
   * cancellation of the task; then the lock hasn't been taken, and who comes next in the line doesn't notice.
   */
  async acquire(options?: WaitOptions): Promise<LockGuard> {
    options?.signal?.throwIfAborted();
    if (!this.#line.tryAcquire()) await this.#line.wait(options);
    return new LockGuard(this, false);
  }

  /** Takes the lock if it can be had at once, and gives undefined if it can't. */
  tryAcquire(): LockGuard | undefined {
    return this.#line.tryAcquire() ? new LockGuard(this, false) : undefined;
  }

  /** Lets go of the lock once; when it is free then, whoever has waited longest has it at once. Throws MisuseError. */
  release(): void {
    this.#line.release();
  }

  /** Runs `body` while holding the lock, and gives what it returns. Rejects as `acquire` and `body` do. */
  async run<Result>(
    body: (guard: LockGuard) => Result | PromiseLike<Result>,
    options?: WaitOptions,
  ): Promise<Result> {
    using guard = await this.acquire(options);
    return await body(guard);
  }

  /** Waits for it, and all calls from now on, fail with ClosedError; who holds it can still release it. Idempotent. */
  close(): void {
    this.#line.close();
  }

  /** As `close()`. */
  [Symbol.dispose](): void {
    this.close();
  }
}

/**
 * A lock among the coroutines of one event loop, as asyncio's: it is fair, and not re-entrant (see RLock). Who releases
 * it hands it over to whoever has waited longest; nobody gets in between. Anybody may release it, not only who acquired
 * it. It has the members of the Lock that threads and processes share but those that block, and can't be sent to them.
 *
 * @example
 *     import { Lock } from "skein/task";
 *     const lock = new Lock();
 *     async function change(amount: number): Promise<void> {
 *       using _guard = await lock.acquire();
 *       balance = await store(balance + amount);
 *     }
 */
export class Lock extends LocalLock {
  static {
    stayHere(this.prototype, "Lock");
  }

  constructor(options: LockOptions = {}) {
    super(new LockLine(nameOf("Lock", options.name), false));
  }
}

/**
 * A lock that its owner can take again while it has it, and has to release as often. The owner is the task (or call, or
 * light thread) that runs; coroutines that one of them runs at a time are one owner and don't exclude each other.
 * Neither do those outside of tasks: between those, use a Lock. Otherwise it is as that.
 *
 * @example
 *     import { RLock } from "skein/task";
 *     const lock = new RLock();
 *     const deposit = (amount: number) => lock.run(() => save(amount));
 *     const transfer = () => lock.run(async () => { await deposit(-5); await deposit(5); });
 */
export class RLock extends LocalLock {
  static {
    stayHere(this.prototype, "RLock");
  }

  constructor(options: LockOptions = {}) {
    super(new LockLine(nameOf("RLock", options.name), true));
  }
}

/** What a Condition needs of the lock that it belongs to. */
export function lineOf(lock: LocalLock): LockLine {
  return peek(lock);
}
