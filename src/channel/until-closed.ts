import { setMaxListeners } from "node:events";
import type { WaitLimits } from "../memory/memory.ts";
import type { WaitOptions } from "../task/wait.ts";

/** Runs the waits of an object that can be closed, which ends them. */
export class UntilClosed {
  readonly #closing = new AbortController();

  constructor() {
    // Each wait listens to it, and any number may wait: Node would warn of a leak from the eleventh on.
    setMaxListeners(0, this.#closing.signal);
  }

  get closed(): boolean {
    return this.#closing.signal.aborted;
  }

  /** All waits that still run reject with `reason`; when this returns, they have taken nothing and wait no more. */
  close(reason: Error): void {
    this.#closing.abort(reason);
  }

  /** Waits within the limits of `options`, and at most until it is closed. */
  async wait<Result>(
    { timeout, signal }: WaitOptions,
    wait: (limits: WaitLimits) => Promise<Result>,
  ): Promise<Result> {
    const closing = this.#closing.signal;
    if (signal === undefined) return wait({ timeout, signal: closing });
    signal.throwIfAborted();
    // Not AbortSignal.any: in Node 20 what depends on a signal that lives long is never forgotten.
    const either = new AbortController();
    const end = new AbortController();
    for (const source of [closing, signal]) {
      const options = { once: true, signal: end.signal };
      source.addEventListener("abort", () => either.abort(source.reason), options);
    }
    try {
      return await wait({ timeout, signal: either.signal });
    } finally {
      end.abort();
    }
  }
}
