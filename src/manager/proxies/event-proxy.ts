import type { WaitOptions } from "../../task/wait.ts";
import { secondsOf, tooLate, waitingPolicy } from "../acquire.ts";
import type { Referent } from "../referent.ts";
import { RemoteObject } from "./remote-object.ts";

/**
 * An event that a manager serves: it is set or not, and many can wait until it is.
 *
 * @example
 *     const ready = await manager.Event();
 *     await ready.wait({ timeout: 5_000 });
 */
export class EventProxy extends RemoteObject {
  readonly #remote: Referent;

  constructor(remote: Referent) {
    super(remote);
    this.#remote = remote;
  }

  /** Whether it is set. */
  isSet(): Promise<boolean> {
    // The method returns a bool.
    return this.#remote.call("is_set") as Promise<boolean>;
  }

  /** Sets it, which wakes all who wait. */
  async set(): Promise<void> {
    await this.#remote.call("set");
  }

  /** Unsets it. */
  async clear(): Promise<void> {
    await this.#remote.call("clear");
  }

  /** Waits until it is set. Rejects with TimeoutError or the signal's reason. */
  async wait(options: WaitOptions = {}): Promise<true> {
    const set = await this.#remote.call("wait", [secondsOf(options)], waitingPolicy(options));
    // Python 2.6 and older give None; all others say whether it is set.
    if (set === false) throw tooLate("setting the event", options);
    return true;
  }
}
