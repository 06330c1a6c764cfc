import { currentScope } from "./current-scope.ts";
import { defer } from "./deferred.ts";
import type { Interruptible } from "./scope.ts";
import { waitWithin, type WaitOptions } from "./wait.ts";

/**
 * Waits for `promise` within the limits of `options`, and until the current scope is cancelled: then it rejects with the
 * reason. What was waited for goes on unharmed.
 */
export async function waitInScope<Value>(
  promise: PromiseLike<Value>,
  options?: WaitOptions,
): Promise<Value> {
  const scope = currentScope();
  if (scope === undefined) return waitWithin(promise, options);
  const { promise: interrupted, reject } = defer<never>();
  const wait: Interruptible = { interrupt: reject };
  // A promise that fails later is nobody's any more.
  Promise.resolve(promise).catch(() => {});
  scope.enter(wait);
  try {
    return await waitWithin(Promise.race([promise, interrupted]), options);
  } finally {
    scope.leave(wait);
  }
}
