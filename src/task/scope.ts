import { perThread } from "../per-thread.ts";
import { AsyncLocalStorage } from "node:async_hooks";

/** What a running call can see of itself. */
export interface TaskScope {
  /** Aborts when the call is cancelled or has used up its time; its reason says which. */
  readonly signal: AbortSignal;
  /** Sends a value to the caller's `progress` callback. */
  report(value: unknown): void;
}

/** Several calls at a time in one thread need a storage that survives awaits; one at a time doesn't, and costs nothing. */
const state = perThread<ScopeState>("scope", () => ({
  storage: new AsyncLocalStorage(),
  only: undefined,
}));

interface ScopeState {
  readonly storage: AsyncLocalStorage<TaskScope>;
  only: TaskScope | undefined;
}

/**
 * The scope of the call that is running here, or undefined outside of calls.
 *
 * @example
 *     await pool.apply(async (url: string) => fetch(url, { signal: currentTask()?.signal ?? null }), [url], { signal });
 */
export function currentTask(): TaskScope | undefined {
  return state.only ?? state.storage.getStore();
}

/** Makes `scope` the current one until the next call of this; for places that run one call at a time. */
export function setOnlyScope(scope: TaskScope | undefined): void {
  state.only = scope;
}

/** Runs `body` with `scope` as the current one for it and for all that it awaits. */
export function runInScope<Result>(scope: TaskScope, body: () => Result): Result {
  return state.storage.run(scope, body);
}
