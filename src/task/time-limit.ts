import { type Alarm, currentClock } from "./clock.ts";

/** Calls `expire` once when `limit` milliseconds have passed by the current clock, never earlier. Infinity never passes. */
export function expireAfter(limit: number, expire: () => void): Alarm {
  const clock = currentClock();
  const due = clock.now() + limit;
  let alarm: Alarm | undefined;
  // A timer may be a little early, and none lasts for more than 24 days.
  const look = (): void => {
    const left = due - clock.now();
    if (left > 0) alarm = clock.alarm(left, look);
    else expire();
  };
  if (limit !== Number.POSITIVE_INFINITY) alarm = clock.alarm(Math.max(0, limit), look);
  return { cancel: () => alarm?.cancel() };
}
