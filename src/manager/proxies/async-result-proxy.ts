import type { WaitOptions } from "../../task/wait.ts";
import { isPoll, secondsOf, tooLate, waitingPolicy } from "../acquire.ts";
import { isRaised } from "../reply.ts";
import type { Referent } from "../referent.ts";
import { RemoteObject } from "./remote-object.ts";

/**
 * A result that a pool of a manager of Python's will have.
 *
 * @example
 *     const result = await pool.applyAsync<number>("math.factorial", [20]);
 *     const value = await result.get({ timeout: 1_000 });
 */
export class AsyncResultProxy<Result = unknown> extends RemoteObject {
  readonly #remote: Referent;

  constructor(remote: Referent) {
    super(remote);
    this.#remote = remote;
  }

  /** Waits for the result. Rejects with TimeoutError, the signal's reason, or what the function raised. */
  async get(options: WaitOptions = {}): Promise<Result> {
    try {
      const args = [secondsOf(options)];
      // The caller says of which type it is.
      return (await this.#remote.call("get", args, waitingPolicy(options))) as Result;
    } catch (error) {
      if (options.timeout !== undefined && isRaised(error, "TimeoutError"))
        throw tooLate("the result", options);
      throw error;
    }
  }

  /** Waits until there is a result or an error; gives whether there is. */
  async wait(options: WaitOptions = {}): Promise<boolean> {
    if (!isPoll(options))
      await this.#remote.call("wait", [secondsOf(options)], waitingPolicy(options));
    return this.ready();
  }

  /** Whether there is a result or an error. */
  ready(): Promise<boolean> {
    // The method returns a bool.
    return this.#remote.call("ready") as Promise<boolean>;
  }

  /** Whether there is a result and no error. Rejects while there is neither. */
  successful(): Promise<boolean> {
    // The method returns a bool.
    return this.#remote.call("successful") as Promise<boolean>;
  }
}
