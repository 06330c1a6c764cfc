/** Counts of answers stay small integers; no connection has as many of them on the way. */
const mostCounted = 2 ** 31 - 1;
const half = 2 ** 30;

/** How many answers a multiplexed connection has carried, after one more; behind the last number comes 0 again. */
export function nextCount(count: number): number {
  return count === mostCounted ? 0 : count + 1;
}

/** Whether the answer that was the `count`th is among the first `read`. */
export function isAmong(count: number, read: number): boolean {
  return ((read - count) & mostCounted) < half;
}
