import { handle, type HandleDescription, type HandleTypes } from "../codec/handle.ts";
import { MisuseError } from "../errors.ts";
import { assertMayBlock } from "../task/blocking.ts";
import type { WaitOptions } from "../task/wait.ts";
import { LockGuard } from "../task/lock-guard.ts";
import { MOST_HELD, semaphoreKind, type SemaphoreState } from "./semaphore-state.ts";
import { createShared, reviveShared, SharedObject } from "./shared-object.ts";

/** How a semaphore is made. */
export interface SemaphoreOptions {
  /** What reports call it. */
  readonly name?: string | undefined;
}

/** How permits are waited for. */
export interface PermitOptions extends WaitOptions {
  /** How many are wanted, all at once. Default: 1. */
  readonly permits?: number | undefined;
}

/**
 * A number of permits for all threads and processes of the program: `acquire` waits until there is one and takes it,
 * `release` gives one back. Anybody may release, also without having acquired; then there is one more than before. A
 * thread can hold 65,535 permits at a time; for more it waits until it has released some. Free, one costs about 100 ns to
 * take and give back.
 *
 * Not fair among threads, and who wants several waits while others, who want fewer, take theirs. The coroutines of one
 * thread that await one permit each get it in turn, but that one may get ahead of the others 64 times before the event
 * loop turns.
 *
 * What a thread or process holds when it dies, even by SIGKILL, comes back.
 *
 * @example
 *     const connections = new Semaphore(4);
 *     await pool.map(async (url: string) => { using _ = await connections.acquire(); return load(url); }, urls);
 */
export class Semaphore implements Disposable {
  readonly #object: SharedObject<SemaphoreState>;

  static {
    // As a method this would have no declaration: those are made without a look into other files.
    Object.defineProperty(this.prototype, handle, {
      value(this: Semaphore): HandleDescription {
        return {
          type: `skein.${this.#bounded ? "BoundedSemaphore" : "Semaphore"}`,
          data: this.#object.travel(),
          module: import.meta.url,
          constant: true,
        };
      },
    });
  }

  readonly #bounded: boolean;

  /** `value` is how many permits there are at first: a whole number, 0 or more. Default: 1. */
  constructor(value: number | SharedObject<SemaphoreState> = 1, options: SemaphoreOptions = {}) {
    this.#bounded = this instanceof BoundedSemaphore;
    if (value instanceof SharedObject) {
      this.#object = value;
      return;
    }
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** 31)
      throw new MisuseError(`a semaphore begins with a whole number of permits, not ${value}`);
    const settings = { value, bounded: this.#bounded };
    this.#object = createShared(semaphoreKind, settings, options.name);
  }

  /** How many permits are free at the moment. */
  get value(): number {
    return this.#object.state.value();
  }

  /**
   * Waits until there are permits, and takes them. Whoever releases some, or dies while holding some, wakes those who
   * wait. Rejects with TimeoutError or the signal's reason; then nothing has been taken.
   */
  async acquire(options?: PermitOptions): Promise<LockGuard> {
    options?.signal?.throwIfAborted();
    const permits = permitsIn(options);
    const { state } = this.#object;
    if (state.tryInTurn(permits) === undefined) await state.acquire(permits, options);
    return this.#guard(permits);
  }

  /**
   * The same, but blocks the thread meanwhile. Throws TimeoutError, and MisuseError on the main thread, whose event loop
   * must not stand still, unless there are permits.
   */
  acquireSync(options?: PermitOptions): LockGuard {
    options?.signal?.throwIfAborted();
    const permits = permitsIn(options);
    const { state } = this.#object;
    if (state.tryAcquire(permits) === undefined) waitFor(state, permits, options);
    return this.#guard(permits);
  }

  /** Takes permits if there are so many, and gives undefined if there aren't. */
  tryAcquire(permits = 1): LockGuard | undefined {
    const taken = this.#object.state.tryAcquire(checked(permits));
    return taken === undefined ? undefined : this.#guard(permits);
  }

  /**
   * Gives permits back, or makes new ones. Throws MisuseError when a bounded semaphore would have more than at first, and
   * any other more than 2,147,483,647.
   */
  release(permits = 1): void {
    if (this.#object.state.release(checked(permits))) return;
    throw new MisuseError(
      this.#bounded
        ? "this BoundedSemaphore can't be released: it would have more permits than at first"
        : "this Semaphore can't be released: it would have more permits than it can count",
    );
  }

  /** Runs `body` while holding a permit, and gives what it returns. Rejects as `acquire` and `body` do. */
  async run<Result>(
    body: () => Result | PromiseLike<Result>,
    options?: PermitOptions,
  ): Promise<Result> {
    using _permits = await this.acquire(options);
    return await body();
  }

  /** The same, but blocks the thread. */
  runSync<Result>(body: () => Result, options?: PermitOptions): Result {
    using _permits = this.acquireSync(options);
    return body();
  }

  /** This thread lets go of the object; the semaphore goes on for others. Idempotent. */
  close(): void {
    this.#object.close();
  }

  /** As `close()`. */
  [Symbol.dispose](): void {
    this.close();
  }

  #guard(permits: number): LockGuard {
    return new LockGuard(permits === 1 ? this : { release: () => this.release(permits) }, false);
  }
}

/** A semaphore that can never have more permits than at first: to release one too many is a mistake, and is refused. */
export class BoundedSemaphore extends Semaphore {}

function permitsIn(options: PermitOptions | undefined): number {
  return options?.permits === undefined ? 1 : checked(options.permits);
}

function checked(permits: number): number {
  if (Number.isInteger(permits) && permits >= 1 && permits <= MOST_HELD) return permits;
  throw new MisuseError(`permits must be a whole number from 1 to ${MOST_HELD}, not ${permits}`);
}

function waitFor(state: SemaphoreState, permits: number, options: WaitOptions = {}): void {
  if (!(options.timeout !== undefined && options.timeout <= 0))
    assertMayBlock("semaphore.acquireSync()", "await semaphore.acquire()");
  state.acquireSync(permits, options);
}

/** What arrives here. */
export const handles: HandleTypes = {
  "skein.Semaphore": (data) => new Semaphore(reviveShared(semaphoreKind, data)),
  "skein.BoundedSemaphore": (data) => new BoundedSemaphore(reviveShared(semaphoreKind, data)),
};
