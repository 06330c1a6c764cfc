import { backendOf } from "../worker/backends.ts";
import type { PoolOptions } from "./options.ts";
import { Pool } from "./pool.ts";

/**
 * The same pool in the calling thread's own event loop: for debugging, for tests, and for asynchronous functions that
 * only wait. Arguments and results are copied as everywhere, and what can't be sent is refused; but a function is at home
 * here and runs on its own variables, not on copies. Nothing runs in parallel, nothing can be killed: a cancelled call
 * that doesn't listen goes on, unheard.
 *
 * @example
 *     await using pool = new InlinePool({ workers: 1, concurrency: 100 });
 *     const pages = await pool.map(fetchPage, addresses);
 */
export class InlinePool<
  InitializerArguments extends readonly unknown[] = readonly unknown[],
> extends Pool<InitializerArguments> {
  /** See {@link Pool}. */
  constructor(options: number | PoolOptions<InitializerArguments> = {}) {
    super(options, backendOf("inline"));
  }
}
