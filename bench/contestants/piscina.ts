import { type Contestant, mapByCalls } from "./contestant.ts";
import { buffersOf } from "./transferable.ts";

/** piscina as it comes: one task a worker at a time. */
export const piscina: Contestant = contestant(1);

/** piscina with 64 tasks a worker at a time: its option for small tasks. */
export const piscina64: Contestant = contestant(64);

function contestant(concurrentTasksPerWorker: number): Contestant {
  return {
    async load() {
      const { Piscina } = await import("piscina");
      const filename = new URL("../workers/piscina.js", import.meta.url).href;
      return (workers) => {
        const pool = new Piscina({
          filename,
          minThreads: workers,
          maxThreads: workers,
          maxQueue: Infinity,
          concurrentTasksPerWorker,
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
