import { countdown } from "../../task/local-countdown.ts";
import type { WaitOptions } from "../../task/wait.ts";
import { isGranted, orMisuse, secondsOf, tooLate, trialPolicy, waitingPolicy } from "../acquire.ts";
import type { Referent } from "../referent.ts";
import { RemoteGuard, runHolding } from "../remote-guard.ts";
import { RemoteObject } from "./remote-object.ts";

/**
 * A lock that a manager serves: one at a time can hold it, among all programs that use the manager. It isn't re-entrant,
 * and anybody may release it.
 *
 * @example
 *     const lock = await manager.Lock();
 *     await lock.run(() => transfer(5));
 */
export class LockProxy extends RemoteObject {
  readonly #remote: Referent;

  constructor(remote: Referent) {
    super(remote);
    this.#remote = remote;
  }

  /**
   * Waits until the lock is free, and takes it. Rejects with TimeoutError or the signal's reason; then the lock hasn't
   * been taken, or is released as soon as the server says that it has.
   */
  async acquire(options: WaitOptions = {}): Promise<RemoteGuard> {
    options.signal?.throwIfAborted();
    // On a connection that serves one call after the other, waiting costs a connection: mostly it needn't.
    const rest = countdown(options);
    if (!this.#remote.server.isSkein && (await this.#try(options))) return this.#guard();
    if (!(await this.#wait(rest()))) throw tooLate("acquiring the lock", options);
    return this.#guard();
  }

  /** Takes the lock if it is free, and gives undefined if it isn't. */
  async tryAcquire(): Promise<RemoteGuard | undefined> {
    return isGranted(await this.#remote.call("acquire", [false])) ? this.#guard() : undefined;
  }

  /** Lets go of the lock. Rejects with MisuseError when nobody holds it. */
  release(): Promise<void> {
    return orMisuse(this.#remote.call("release"), "the lock can't be released");
  }

  /** Runs `body` while holding the lock, and gives what it returns. Rejects as `acquire` and `body` do. */
  async run<Result>(
    body: () => Result | PromiseLike<Result>,
    options?: WaitOptions,
  ): Promise<Result> {
    return runHolding(await this.acquire(options), body);
  }

  async #try(options: WaitOptions): Promise<boolean> {
    const answer = this.#remote.call("acquire", [false], trialPolicy(options, this.#undo));
    return isGranted(await answer);
  }

  #wait(options: WaitOptions): Promise<unknown> {
    const seconds = secondsOf(options);
    const args = seconds === null ? [true] : [true, seconds];
    return this.#remote.call("acquire", args, waitingPolicy(options, this.#undo));
  }

  readonly #undo = (granted: unknown): void => {
    if (isGranted(granted)) this.#guard()[Symbol.dispose]();
  };

  #guard(): RemoteGuard {
    return new RemoteGuard(() => this.release());
  }
}
