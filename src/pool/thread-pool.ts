import { backendOf } from "../worker/backends.ts";
import type { PoolOptions } from "./options.ts";
import { Pool } from "./pool.ts";

/**
 * The same pool over worker threads: started faster, no process of their own, SharedArrayBuffers shared, buffers moved.
 * A crash of native code or a `process.abort()` takes the whole program with it; for that, use {@link Pool}.
 *
 * @example
 *     await using pool = new ThreadPool();
 *     const hashes = await pool.map((text: string) => createHash("sha256").update(text).digest("hex"), texts);
 */
export class ThreadPool<
  InitializerArguments extends readonly unknown[] = readonly unknown[],
> extends Pool<InitializerArguments> {
  /** See {@link Pool}. */
  constructor(options: number | PoolOptions<InitializerArguments> = {}) {
    super(options, backendOf("thread"));
  }
}
