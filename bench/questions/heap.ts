import { overProcesses, overThreads, python } from "../contestants/registry.ts";
import { collectGarbage } from "../measuring/garbage.ts";
import { mustEqual, sumBelow } from "../measuring/numbers.ts";
import type { Question } from "./question.ts";

const outstanding = 100_000;

/** What 100,000 calls cost while they wait. */
export const heap: readonly Question[] = [
  question("heap", "heap with 100,000 outstanding calls, threads", overThreads),
  question(
    "heap-processes",
    "heap with 100,000 outstanding calls, processes",
    overProcesses.filter((name) => name !== python),
  ),
];

function question(name: string, title: string, contestants: readonly string[]): Question {
  return {
    name,
    title,
    contestants,
    metrics: [
      { name: "live", unit: "MB live", better: "less", digits: 1 },
      { name: "peak", unit: "MB peak", better: "less", digits: 1 },
      { name: "left", unit: "MB left after", better: "less", digits: 1 },
    ],
    turns: 3,
    async prepare(open, settings) {
      const crew = open(settings.workers);
      const call = crew.caller("noop");
      await Promise.all(Array.from({ length: 1000 }, (_, index) => call(index)));
      return {
        async turn() {
          collectGarbage();
          const idle = inUse();
          let sum = 0;
          let calls: PromiseLike<number>[] | undefined = [];
          for (let index = 0; index < outstanding; index++) calls.push(call(index));
          // Nothing has come back yet: this thread hasn't let go of its event loop.
          let peak = inUse();
          collectGarbage();
          const live = inUse();
          const watch = setInterval(() => {
            peak = Math.max(peak, inUse());
          }, 5);
          for (const value of await Promise.all(calls)) sum += value;
          clearInterval(watch);
          mustEqual(sum, sumBelow(outstanding));
          calls = undefined;
          collectGarbage();
          const left = inUse() - idle;
          return { live: (live - idle) / 1e6, peak: (peak - idle) / 1e6, left: left / 1e6 };
        },
        close: () => crew.close(),
      };
    },
  };
}

/** Bytes of the heap and of the buffers outside of it. */
function inUse(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
