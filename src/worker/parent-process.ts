import { isMainThread } from "node:worker_threads";
import { TimeoutError } from "../errors.ts";
import { hold, release } from "../task/keep-alive.ts";
import { waitWithin, type WaitOptions } from "../task/wait.ts";
import { processIdentity, type ParentIdentity } from "./process-identity.ts";
import { thisWorker } from "./this-worker.ts";

/** How often a thread that isn't connected to the parent process looks for it, in milliseconds. */
const pollEvery = 100;

/** The process that started this one, seen from here. */
export class ParentProcess {
  readonly name: string;
  readonly pid: number;
  #hasGone = false;

  constructor(identity: ParentIdentity) {
    this.name = identity.name;
    this.pid = identity.pid;
  }

  /** Whether it still runs. */
  get isAlive(): boolean {
    // An orphan is given another parent, but only a moment after the connection to the old one has ended.
    return !this.#hasGone && process.ppid === this.pid;
  }

  /**
   * Waits for its end, gives whether it has come before `timeout` (milliseconds) was over, and keeps this process alive
   * meanwhile. This process is ended right after its parent: only what happens without waiting for anything else is
   * sure to be done.
   */
  async join(options: WaitOptions = {}): Promise<boolean> {
    options.signal?.throwIfAborted();
    if (!this.isAlive) return true;
    if (options.timeout !== undefined && options.timeout <= 0) return false;
    hold();
    try {
      await waitWithin(this.#gone(), options);
      this.#hasGone = true;
      return true;
    } catch (error) {
      if (error instanceof TimeoutError) return !this.isAlive;
      throw error;
    } finally {
      release();
    }
  }

  #gone(): Promise<void> {
    const worker = isMainThread ? thisWorker() : undefined;
    return new Promise((resolve) => {
      if (worker !== undefined) return worker.parentGone(resolve);
      const poll = setInterval(() => {
        if (this.isAlive) return;
        clearInterval(poll);
        resolve();
      }, pollEvery);
      poll.unref();
    });
  }
}

/** The process that started this one; undefined in the main process. A child can watch its parent through it. */
export function parentProcess(): ParentProcess | undefined {
  const { parent } = processIdentity();
  return parent === undefined ? undefined : new ParentProcess(parent);
}
