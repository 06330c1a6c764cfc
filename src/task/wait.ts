import { TimeoutError } from "../errors.ts";
import { expireAfter } from "./time-limit.ts";

/** How long a wait may last. Every wait of Skein takes this last. */
export interface WaitOptions {
  /** Milliseconds; 0 or less asks without waiting. Default: no limit. */
  readonly timeout?: number | undefined;
  /** Aborting it ends the wait with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Waits for `promise` within the limits of `options`.
 *
 * Rejects with TimeoutError or with the signal's reason; what was waited for goes on unharmed. A promise that is settled
 * already wins over a timeout of 0.
 */
export async function waitWithin<Value>(
  promise: PromiseLike<Value>,
  options: WaitOptions = {},
): Promise<Value> {
  const { timeout, signal } = options;
  if (timeout === undefined && signal === undefined) return promise;
  signal?.throwIfAborted();
  const limits = new AbortController();
  const { signal: ended } = limits;
  try {
    return await Promise.race([promise, ...limitsOf(options, ended)]);
  } finally {
    limits.abort();
  }
}

function limitsOf({ timeout, signal }: WaitOptions, ended: AbortSignal): Promise<never>[] {
  const limits: Promise<never>[] = [];
  if (signal !== undefined) {
    limits.push(
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason), {
          once: true,
          signal: ended,
        });
      }),
    );
  }
  if (timeout !== undefined) limits.push(expiry(timeout, ended));
  return limits;
}

function expiry(timeout: number, ended: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const expire = (): void =>
      reject(new TimeoutError(`nothing came within ${timeout} ms`, timeout));
    // A poll still has to let what is settled already win: promise reactions run before immediates.
    const stop = timeout <= 0 ? soon(expire) : after(timeout, expire);
    ended.addEventListener("abort", stop);
  });
}

function soon(expire: () => void): () => void {
  const immediate = setImmediate(expire);
  return () => clearImmediate(immediate);
}

function after(timeout: number, expire: () => void): () => void {
  const alarm = expireAfter(timeout, expire);
  return () => alarm.cancel();
}
