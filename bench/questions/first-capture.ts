import { mustEqual } from "../measuring/numbers.ts";
import type { Question } from "./question.ts";

const factor = 6;

/** What the very first function costs, for which the file has to be read and understood. */
export const firstCapture: Question = {
  name: "first-capture",
  title: "the first call of a program: making the pool, sending a closure, its result; threads",
  contestants: ["skein threads", "raw postMessage"],
  metrics: [
    { name: "made", unit: "ms made", better: "less", digits: 2 },
    { name: "sent", unit: "ms sent", better: "less", digits: 2 },
    { name: "result", unit: "ms to result", better: "less", digits: 2 },
  ],
  fresh: true,
  async prepare(open, _settings, contestant) {
    const skein = await import("skein");
    return {
      async turn() {
        const start = performance.now();
        const crew = contestant === "skein threads" ? skeinPool() : open(1);
        const made = performance.now() - start;
        const answer =
          "apply" in crew ? crew.apply((value) => value * factor, [7]) : crew.caller("noop")(42);
        const sent = performance.now() - start - made;
        mustEqual(await answer, 42);
        const result = performance.now() - start;
        await crew.close();
        return { made, sent, result };
      },
      close: () => Promise.resolve(),
    };
    function skeinPool() {
      const pool = new skein.ThreadPool(1);
      return {
        apply: (target: (value: number) => number, args: [number]) => pool.apply(target, args),
        close: () => pool[Symbol.asyncDispose](),
      };
    }
  },
};
