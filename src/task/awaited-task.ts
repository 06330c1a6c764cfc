import type { Interruptible, Scope } from "./scope.ts";
import type { TaskWatcher, WatchedTask } from "./task-watcher.ts";

/** `await task` in a scope: a cancellation of the scope is passed on to the task, and how the task ends is what comes of it. */
export class AwaitedTask implements Interruptible, TaskWatcher {
  readonly #task: WatchedTask;
  readonly #scope: Scope;

  private constructor(task: WatchedTask, scope: Scope) {
    this.#task = task;
    this.#scope = scope;
  }

  /** `scope` begins to wait for `task`, which hasn't ended. */
  static begin(task: WatchedTask, scope: Scope): void {
    const wait = new AwaitedTask(task, scope);
    try {
      scope.enter(wait);
    } catch (reason) {
      wait.interrupt(reason);
    }
    if (!task.ready()) task.watch(wait);
  }

  interrupt(reason: unknown): void {
    this.#task.cancel(reason);
    // The wait goes on until the task has ended, and the next cancellation is passed on as well.
    if (!this.#task.ready()) this.#scope.enter(this);
  }

  ended(): void {
    this.#scope.leave(this);
  }
}
