import { currentScope } from "../../task/current-scope.ts";
import { countdown } from "../../task/local-countdown.ts";
import type { WaitOptions } from "../../task/wait.ts";
import { orMisuse, secondsOf } from "../acquire.ts";
import type { Referent } from "../referent.ts";
import type { Session } from "../session.ts";
import { RLockProxy } from "./rlock-proxy.ts";

/** How long a wait that has a signal is left to the server before the signal is looked at, in milliseconds. */
const slice = 250;

/**
 * A lock that a manager serves, and a place to wait for what is changed under it: whoever holds the lock and finds things
 * not as they should be waits, which releases the lock; whoever changes them notifies. A wait that ends has the lock
 * again, however it ends.
 *
 * @example
 *     const changed = await manager.Condition();
 *     // In one program:
 *     await changed.run(() => changed.waitFor(async () => (await stock.get()) > 0));
 *     // In another:
 *     await changed.run(async () => {
 *       await stock.set(1);
 *       await changed.notify();
 *     });
 */
export class ConditionProxy extends RLockProxy {
  readonly #remote: Referent;
  readonly #lock: string;

  constructor(remote: Referent) {
    super(remote);
    this.#remote = remote;
    this.#lock = remote.name.lock ?? remote.ident;
  }

  /**
   * Lets go of the lock, waits for a notification and takes the lock again; gives false when none came within the timeout.
   * The signal, and whether the task is cancelled, is looked at four times a second; with the reason, too, the wait
   * rejects holding the lock. Rejects with MisuseError when the lock isn't held.
   */
  async wait(options: WaitOptions = {}): Promise<boolean> {
    options.signal?.throwIfAborted();
    const { signal } = options;
    const scope = currentScope();
    if (signal === undefined && scope === undefined) return this.#wait(options);
    const rest = countdown(options);
    for (;;) {
      const { timeout = Number.POSITIVE_INFINITY } = rest();
      if (await this.#wait({ timeout: Math.min(slice, timeout) })) return true;
      signal?.throwIfAborted();
      scope?.throwIfCancelled();
      if (timeout <= slice) return false;
    }
  }

  /**
   * Waits until `predicate` gives something true, and gives that; it is asked under the lock, first at once and then after
   * each notification. After the timeout it gives what `predicate` gave last.
   */
  async waitFor<Result>(
    predicate: () => Result | PromiseLike<Result>,
    options: WaitOptions = {},
  ): Promise<Result> {
    const rest = countdown(options);
    for (let isLate = false; ;) {
      const result = await predicate();
      const limits = rest();
      if (result || isLate || (limits.timeout ?? 1) <= 0) return result;
      isLate = !(await this.wait(limits));
    }
  }

  /** Wakes up to `count` of those who wait. Rejects with MisuseError when the lock isn't held. */
  notify(count = 1): Promise<void> {
    return this.#tell("notify", count === 1 ? [] : [count]);
  }

  /** Wakes all who wait. Rejects with MisuseError when the lock isn't held. */
  notifyAll(): Promise<void> {
    return this.#tell("notify_all", []);
  }

  async #tell(method: string, args: readonly unknown[]): Promise<void> {
    const session = this.#session();
    const ended = session.beginCall();
    const what = `condition.${method === "notify" ? "notify" : "notifyAll"}() can't be done`;
    try {
      await orMisuse(this.#remote.callIn(session, method, args), what);
    } finally {
      ended();
      this.#remote.server.sweep(session);
    }
  }

  async #wait(options: WaitOptions): Promise<boolean> {
    const session = this.#session();
    const ended = session.beginCall();
    const back = session.beginWait();
    try {
      const answer = this.#remote.callIn(session, "wait", [secondsOf(options)], {
        blocking: true,
        endsWithTask: false,
      });
      let isNotified: unknown;
      await orMisuse(
        answer.then((value) => (isNotified = value)),
        "condition.wait() can't be done",
      );
      return isNotified !== false;
    } finally {
      back();
      ended();
      this.#remote.server.sweep(session);
    }
  }

  #session(): Session {
    const { sessions } = this.#remote.server;
    // Whoever doesn't hold the lock is told so by the server.
    return sessions.holding(this.#lock) ?? sessions.forTaking(this.#lock);
  }
}
