import { perThread } from "../per-thread.ts";
import { waitFor } from "../task/wait-for.ts";
import type { ResultOf } from "../worker/result-of.ts";
import { Pool } from "./pool.ts";
import type { Rest, Target } from "./target.ts";
import { ThreadPool } from "./thread-pool.ts";

interface OwnPools {
  threads: ThreadPool | undefined;
  processes: Pool | undefined;
}

/** Made for the first call of each kind. Workers begin as they are needed and end when they are idle. */
const pools = perThread<OwnPools>("own-pools", () => ({
  threads: undefined,
  processes: undefined,
}));

/**
 * Runs `target(...args)` in a worker thread of the program's own pool, of at most `cpuCount()` threads, and gives what it
 * returns or throws: for one function that computes, out of a program that mostly waits. Arguments and captured variables
 * are copied. Python's `asyncio.to_thread`.
 *
 * Cancelling the current task cancels the call: unlike in Python, one that doesn't heed it is stopped.
 * An idle pool doesn't keep the program alive. Rejects as `ThreadPool.apply` does.
 *
 * @example
 *     const [hash, page] = await gather([toThread(hashOf, text), fetchPage(address)]);
 */
export async function toThread<Arguments extends readonly unknown[], Returned>(
  target: Target<Arguments, Returned>,
  ...args: Arguments
): Promise<ResultOf<Returned>> {
  pools.threads ??= new ThreadPool({ minWorkers: 0, name: "toThread" });
  return await callIn(pools.threads, target, args);
}

/** As {@link toThread}, in a process: for what may crash, leak or block. Rejects as `Pool.apply` does. */
export async function toProcess<Arguments extends readonly unknown[], Returned>(
  target: Target<Arguments, Returned>,
  ...args: Arguments
): Promise<ResultOf<Returned>> {
  pools.processes ??= new Pool({ minWorkers: 0, name: "toProcess" });
  return await callIn(pools.processes, target, args);
}

async function callIn<Arguments extends readonly unknown[], Returned>(
  pool: Pool,
  target: Target<Arguments, Returned>,
  args: Arguments,
): Promise<ResultOf<Returned>> {
  // Whatever the arguments are, `[args]` is one form of it.
  const rest = [args] as unknown as Rest<Arguments, object>;
  return await waitFor(pool.applyAsync(target, ...rest));
}
