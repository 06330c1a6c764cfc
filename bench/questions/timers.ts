import { overThreads } from "../contestants/registry.ts";
import { closedLoop } from "../measuring/closed-loop.ts";
import { collectGarbage } from "../measuring/garbage.ts";
import { quantile } from "../measuring/numbers.ts";
import type { Question } from "./question.ts";

const interval = 2;

/** How late the main thread's timers are while 1,000 tasks are always on their way. */
export const timers: Question = {
  name: "timers",
  title: "lateness of a 2 ms timer under a flood of no-ops, 1,000 outstanding, threads",
  contestants: overThreads,
  metrics: [
    { name: "p50", unit: "ms p50", better: "less", digits: 2 },
    { name: "p99", unit: "ms p99", better: "less", digits: 2 },
    { name: "worst", unit: "ms worst", better: "less", digits: 1 },
  ],
  async prepare(open, settings) {
    const crew = open(settings.workers);
    const call = crew.caller("noop");
    await closedLoop(call, 1000, 500);
    return {
      async turn() {
        collectGarbage();
        const late: number[] = [];
        let due = performance.now() + interval;
        const timer = setInterval(() => {
          const now = performance.now();
          late.push(Math.max(0, now - due));
          due = now + interval;
        }, interval);
        await closedLoop(call, 1000, settings.quick ? 400 : 1000);
        clearInterval(timer);
        return { p50: quantile(late, 0.5), p99: quantile(late, 0.99), worst: Math.max(...late) };
      },
      close: () => crew.close(),
    };
  },
};
