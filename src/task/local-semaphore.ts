import { ClosedError, MisuseError } from "../errors.ts";
import { nameOf, stayHere } from "./local-only.ts";
import { LockGuard } from "./lock-guard.ts";
import { WaitQueue } from "./wait-queue.ts";
import type { WaitOptions } from "./wait.ts";

/** How a semaphore is made. */
export interface SemaphoreOptions {
  /** What errors call it. */
  readonly name?: string | undefined;
}

/** How permits are waited for. */
export interface PermitOptions extends WaitOptions {
  /** How many are wanted, all at once. Default: 1. */
  readonly permits?: number | undefined;
}

/** There can be no more permits. */
const MOST_PERMITS = 2 ** 31 - 1;

/**
 * A number of permits for the coroutines of one event loop, as asyncio's: `acquire` waits until there is one and takes
 * it, `release` gives one back. Anybody may release, also without having acquired; then there is one more than before.
 *
 * It is fair: whoever has waited longest is served first, and who comes later waits behind them, also behind one who
 * wants several permits while there are fewer. It has the members of the Semaphore that threads and processes share but
 * those that block, and can't be sent to them.
 *
 * @example
 *     import { Semaphore } from "skein/task";
 *     const connections = new Semaphore(4);
 *     await Promise.all(urls.map((url) => connections.run(() => load(url))));
 */
export class Semaphore implements Disposable {
  readonly #name: string;
  readonly #most: number;
  readonly #isBounded: boolean;
  #free: number;
  #isClosed = false;
  // Whoever gives up may have wanted more than the next one.
  readonly #waits = new WaitQueue<void, number>(() => this.#serve());

  static {
    stayHere(this.prototype, "Semaphore");
  }

  /** `value` is how many permits there are at first: a whole number, 0 or more. Default: 1. */
  constructor(value = 1, { name }: SemaphoreOptions = {}) {
    if (!Number.isInteger(value) || value < 0 || value > MOST_PERMITS)
      throw new MisuseError(`a semaphore begins with a whole number of permits, not ${value}`);
    this.#isBounded = this instanceof BoundedSemaphore;
    this.#name = nameOf(this.#isBounded ? "BoundedSemaphore" : "Semaphore", name);
    this.#most = this.#isBounded ? value : MOST_PERMITS;
    this.#free = value;
  }

  /** How many permits are free at the moment. */
  get value(): number {
    this.#assertOpen();
    return this.#free;
  }

  /**
   * Waits until there are permits and all who came before have theirs, and takes them. Rejects with TimeoutError, the
   * signal's reason or that of the cancellation of the task; then nothing has been taken.
   */
  async acquire(options?: PermitOptions): Promise<LockGuard> {
    options?.signal?.throwIfAborted();
    const permits = checked(options?.permits ?? 1);
    if (!this.#tryTake(permits)) await this.#waits.wait(permits, options);
    return this.#guard(permits);
  }

  /** Takes permits if there are so many and nobody waits for some; gives undefined if not. */
  tryAcquire(permits = 1): LockGuard | undefined {
    return this.#tryTake(checked(permits)) ? this.#guard(permits) : undefined;
  }

  /**
   * Gives permits back, or makes new ones. Throws MisuseError when a bounded semaphore would have more than at first, and
   * any other more than 2,147,483,647.
   */
  release(permits = 1): void {
    if (this.#free + checked(permits) > this.#most) {
      throw new MisuseError(
        `${this.#name} can't be released: it would have more permits than ` +
          (this.#isBounded ? "at first" : "it can count"),
      );
    }
    this.#free += permits;
    this.#serve();
  }

  /** Runs `body` while holding a permit, and gives what it returns. Rejects as `acquire` and `body` do. */
  async run<Result>(
    body: () => Result | PromiseLike<Result>,
    options?: PermitOptions,
  ): Promise<Result> {
    using _permits = await this.acquire(options);
    return await body();
  }

  /** Waits for permits, from now on too, fail with ClosedError; who has some can still give them back. Idempotent. */
  close(): void {
    this.#isClosed = true;
    this.#waits.failAll(this.#closedError());
  }

  /** As `close()`. */
  [Symbol.dispose](): void {
    this.close();
  }

  #tryTake(permits: number): boolean {
    this.#assertOpen();
    if (this.#free < permits || !this.#waits.isEmpty) return false;
    this.#free -= permits;
    return true;
  }

  #serve(): void {
    for (let next = this.#waits.wanted; next !== undefined; next = this.#waits.wanted) {
      if (next > this.#free) return;
      this.#free -= next;
      this.#waits.give();
    }
  }

  #guard(permits: number): LockGuard {
    return new LockGuard(permits === 1 ? this : { release: () => this.release(permits) }, false);
  }

  #assertOpen(): void {
    if (this.#isClosed) throw this.#closedError();
  }

  #closedError(): ClosedError {
    return new ClosedError(`${this.#name} has been closed`);
  }
}

/**
 * A local semaphore that can never have more permits than at first: to release one too many is a mistake, and is
 * refused.
 */
export class BoundedSemaphore extends Semaphore {
  static {
    stayHere(this.prototype, "BoundedSemaphore");
  }
}

function checked(permits: number): number {
  if (Number.isInteger(permits) && permits >= 1 && permits <= MOST_PERMITS) return permits;
  throw new MisuseError(`permits must be a whole number from 1 to ${MOST_PERMITS}, not ${permits}`);
}
