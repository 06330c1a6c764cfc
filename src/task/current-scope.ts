import { AsyncLocalStorage } from "node:async_hooks";
import { perThread } from "../per-thread.ts";
import type { Scope, TaskScope } from "./scope.ts";

/** Remembers which scope is current, over awaits. */
export interface ScopeStorage {
  current(): Scope | undefined;
  run<Result>(scope: Scope | undefined, body: () => Result): Result;
}

class AsyncStorage implements ScopeStorage {
  readonly #storage = new AsyncLocalStorage<Scope | undefined>();

  current(): Scope | undefined {
    return this.#storage.getStore();
  }

  run<Result>(scope: Scope | undefined, body: () => Result): Result {
    return this.#storage.run(scope, body);
  }
}

interface ScopeState {
  storage: ScopeStorage;
  /** The one that is running, in a place where only one runs at a time: such a place needs no storage. */
  only: Scope | undefined;
}

const state = perThread<ScopeState>("scope", () => ({
  storage: new AsyncStorage(),
  only: undefined,
}));

/**
 * The scope of the call, task or light thread that is running here, or undefined outside of them.
 *
 * @example
 *     await pool.apply(async (url: string) => fetch(url, { signal: currentTask()?.signal ?? null }), [url], { signal });
 */
export function currentTask(): TaskScope | undefined {
  return currentScope();
}

/** As {@link currentTask}, for those who wait. */
export function currentScope(): Scope | undefined {
  // A task that the only call has begun is in the storage: what is nearer counts.
  return state.storage.current() ?? state.only;
}

/** Makes `scope` the current one until the next call of this; for places that run one call at a time. */
export function setOnlyScope(scope: Scope | undefined): void {
  state.only = scope;
}

/** Runs `body` with `scope` (or none) as the current one for it and for all that it awaits. */
export function runInScope<Result>(scope: Scope | undefined, body: () => Result): Result {
  return state.storage.run(scope, body);
}

/** Keeps the scopes of this thread elsewhere from now on; for entries, before anything runs in a scope. */
export function keepScopesIn(storage: ScopeStorage): void {
  state.storage = storage;
}
