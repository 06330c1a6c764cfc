import { CancelledError, MisuseError, TimeoutError } from "../errors.ts";
import { defer } from "../task/deferred.ts";
import { waitWithin, type WaitOptions } from "../task/wait.ts";
import { isOwnEnd } from "./own-end.ts";

/** Stops what is under way and rejects it with `reason`; false when it had ended already. */
export type Cancel = (reason: unknown) => boolean;

/** Starts something whose end it tells through one of the two functions. */
export type Start<Value> = (
  resolve: (value: Value) => void,
  reject: (error: unknown) => void,
) => Cancel;

/** Functions that are called besides the promise. */
export interface Callbacks<Value> {
  readonly callback?: ((value: Value) => void) | undefined;
  readonly errorCallback?: ((error: unknown) => void) | undefined;
}

/**
 * The handle on a call that is under way: awaitable and cancellable. When it fails and nobody awaits it, Node reports that,
 * as for any promise; not so when the program has cancelled it, or terminated its pool.
 *
 * @example
 *     const result = pool.applyAsync(Math.sqrt, [2]);
 *     console.log(result.ready(), await result);
 */
export class AsyncResult<Value> implements PromiseLike<Value> {
  readonly #promise: Promise<Value>;
  readonly #cancel: Cancel;
  #state: "pending" | "fulfilled" | "rejected" = "pending";

  /** @internal */
  constructor(start: Start<Value>, { callback, errorCallback }: Callbacks<Value>) {
    const { promise, resolve, reject } = defer<Value>();
    this.#promise = promise;
    // Callbacks run in a turn of their own: what they throw is the program's error, not the call's.
    if (errorCallback !== undefined) this.#tellNobodyElse();
    const fulfill = (value: Value): void => {
      this.#state = "fulfilled";
      resolve(value);
      if (callback !== undefined) queueMicrotask(() => callback(value));
    };
    const refuse = (error: unknown): void => {
      this.#state = "rejected";
      if (isOwnEnd(error)) this.#tellNobodyElse();
      reject(error);
      if (errorCallback !== undefined) queueMicrotask(() => errorCallback(error));
    };
    this.#cancel = start(fulfill, refuse);
  }

  // oxlint-disable-next-line unicorn/no-thenable -- being awaitable is what it is for
  then<Fulfilled = Value, Rejected = never>(
    onFulfilled?: ((value: Value) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    return this.#promise.then(onFulfilled, onRejected);
  }

  /**
   * The value, or what the call threw; may be asked again. Rejects with TimeoutError when it isn't there within
   * `timeout` milliseconds; the call goes on then.
   */
  get(options?: WaitOptions): Promise<Value> {
    return waitWithin(this.#promise, options);
  }

  /** Waits until the call has ended, whichever way, or until `timeout`; tells whether it has ended. */
  async wait(options?: WaitOptions): Promise<boolean> {
    const ended = this.#promise.then(
      () => true,
      () => true,
    );
    try {
      return await waitWithin(ended, options);
    } catch (error) {
      if (error instanceof TimeoutError) return false;
      throw error;
    }
  }

  /** Whether the call has ended. */
  ready(): boolean {
    return this.#state !== "pending";
  }

  /** Whether the call ended with a value. Throws MisuseError while it hasn't ended. */
  successful(): boolean {
    if (this.#state === "pending")
      throw new MisuseError(
        "successful() was asked before the call ended; await it or ask ready() first",
      );
    return this.#state === "fulfilled";
  }

  /**
   * Stops the call; the result rejects with `reason` (default: CancelledError). A waiting call is dropped; a running one
   * is asked to stop, and its worker is killed and replaced when it hasn't after the pool's `grace`. Gives false, and
   * does nothing, when the call has ended.
   */
  cancel(reason: unknown = new CancelledError()): boolean {
    if (!this.#cancel(reason)) return false;
    this.#tellNobodyElse();
    return true;
  }

  /** A failure isn't reported, even if nobody awaits it. */
  #tellNobodyElse(): void {
    this.#promise.catch(() => {});
  }
}
