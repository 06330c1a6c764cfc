import { CancelledError } from "../errors.ts";

/** What a running call, task or light thread can see of itself. */
export interface TaskScope {
  /** Aborts when it is cancelled or has used up its time; its reason says which. */
  readonly signal: AbortSignal;
  /** Sends a value to the caller's `progress` callback. */
  report(value: unknown): void;
}

/** A wait that a cancellation ends. */
export interface Interruptible {
  /** Called at most once, with the reason, by the scope that is cancelled; the wait has left it already. */
  interrupt(reason: unknown, scope: Scope): void;
}

/**
 * One running thing: a call, a task, a light thread. All that it awaits belongs to it.
 *
 * A cancellation is delivered once, as in asyncio: to the waits that are under way, or else to the next one. What waits
 * after that, to clean up, isn't disturbed unless `cancel` is called again. `signal`, for the user's own use, stays
 * aborted.
 */
export class Scope implements TaskScope {
  /** The scope in which this one was begun. */
  readonly parent: Scope | undefined;
  #reason: unknown = undefined;
  /** Whether a cancellation waits for the next wait. */
  #pending = false;
  /** The waits that are under way; mostly there is one. */
  #waits: Interruptible | Set<Interruptible> | undefined = undefined;
  // Made when asked for: most functions never look.
  #controller: AbortController | undefined = undefined;

  constructor(parent?: Scope) {
    this.parent = parent;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.isCancelled) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Whether it has ever been cancelled. */
  get isCancelled(): boolean {
    return this.#reason !== undefined;
  }

  /** Why it was cancelled first; undefined when it wasn't. */
  get reason(): unknown {
    return this.#reason;
  }

  report(_value: unknown): void {
    // Nobody listens.
  }

  /** Ends the waits that are under way with `reason`, or else the next one; what is running isn't touched. */
  cancel(reason: unknown = new CancelledError()): void {
    this.#reason ??= reason;
    const waits = this.#waits;
    this.#waits = undefined;
    this.#pending = waits === undefined;
    this.#controller?.abort(this.#reason);
    if (waits instanceof Set) for (const wait of waits) wait.interrupt(reason, this);
    else waits?.interrupt(reason, this);
  }

  /** Throws the reason of a cancellation that no wait has been told of yet; it counts as delivered then. */
  throwIfCancelled(): void {
    if (!this.#pending) return;
    this.#pending = false;
    throw this.#reason;
  }

  /** A wait begins. Throws as `throwIfCancelled`; the wait must not begin then. */
  enter(wait: Interruptible): void {
    this.throwIfCancelled();
    const waits = this.#waits;
    if (waits === undefined) this.#waits = wait;
    else if (waits instanceof Set) waits.add(wait);
    else this.#waits = new Set([waits, wait]);
  }

  /** A wait has ended by itself. */
  leave(wait: Interruptible): void {
    const waits = this.#waits;
    if (waits === wait) this.#waits = undefined;
    else if (waits instanceof Set && waits.delete(wait) && waits.size === 0)
      this.#waits = undefined;
  }
}
