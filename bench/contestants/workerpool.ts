import { fileURLToPath } from "node:url";
import type { Argument, Contestant } from "./contestant.ts";
import { mapByCalls } from "./contestant.ts";
import { buffersOf } from "./transferable.ts";

/** workerpool over threads. */
export const workerpoolThreads: Contestant = contestant("thread");

/** workerpool over processes, with the faster serialization. */
export const workerpoolProcesses: Contestant = contestant("process");

function contestant(workerType: "thread" | "process"): Contestant {
  return {
    async load() {
      const { default: workerpool } = await import("workerpool");
      const script = fileURLToPath(new URL("../workers/workerpool.js", import.meta.url));
      return (workers) => {
        const pool = workerpool.pool(script, {
          minWorkers: workers,
          maxWorkers: workers,
          workerType,
          forkOpts: { serialization: "advanced" },
        });
        function call(name: string) {
          if (name !== "pass") return (argument: unknown) => pool.exec(name, [argument]);
          return (argument: Argument<"pass">) =>
            pool.exec(name, [argument], { transfer: buffersOf(argument) });
        }
        return {
          caller: (name) => call(name) as never,
          mapper: (name) => mapByCalls(call(name) as never),
          close: async () => {
            await pool.terminate();
          },
        };
      };
    },
  };
}
