import { currentScope, runInScope } from "./current-scope.ts";
import { failure, type Outcome, success } from "./outcome.ts";
import { defer } from "./deferred.ts";
import type { Interruptible, Scope } from "./scope.ts";
import { Task } from "./task.ts";
import { isCancellable } from "./wait-for.ts";

/** How `gather` gives what came. */
export interface GatherOptions {
  /** Whether each comes as an {@link Outcome}, so that no failure is thrown; default false. */
  readonly outcomes?: boolean | undefined;
}

/** The values of a list of awaitables, in its order. */
export type Gathered<Awaitables extends readonly unknown[]> = {
  -readonly [Index in keyof Awaitables]: Awaited<Awaitables[Index]>;
};

/** Their outcomes. */
export type GatheredOutcomes<Awaitables extends readonly unknown[]> = {
  -readonly [Index in keyof Awaitables]: Outcome<Awaited<Awaitables[Index]>>;
};

/**
 * Waits for all of them and gives their values in the same order. Rejects with the first error at once; the others go on.
 * With `outcomes`, waits for all and gives for each its value or error. Python's `asyncio.gather`.
 *
 * Cancelling the current task cancels those that can be cancelled (tasks, results of pools), and rejects.
 *
 * @example
 *     const [user, orders] = await gather([Task.run(loadUser, 7), Task.run(loadOrders, 7)]);
 */
export function gather<const Awaitables extends readonly unknown[]>(
  awaitables: Awaitables,
  options: GatherOptions & { readonly outcomes: true },
): Promise<GatheredOutcomes<Awaitables>>;
export function gather<const Awaitables extends readonly unknown[]>(
  awaitables: Awaitables,
  options?: GatherOptions & { readonly outcomes?: false | undefined },
): Promise<Gathered<Awaitables>>;
export async function gather(
  awaitables: readonly unknown[],
  { outcomes = false }: GatherOptions = {},
): Promise<unknown[]> {
  const all = Promise.all(outcomes ? awaitables.map(outcomeOf) : awaitables);
  const scope = currentScope();
  return scope === undefined ? await all : await untilInterrupted(all, awaitables, scope);
}

async function outcomeOf(awaitable: unknown): Promise<Outcome<unknown>> {
  try {
    return success(await awaitable);
  } catch (error) {
    return failure(error);
  }
}

/** When `scope` is cancelled, rejects with the reason as soon as all that can be cancelled have ended. */
async function untilInterrupted(
  all: Promise<unknown[]>,
  awaitables: readonly unknown[],
  scope: Scope,
): Promise<unknown[]> {
  const { promise, resolve, reject } = defer<unknown[]>();
  let isInterrupted = false;
  const wait: Interruptible = {
    interrupt: (reason) => {
      isInterrupted = true;
      void cancelAll(awaitables, reason).then(() => reject(reason));
    },
  };
  all.then(
    (values) => isInterrupted || resolve(values),
    (error: unknown) => isInterrupted || reject(error),
  );
  scope.enter(wait);
  try {
    return await promise;
  } finally {
    scope.leave(wait);
  }
}

async function cancelAll(awaitables: readonly unknown[], reason: unknown): Promise<void> {
  const ending = awaitables.filter(isCancellable);
  // A task is awaited in the same scope and has been told already; a second time would disturb its cleaning up.
  for (const one of ending) if (!(one instanceof Task)) one.cancel(reason);
  await runInScope(undefined, () => Promise.allSettled(ending.map((one) => Promise.resolve(one))));
}
