import { TimeoutError } from "../errors.ts";
import { currentScope } from "./current-scope.ts";
import type { Interruptible } from "./scope.ts";
import { waitInScope } from "./scoped-wait.ts";
import { Task } from "./task.ts";
import { expireAfter } from "./time-limit.ts";
import type { WaitOptions } from "./wait.ts";

/** Something under way that can be asked to end: a Task, or the AsyncResult of a pool. */
export interface Cancellable {
  cancel(reason: unknown): boolean;
}

/**
 * Waits for `awaitable` for at most `timeout` milliseconds, and gives its value. When that is over, or `signal` aborts, a
 * Task or AsyncResult is cancelled and waited for until it has ended; a mere promise is left to itself. Then this rejects
 * with TimeoutError or with the signal's reason, unless the task ended otherwise in spite of that. Python's
 * `asyncio.wait_for`.
 *
 * Cancelling the current task cancels what is waited for in the same way.
 *
 * @example
 *     const page = await waitFor(Task.run(fetchPage, address), { timeout: 5_000 });
 */
export async function waitFor<Value>(
  awaitable: PromiseLike<Value>,
  options: WaitOptions = {},
): Promise<Value> {
  if (!isCancellable(awaitable)) return await waitInScope(awaitable, options);
  const { timeout = Number.POSITIVE_INFINITY, signal } = options;
  const abort = (): void => void awaitable.cancel(signal?.reason);
  const alarm = expireAfter(timeout, () => {
    awaitable.cancel(new TimeoutError(`nothing came within ${timeout} ms`, timeout));
  });
  if (signal?.aborted === true) abort();
  signal?.addEventListener("abort", abort);
  try {
    return await passingOn(awaitable);
  } finally {
    alarm.cancel();
    signal?.removeEventListener("abort", abort);
  }
}

/** A task knows by itself in which scope it is awaited. */
async function passingOn<Value>(awaitable: PromiseLike<Value> & Cancellable): Promise<Value> {
  const scope = currentScope();
  if (scope === undefined || awaitable instanceof Task) return await awaitable;
  const wait: Interruptible = {
    interrupt: (reason) => {
      // As long as it hasn't ended, the next cancellation is passed on as well.
      if (awaitable.cancel(reason)) scope.enter(wait);
    },
  };
  try {
    scope.enter(wait);
  } catch (reason) {
    wait.interrupt(reason, scope);
  }
  try {
    return await awaitable;
  } finally {
    scope.leave(wait);
  }
}

/** Whether it can be asked to end. */
export function isCancellable(awaitable: unknown): awaitable is Cancellable {
  if (typeof awaitable !== "object" || awaitable === null) return false;
  return "cancel" in awaitable && typeof awaitable.cancel === "function" && "then" in awaitable;
}
