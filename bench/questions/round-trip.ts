import { overProcesses, overThreads } from "../contestants/registry.ts";
import { collectGarbage } from "../measuring/garbage.ts";
import { mustEqual, quantile } from "../measuring/numbers.ts";
import type { Question } from "./question.ts";

/** One task at a time, each sent when the one before is back. */
export const roundTrip: readonly Question[] = [
  question("round-trip", "round trip, threads", overThreads),
  question("round-trip-processes", "round trip, processes", overProcesses),
];

function question(name: string, title: string, contestants: readonly string[]): Question {
  return {
    name,
    title,
    contestants,
    metrics: [
      { name: "p50", unit: "µs p50", better: "less", digits: 1 },
      { name: "p99", unit: "µs p99", better: "less", digits: 1 },
    ],
    async prepare(open, settings) {
      const crew = open(settings.workers);
      const call = crew.caller("noop");
      let index = 0;
      async function trips(count: number): Promise<number[]> {
        const times: number[] = [];
        for (let trip = 0; trip < count; trip++) {
          const start = performance.now();
          const result = await call(index);
          times.push((performance.now() - start) * 1000);
          mustEqual(result, index++);
        }
        return times;
      }
      await trips(3000);
      return {
        async turn() {
          collectGarbage();
          const times = await trips(settings.quick ? 1000 : 4000);
          return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
        },
        close: () => crew.close(),
      };
    },
  };
}
