import { currentClock } from "./clock.ts";
import type { WaitOptions } from "./wait.ts";

/** Gives what is left of the limits whenever it is asked: for what takes several waits. */
export function countdown({ timeout, signal }: WaitOptions): () => WaitOptions {
  if (timeout === undefined) return () => ({ signal });
  const clock = currentClock();
  const until = clock.now() + timeout;
  return () => ({ timeout: until - clock.now(), signal });
}
