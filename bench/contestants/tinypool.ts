import { type Contestant, mapByCalls } from "./contestant.ts";
import { buffersOf } from "./transferable.ts";

/** tinypool over threads. */
export const tinypoolThreads: Contestant = contestant("worker_threads");

/** tinypool over processes, with the faster serialization. */
export const tinypoolProcesses: Contestant = contestant("child_process");

function contestant(runtime: "worker_threads" | "child_process"): Contestant {
  return {
    async load() {
      const { Tinypool } = await import("tinypool");
      const filename = new URL("../workers/tinypool.js", import.meta.url).href;
      return (workers) => {
        const pool = new Tinypool({
          filename,
          runtime,
          minThreads: workers,
          maxThreads: workers,
          serialization: "advanced",
        });
        function call(name: string) {
          const options = { name };
          if (name !== "pass") return (argument: unknown) => pool.run(argument, options);
          return (argument: unknown) =>
            pool.run(argument, { name, transferList: buffersOf(argument) });
        }
        return {
          caller: (name) => call(name),
          mapper: (name) => mapByCalls(call(name)),
          close: () => pool.destroy(),
        };
      };
    },
  };
}
