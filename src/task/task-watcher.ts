import type { Scope } from "./scope.ts";

/** A task, as far as who watches it needs to know. */
export interface WatchedTask extends Scope {
  /** Whether it has ended. */
  ready(): boolean;
  /** What it threw, when it ended so. */
  readonly outcome: { readonly ok: boolean; readonly error?: unknown } | undefined;
  readonly cancelled: boolean;
  cancel(reason: unknown): boolean;
  watch(watcher: TaskWatcher): void;
}

/** Who is told that a task has ended. Whoever watches takes care of its error. */
export interface TaskWatcher {
  /** Called once, in the turn in which it ends. */
  ended(task: WatchedTask): void;
}
