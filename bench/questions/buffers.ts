import { overProcesses, overThreads } from "../contestants/registry.ts";
import { collectGarbage } from "../measuring/garbage.ts";
import { mustEqual } from "../measuring/numbers.ts";
import type { Question } from "./question.ts";

const length = 131_072;

/** 1 MB there and back, one at a time. */
export const buffers: readonly Question[] = [
  question(["buffer-copy", "1 MB there and back by copy, threads"], overThreads, "echo"),
  question(["buffer-transfer", "1 MB there and back by transfer, threads"], overThreads, "pass"),
  question(["buffer-processes", "1 MB there and back, processes"], overProcesses, "echo"),
];

function question(
  [name, title]: readonly [name: string, title: string],
  contestants: readonly string[],
  job: "echo" | "pass",
): Question {
  return {
    name,
    title,
    contestants,
    metrics: [{ name: "time", unit: "µs", better: "less" }],
    async prepare(open, settings) {
      const crew = open(settings.workers);
      const call = crew.caller(job);
      const arrays = Array.from({ length: 8 }, (_, index) => new Float64Array(length).fill(index));
      async function trips(count: number): Promise<void> {
        for (let trip = 0; trip < count; trip++) {
          const slot = trip % arrays.length;
          const result = await call(arrays[slot] ?? new Float64Array());
          mustEqual(result.length, length);
          mustEqual(result[length - 1], slot);
          // What was moved is gone here; what came back takes its place.
          if (job === "pass") arrays[slot] = result;
        }
      }
      await trips(60);
      return {
        async turn() {
          collectGarbage();
          const count = settings.quick ? 40 : 200;
          const start = performance.now();
          await trips(count);
          return { time: ((performance.now() - start) / count) * 1000 };
        },
        close: () => crew.close(),
      };
    },
  };
}
