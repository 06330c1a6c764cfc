import { CancelledError, MisuseError, TimeoutError } from "../errors.ts";
import { AwaitedTask } from "./awaited-task.ts";
import { currentScope, runInScope } from "./current-scope.ts";
import { type Deferred, defer } from "./deferred.ts";
import { failure, type Outcome, success } from "./outcome.ts";
import { Scope } from "./scope.ts";
import { waitInScope } from "./scoped-wait.ts";
import type { TaskWatcher } from "./task-watcher.ts";
import type { WaitOptions } from "./wait.ts";

type State = "waiting" | "running" | "fulfilled" | "rejected";

/**
 * The handle on a coroutine that is running in this event loop: awaitable and cancellable. Python's `asyncio.Task`, begun
 * at once, as by its `eager_task_factory`: the function has run up to its first `await` when {@link Task.run} returns.
 *
 * `await task` in another task that is cancelled meanwhile cancels this one, too; see `shield`. One that fails while
 * nobody waits for it is reported as an unhandled rejection; one that was cancelled isn't.
 *
 * @example
 *     const task = Task.run(async (name: string) => {
 *       await sleep(1_000);
 *       return `hello ${name}`;
 *     }, "world");
 *     console.log(task.ready(), await task);
 */
export class Task<Value> extends Scope implements PromiseLike<Value> {
  // One is made for each of millions: it has no promise and no function of its own until somebody asks.
  #state: State = "waiting";
  #result: unknown = undefined;
  #watchers: TaskWatcher | TaskWatcher[] | undefined;
  #deferred: Deferred<unknown> | undefined = undefined;

  /** Begins `target(...args)` as a task of its own, inside of the current one. */
  static run<Arguments extends readonly unknown[], Returned>(
    target: (...args: Arguments) => Returned,
    ...args: Arguments
  ): Task<Awaited<Returned>> {
    const task = new Task<Awaited<Returned>>();
    task.begin(target, args);
    return task;
  }

  /** @internal Made, but not begun. */
  constructor(parent: Scope | undefined = currentScope(), watcher?: TaskWatcher) {
    super(parent);
    this.#watchers = watcher;
  }

  /** @internal */
  begin<Arguments extends readonly unknown[]>(
    target: (...args: Arguments) => unknown,
    args: Arguments,
  ): void {
    this.#state = "running";
    runInScope(this, () => this.#drive(target, args));
  }

  #drive<Arguments extends readonly unknown[]>(
    target: (...args: Arguments) => unknown,
    args: Arguments,
  ): void {
    try {
      const returned = target(...args);
      // These two are the same for all tasks: whose result it is they learn from the current scope.
      if (isThenable(returned)) Promise.resolve(returned).then(Task.#fulfilled, Task.#rejected);
      else this.#end("fulfilled", returned);
    } catch (error) {
      this.#end("rejected", error);
    }
  }

  static #fulfilled(this: void, value: unknown): void {
    Task.#current().#end("fulfilled", value);
  }

  static #rejected(this: void, error: unknown): void {
    Task.#current().#end("rejected", error);
  }

  static #current(): Task<unknown> {
    const scope = currentScope();
    if (scope instanceof Task) return scope;
    throw new Error("unreachable: what a promise calls back runs in the scope that asked for it");
  }

  #end(state: "fulfilled" | "rejected", result: unknown): void {
    this.#state = state;
    this.#result = result;
    const watchers = this.#watchers;
    this.#watchers = undefined;
    if (this.#deferred !== undefined) this.#settle(this.#deferred);
    // A failure that nobody has asked for yet: now there is a promise, which Node reports if nobody does.
    else if (state === "rejected" && watchers === undefined && !this.cancelled)
      void this.#settlement();
    if (Array.isArray(watchers)) for (const watcher of watchers) watcher.ended(this);
    else watchers?.ended(this);
  }

  #settle({ resolve, reject }: Deferred<unknown>): void {
    if (this.#state === "fulfilled") resolve(this.#result);
    else reject(this.#result);
  }

  #settlement(): Promise<Value> {
    if (this.#deferred === undefined) {
      this.#deferred = defer();
      if (this.ready()) this.#settle(this.#deferred);
    }
    // It is settled with what `target` returned, awaited: `run` gives the task this type.
    return this.#deferred.promise as Promise<Value>;
  }

  // oxlint-disable-next-line unicorn/no-thenable -- being awaitable is what it is for
  then<Fulfilled = Value, Rejected = never>(
    onFulfilled?: ((value: Value) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    const scope = currentScope();
    if (scope !== undefined && scope !== this && !this.ready()) AwaitedTask.begin(this, scope);
    return this.#settlement().then(onFulfilled, onRejected);
  }

  /**
   * The value, or what the task threw; may be asked again. Rejects with TimeoutError when it isn't there within `timeout`
   * milliseconds; the task goes on then.
   */
  get(options?: WaitOptions): Promise<Value> {
    return waitInScope(this.#settlement(), options);
  }

  /** Waits until the task has ended, whichever way, or until `timeout`; tells whether it has ended. */
  async wait(options?: WaitOptions): Promise<boolean> {
    const ended = this.#settlement().then(
      () => true,
      () => true,
    );
    try {
      return await waitInScope(ended, options);
    } catch (error) {
      if (error instanceof TimeoutError) return false;
      throw error;
    }
  }

  /** Whether the task has ended. */
  ready(): boolean {
    return this.#state === "fulfilled" || this.#state === "rejected";
  }

  /** Whether the task ended with a value. Throws MisuseError while it hasn't ended. */
  successful(): boolean {
    if (!this.ready())
      throw new MisuseError(
        "successful() was asked before the task ended; await it or ask ready() first",
      );
    return this.#state === "fulfilled";
  }

  /** How it ended; undefined while it hasn't. */
  get outcome(): Outcome<Value> | undefined {
    if (!this.ready()) return undefined;
    // As in `#settlement`.
    return this.#state === "fulfilled" ? success(this.#result as Value) : failure(this.#result);
  }

  /** Whether the task was cancelled and has ended by that. `isCancelled` tells whether it was asked to. */
  get cancelled(): boolean {
    if (this.#state !== "rejected") return false;
    return (
      this.#result instanceof CancelledError || (this.isCancelled && this.#result === this.reason)
    );
  }

  /**
   * Asks the task to end: the waits in which it is throw `reason` (default: CancelledError), or else its next one does.
   * What it then waits for in order to clean up isn't disturbed, unless this is called again. A task that has not begun
   * never will. Gives false, and does nothing, when the task has ended.
   */
  override cancel(reason: unknown = new CancelledError("the task was cancelled")): boolean {
    if (this.ready()) return false;
    super.cancel(reason);
    if (this.#state === "waiting") this.#end("rejected", reason);
    return true;
  }

  /** @internal Tells `watcher` when the task has ended; it has not yet. */
  watch(watcher: TaskWatcher): void {
    const watchers = this.#watchers;
    if (watchers === undefined) this.#watchers = watcher;
    else if (Array.isArray(watchers)) watchers.push(watcher);
    else this.#watchers = [watchers, watcher];
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  if (typeof value !== "object" || value === null) return false;
  return "then" in value && typeof value.then === "function";
}
