import { fileURLToPath } from "node:url";
import { type Contestant, type Crew, mapByCalls } from "./contestant.ts";
import { fileInSources } from "./file-in-sources.ts";
import { buffersOf } from "./transferable.ts";

/** poolifier over threads. */
export const poolifierThreads: Contestant = {
  async load() {
    const { FixedThreadPool } = await import("poolifier");
    const file = fileURLToPath(new URL("../workers/poolifier-thread.js", import.meta.url));
    return (workers) => crewOf(new FixedThreadPool(workers, file, { enableEvents: false }));
  },
};

/** poolifier over processes, with the faster serialization. */
export const poolifierProcesses: Contestant = {
  async load() {
    const { FixedClusterPool } = await import("poolifier");
    const file = fileInSources("bench/workers/poolifier-cluster.cjs");
    const env = {
      BENCH_CLUSTER_WORKER: fileURLToPath(
        new URL("../workers/poolifier-cluster.js", import.meta.url),
      ),
      // That a CommonJS file requires an ES module is no news here.
      NODE_NO_WARNINGS: "1",
    };
    const options = { enableEvents: false, env, settings: { serialization: "advanced" } } as const;
    return (workers) => crewOf(new FixedClusterPool(workers, file, options));
  },
};

interface PoolifierPool {
  execute(
    data: unknown,
    name: string,
    signal?: AbortSignal,
    transfer?: readonly ArrayBuffer[],
  ): Promise<unknown>;
  destroy(): Promise<void>;
}

function crewOf(pool: PoolifierPool): Crew {
  function call(name: string) {
    if (name !== "pass") return (argument: unknown) => pool.execute(argument, name);
    return (argument: unknown) => pool.execute(argument, name, undefined, buffersOf(argument));
  }
  return {
    caller: (name) => call(name) as never,
    mapper: (name) => mapByCalls(call(name) as never),
    close: () => pool.destroy(),
  };
}
