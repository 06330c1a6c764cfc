import { TimeoutError } from "../errors.ts";
import { currentScope } from "../task/current-scope.ts";
import type { Interruptible, Scope } from "../task/scope.ts";
import { expireAfter } from "../task/time-limit.ts";

/** How a call of a served object is made. */
export interface CallPolicy {
  /** Whether the server may take any time for the answer: it then must not hold up other calls. */
  readonly blocking?: boolean | undefined;
  /** Aborting it abandons the call. */
  readonly signal?: AbortSignal | undefined;
  /** After how many milliseconds the call is abandoned here. Default: never; what has a timeout tells it the server. */
  readonly patience?: number | undefined;
  /** What is done with an answer that comes when the caller has gone: it puts an item back, or lets go of a lock. */
  readonly undo?: ((value: unknown) => void) | undefined;
  /** Whether the call is abandoned when the task that has made it is cancelled. Default: if it blocks. */
  readonly endsWithTask?: boolean | undefined;
  /** Told when the caller goes before there is an answer. */
  readonly abandoned?: (() => void) | undefined;
  /** Told when a call has failed whose caller has gone. */
  readonly failedLate?: (() => void) | undefined;
}

/** Whether a call ends with the task that has made it. */
export function endsWithTask({ endsWithTask: ends, blocking }: CallPolicy): boolean {
  return ends ?? blocking === true;
}

/** A call that has been sent, or soon will be, and whoever waits for its answer. */
export class PendingCall implements Interruptible {
  /** Told when the caller goes before the answer has come. */
  onAbandon: (() => void) | undefined = undefined;
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (reason: unknown) => void;
  readonly #policy: CallPolicy;
  #stopWatching: (() => void) | undefined = undefined;
  #isAbandoned = false;

  private constructor(
    resolve: (value: unknown) => void,
    reject: (reason: unknown) => void,
    policy: CallPolicy,
  ) {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#policy = policy;
  }

  /** Makes a call that `begin` sends, and gives its answer. Rejects without sending when the signal is aborted already. */
  static start(policy: CallPolicy, begin: (call: PendingCall) => void): Promise<unknown> {
    return new Promise((resolve, reject) => {
      policy.signal?.throwIfAborted();
      const call = new PendingCall(resolve, reject, policy);
      const scope = endsWithTask(policy) ? currentScope() : undefined;
      scope?.enter(call);
      try {
        begin(call);
      } catch (error) {
        scope?.leave(call);
        throw error;
      }
      if (scope !== undefined || policy.signal !== undefined || policy.patience !== undefined)
        call.#watch(policy, scope);
    });
  }

  /** The task that has made the call is cancelled. */
  interrupt(reason: unknown): void {
    this.#abandon(reason);
  }

  /** Whether nobody waits for the answer any more. */
  get isAbandoned(): boolean {
    return this.#isAbandoned;
  }

  /** The answer has come. */
  resolve(value: unknown): void {
    if (this.#isAbandoned) return this.#policy.undo?.(value);
    this.#stopWatching?.();
    this.#resolve(value);
  }

  /** The call has failed. */
  reject(reason: unknown): void {
    if (this.#isAbandoned) return this.#policy.failedLate?.();
    this.#stopWatching?.();
    this.#reject(reason);
  }

  #watch({ signal, patience }: CallPolicy, scope: Scope | undefined): void {
    const abort = (): void => this.#abandon(signal?.reason);
    signal?.addEventListener("abort", abort, { once: true });
    const alarm =
      patience === undefined
        ? undefined
        : expireAfter(patience, () =>
            this.#abandon(new TimeoutError(`no answer came within ${patience} ms`, patience)),
          );
    this.#stopWatching = () => {
      signal?.removeEventListener("abort", abort);
      alarm?.cancel();
      scope?.leave(this);
    };
  }

  #abandon(reason: unknown): void {
    this.reject(reason);
    this.#isAbandoned = true;
    this.#policy.abandoned?.();
    this.onAbandon?.();
  }
}
