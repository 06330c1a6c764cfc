import { MisuseError } from "../errors.ts";
import { currentScope, runInScope } from "./current-scope.ts";
import { type Interruptible, Scope } from "./scope.ts";
import { currentWheel } from "./timer-wheel.ts";
import type { WaitOptions } from "./wait.ts";

/** What can end a sleep before its time. */
export type SleepOptions = Pick<WaitOptions, "signal">;

/**
 * Waits for `delay` milliseconds: never less, and at most 4 more while the event loop is free. 0 or less lets the event
 * loop turn once; Infinity sleeps until cancelled. Python's `asyncio.sleep`.
 *
 * Sleepers share one timer, so a million of them cost little; a sleeper keeps the program alive. In a test it lasts by
 * the virtual clock of `skein/testing`.
 *
 * Rejects with the reason when the current task is cancelled, with the signal's reason, and with MisuseError for what
 * isn't a number of milliseconds. Nothing is left behind then.
 *
 * @example
 *     await sleep(1_000);
 */
export function sleep(delay: number, options?: SleepOptions): Promise<void> {
  try {
    if (typeof delay !== "number" || Number.isNaN(delay))
      throw new MisuseError(`sleep() takes a number of milliseconds, but got ${String(delay)}`);
    const signal = options?.signal;
    return signal === undefined ? sleepIn(currentScope(), delay) : sleepUnder(signal, delay);
  } catch (error) {
    // As from an async function; being one would cost every sleeper a promise more.
    return Promise.reject(error);
  }
}

function sleepIn(scope: Scope | undefined, delay: number): Promise<void> {
  const wheel = currentWheel();
  return delay > 0 ? wheel.sleep(delay, scope) : wheel.yieldTurn(scope);
}

/** Sleeps in a scope of its own, which the signal can cancel as well as the scope around it. */
async function sleepUnder(signal: AbortSignal, delay: number): Promise<void> {
  signal.throwIfAborted();
  const outer = currentScope();
  const own = new Scope(outer);
  const wait: Interruptible = { interrupt: (reason) => own.cancel(reason) };
  const abort = (): void => own.cancel(signal.reason);
  outer?.enter(wait);
  signal.addEventListener("abort", abort);
  try {
    await runInScope(own, () => sleepIn(own, delay));
  } finally {
    signal.removeEventListener("abort", abort);
    outer?.leave(wait);
  }
}
