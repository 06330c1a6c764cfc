import { MisuseError, TimeoutError } from "../errors.ts";
import { Task } from "./task.ts";
import { expireAfter } from "./time-limit.ts";

/**
 * Runs `body` for at most `limit` milliseconds: then the waits in which it is, or else its next one, throw a
 * TimeoutError, and this rejects with it when `body` lets it out. Waits for `body` to end in any case. A limit of 0 or
 * less ends its first wait. Python's `asyncio.timeout`.
 *
 * Limits nest: an inner one passes the error of an outer one on. Cancelling the current task cancels `body`. What waits
 * other than by Skein's functions can be given `currentTask().signal`.
 *
 * @example
 *     const answer = await timeout(5_000, () => ask(question));
 */
export async function timeout<Returned>(
  limit: number,
  body: () => Returned,
): Promise<Awaited<Returned>> {
  if (typeof limit !== "number" || Number.isNaN(limit))
    throw new MisuseError(`timeout() takes a number of milliseconds, but got ${String(limit)}`);
  const expire = (): void =>
    void task.cancel(new TimeoutError(`the block took longer than ${limit} ms`, limit));
  const task = Task.run(body);
  if (limit <= 0) expire();
  const alarm = expireAfter(limit > 0 ? limit : Number.POSITIVE_INFINITY, expire);
  try {
    return await task;
  } finally {
    alarm.cancel();
  }
}
