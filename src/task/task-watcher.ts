import type { Outcome } from "./outcome.ts";
import type { Scope } from "./scope.ts";

/** A task, as far as who watches it needs to know. */
export interface WatchedTask extends Scope {
  /** Whether it has ended. */
  ready(): boolean;
  /** How it ended. */
  readonly outcome: Outcome<unknown> | undefined;
  readonly cancelled: boolean;
  cancel(reason: unknown): boolean;
  watch(watcher: TaskWatcher): void;
}

/** Who is told that a task has ended. Whoever watches takes care of its error. */
export interface TaskWatcher {
  /** Called once, in the turn in which it ends. */
  ended(task: WatchedTask): void;
}
