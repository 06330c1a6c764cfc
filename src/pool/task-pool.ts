import { InlinePool } from "./inline-pool.ts";
import type { PoolOptions } from "./options.ts";

/** How a task pool is made: how many calls run at a time, and what holds for any pool. */
export type TaskPoolOptions<InitializerArguments extends readonly unknown[] = readonly unknown[]> =
  Omit<PoolOptions<InitializerArguments>, "workers" | "minWorkers">;

/** How many calls run at a time, if nobody says. */
const CONCURRENCY = 100;

/**
 * The same pool as coroutines in the calling thread's own event loop: so many asynchronous calls at a time, each in a
 * task scope of its own. For functions that mostly wait; what computes belongs into a Pool or ThreadPool.
 *
 * A function runs on its own variables, not on copies. Otherwise all is as in every pool, so that moving to another one
 * changes nothing: arguments and results are copied, and a function that names what can't be sent (a promise, a socket)
 * is refused; a TaskGroup with a `limit` takes any. Nothing can be killed: a cancelled call ends at its next wait of Skein's, or as it
 * heeds `currentTask().signal`; one that does neither goes on, unheard.
 *
 * @example
 *     await using pool = new TaskPool(50);
 *     const pages = await pool.map(fetchPage, addresses);
 */
export class TaskPool<
  InitializerArguments extends readonly unknown[] = readonly unknown[],
> extends InlinePool<InitializerArguments> {
  /** `new TaskPool(50)` is short for `new TaskPool({ concurrency: 50 })`; default: 100. Throws as a Pool does. */
  constructor(options: number | TaskPoolOptions<InitializerArguments> = {}) {
    const settings = typeof options === "number" ? { concurrency: options } : options;
    super({ concurrency: CONCURRENCY, ...settings, workers: 1 });
  }
}
