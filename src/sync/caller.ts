import { perThread } from "../per-thread.ts";
import { currentTask } from "../task/current-scope.ts";

const numbers = perThread("callers", () => ({ of: new WeakMap<object, number>(), last: 0 }));

/**
 * The number of the call that is running, among those of this thread; 0 outside of calls. With the thread it says who
 * owns a re-entrant lock.
 */
export function callerNumber(): number {
  const scope = currentTask();
  if (scope === undefined) return 0;
  let number = numbers.of.get(scope);
  if (number === undefined) {
    numbers.last = (numbers.last + 1) | 0 || 1;
    number = numbers.last;
    numbers.of.set(scope, number);
  }
  return number;
}
