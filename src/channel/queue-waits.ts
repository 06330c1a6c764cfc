import { QueueEmptyError, QueueFullError, TimeoutError } from "../errors.ts";
import type { WaitLimits } from "../memory/memory.ts";
import { assertMayBlock } from "../task/blocking.ts";
import type { WaitOptions } from "../task/wait.ts";

/** Only `timeout` and `signal`: a broker is sent nothing else. */
export function limitsOf({ timeout, signal }: WaitOptions): WaitLimits {
  return { timeout, signal };
}

/** Throws MisuseError where the call may not block, unless it wouldn't. `method` is as in `putSync`. */
export function assertMayWait(method: string, { timeout }: WaitOptions): void {
  if (timeout !== undefined && timeout <= 0) return;
  assertMayBlock(`queue.${method}()`, `await queue.${method.replace("Sync", "")}()`);
}

/** What `put` says when its time is over. */
export function asFull(error: unknown): unknown {
  if (!(error instanceof TimeoutError)) return error;
  return new QueueFullError(`the queue was full for ${error.timeout} ms`, { cause: error });
}

/** What `get` says when its time is over. */
export function asEmpty(error: unknown): unknown {
  if (!(error instanceof TimeoutError)) return error;
  return new QueueEmptyError(`the queue was empty for ${error.timeout} ms`, { cause: error });
}
