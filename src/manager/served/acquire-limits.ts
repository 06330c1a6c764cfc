import { truthy } from "./parameters.ts";
import { valueError } from "./raise.ts";
import { milliseconds } from "./seconds.ts";

/** How long an `acquire` waits. */
export interface AcquireLimits {
  /** False: it only asks. */
  readonly waits: boolean;
  /** Milliseconds; undefined: for ever. */
  readonly timeout: number | undefined;
}

/** What `blocking` and `timeout` (seconds, -1 for no limit) of a Lock mean. Throws ValueError and OverflowError. */
export function lockLimits(blocking: unknown, timeout: unknown): AcquireLimits {
  const limit = milliseconds(timeout ?? -1) ?? -1000;
  if (!truthy(blocking)) {
    if (limit !== -1000) throw valueError("can't specify a timeout for a non-blocking call");
    return { waits: false, timeout: undefined };
  }
  if (limit === -1000) return { waits: true, timeout: undefined };
  if (limit < 0) throw valueError("timeout value must be a non-negative number");
  return { waits: limit > 0, timeout: limit };
}

/** The same for a Semaphore, where None is no limit and a negative number none at all. */
export function semaphoreLimits(blocking: unknown, timeout: unknown): AcquireLimits {
  const limit = milliseconds(timeout);
  if (!truthy(blocking)) {
    if (limit !== undefined) throw valueError("can't specify timeout for non-blocking acquire");
    return { waits: false, timeout: undefined };
  }
  return { waits: limit === undefined || limit > 0, timeout: limit };
}
