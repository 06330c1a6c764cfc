import type { WaitLimits } from "../memory/memory.ts";

/** Gives what is left of the limits whenever it is asked: for what takes several waits. */
export function countdown({ timeout, signal }: WaitLimits): () => WaitLimits {
  if (timeout === undefined) return () => ({ signal });
  const until = performance.now() + timeout;
  return () => ({ timeout: until - performance.now(), signal });
}
