import type { WaitOptions } from "../../task/wait.ts";
import { orMisuse } from "../acquire.ts";
import type { Referent } from "../referent.ts";
import { QueueProxy } from "./queue-proxy.ts";

/**
 * A queue that a manager serves, and that counts what is still to be done: `join` waits until `taskDone` has been called
 * for every item that was put in.
 *
 * @example
 *     const tasks = await manager.JoinableQueue<string>();
 *     await tasks.put("a");
 *     await tasks.join();
 */
export class JoinableQueueProxy<Item = unknown> extends QueueProxy<Item> {
  readonly #remote: Referent;

  constructor(remote: Referent) {
    super(remote);
    this.#remote = remote;
  }

  /** One item that was taken has been dealt with. Rejects with MisuseError when there were not so many. */
  taskDone(): Promise<void> {
    return orMisuse(this.#remote.call("task_done"), "taskDone() was called too often");
  }

  /**
   * Waits until every item has been dealt with. Rejects with TimeoutError or the signal's reason. On CPython's server,
   * which has no timeout for it, the wait itself goes on there.
   */
  async join({ timeout, signal }: WaitOptions = {}): Promise<void> {
    await this.#remote.call("join", [], { blocking: true, signal, patience: timeout });
  }
}
