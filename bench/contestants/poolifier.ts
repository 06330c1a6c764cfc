import { fileURLToPath } from "node:url";
import { type Contestant, type Crew, mapByCalls } from "./contestant.ts";
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
    const file = fileURLToPath(new URL("../workers/poolifier-cluster.js", import.meta.url));
    const settings = { serialization: "advanced" } as const;
    return (workers) =>
      crewOf(new FixedClusterPool(workers, file, { enableEvents: false, settings }));
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
