import type { WaitOptions } from "../../task/wait.ts";
import { secondsOf, waitingPolicy } from "../acquire.ts";
import type { Referent } from "../referent.ts";
import { RemoteObject } from "./remote-object.ts";

/**
 * A barrier that a manager serves: a fixed number of programs, threads or tasks wait for each other there.
 *
 * @example
 *     const barrier = await manager.Barrier(3);
 *     const place = await barrier.wait();
 */
export class BarrierProxy extends RemoteObject {
  readonly #remote: Referent;

  constructor(remote: Referent) {
    super(remote);
    this.#remote = remote;
  }

  /** How many have to be there. */
  parties(): Promise<number> {
    // The attribute is an int.
    return this.#remote.call("__getattribute__", ["parties"]) as Promise<number>;
  }

  /** How many wait at the moment. */
  waiting(): Promise<number> {
    // The attribute is an int.
    return this.#remote.call("__getattribute__", ["n_waiting"]) as Promise<number>;
  }

  /** Whether it is broken. */
  broken(): Promise<boolean> {
    // The attribute is a bool.
    return this.#remote.call("__getattribute__", ["broken"]) as Promise<boolean>;
  }

  /**
   * Waits until all are there, and gives a number that each of them has once, from 0. Rejects with BrokenBarrierError
   * when the barrier is broken, also by this wait's timeout. The signal's reason ends only the wait here, and the barrier
   * is broken then: a party that was counted doesn't come.
   */
  async wait(options: WaitOptions = {}): Promise<number> {
    let hasGone = false;
    const abandoned = (): void => {
      hasGone = true;
    };
    const args = [secondsOf(options)];
    const policy = { ...waitingPolicy(options), abandoned };
    try {
      // The method returns an int.
      return (await this.#remote.call("wait", args, policy)) as number;
    } catch (error) {
      if (hasGone) await this.abort();
      throw error;
    }
  }

  /** Breaks it: all who wait, and those who come, get BrokenBarrierError until `reset()`. */
  async abort(): Promise<void> {
    await this.#remote.call("abort");
  }

  /** Makes it as new; those who wait get BrokenBarrierError. */
  async reset(): Promise<void> {
    await this.#remote.call("reset");
  }
}
