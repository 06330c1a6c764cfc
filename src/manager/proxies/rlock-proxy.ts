import { MisuseError } from "../../errors.ts";
import type { WaitOptions } from "../../task/wait.ts";
import { isGranted, orMisuse, secondsOf, tooLate, waitingPolicy } from "../acquire.ts";
import type { Referent } from "../referent.ts";
import { RemoteGuard, runHolding } from "../remote-guard.ts";
import type { Session } from "../session.ts";
import { RemoteObject } from "./remote-object.ts";

/**
 * A lock that a manager serves, and that its owner can take again while it has it, and has to release as often. The owner
 * is the task or call that runs, or else the thread, as of `RLock`.
 *
 * @example
 *     const lock = await manager.RLock();
 *     await lock.run(() => lock.run(() => transfer(5)));
 */
export class RLockProxy extends RemoteObject {
  readonly #remote: Referent;
  /** What is owned: a Condition can be made with a lock. */
  readonly #lock: string;

  constructor(remote: Referent) {
    super(remote);
    this.#remote = remote;
    this.#lock = remote.name.lock ?? remote.ident;
  }

  /**
   * Waits until the lock is free, and takes it; at once when its owner is the one who asks. Rejects with TimeoutError or
   * the signal's reason; then it hasn't been taken, or is released as soon as the server says that it has.
   */
  async acquire(options: WaitOptions = {}): Promise<RemoteGuard> {
    options.signal?.throwIfAborted();
    const session = this.#remote.server.sessions.forTaking(this.#lock);
    const seconds = secondsOf(options);
    const guard = await this.#take(session, seconds === null ? [true] : [true, seconds], options);
    if (guard === undefined) throw tooLate("acquiring the lock", options);
    return guard;
  }

  /** Takes the lock if it can be had at once, and gives undefined if it can't. */
  tryAcquire(): Promise<RemoteGuard | undefined> {
    return this.#take(this.#remote.server.sessions.forTrying(this.#lock), [false], {});
  }

  /** Lets go of the lock once. Rejects with MisuseError when somebody else owns it, or nobody. */
  async release(): Promise<void> {
    const session = this.#remote.server.sessions.holding(this.#lock);
    if (session === undefined)
      throw new MisuseError("the lock can't be released: whoever releases it must own it");
    await this.#releaseIn(session);
  }

  /** Runs `body` while holding the lock, and gives what it returns. Rejects as `acquire` and `body` do. */
  async run<Result>(
    body: () => Result | PromiseLike<Result>,
    options?: WaitOptions,
  ): Promise<Result> {
    return runHolding(await this.acquire(options), body);
  }

  async #take(
    session: Session,
    args: readonly unknown[],
    options: WaitOptions,
  ): Promise<RemoteGuard | undefined> {
    const asked = session.ask();
    const ended = session.beginCall();
    const settle = (hasIt: boolean): void => {
      asked(hasIt);
      ended();
      this.#remote.server.sweep(session);
    };
    const undo = (answer: unknown): void => {
      settle(isGranted(answer));
      if (isGranted(answer)) this.#releaseIn(session).catch(() => {});
    };
    let isAbandoned = false;
    const abandoned = (): void => {
      isAbandoned = true;
    };
    const failedLate = (): void => settle(false);
    const policy = { ...waitingPolicy(options, undo), abandoned, failedLate };
    try {
      const answer = await this.#remote.callIn(session, "acquire", args, policy);
      settle(isGranted(answer));
      return isGranted(answer) ? new RemoteGuard(() => this.#releaseIn(session)) : undefined;
    } catch (error) {
      // An abandoned call still has its answer before it: the session needs its connection until then.
      if (!isAbandoned) settle(false);
      throw error;
    }
  }

  async #releaseIn(session: Session): Promise<void> {
    session.letGo();
    const ended = session.beginCall();
    try {
      await orMisuse(this.#remote.callIn(session, "release", []), "the lock can't be released");
    } finally {
      ended();
      this.#remote.server.sweep(session);
    }
  }
}
