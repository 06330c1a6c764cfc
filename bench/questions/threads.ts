import { readFileSync } from "node:fs";
import { python } from "../contestants/registry.ts";
import { mustEqual, sumBelow } from "../measuring/numbers.ts";
import type { Measurement, Question, Session, Settings } from "./question.ts";

/** How long each thread sleeps, in milliseconds. */
const nap = 1000;

/** What many sleeping threads cost, and what one costs that ends at once. */
export const threads: readonly Question[] = [
  many(
    "threads-1m",
    "1,000,000 (quick: 100,000; in Python tasks of asyncio)",
    [1_000_000, 100_000],
  ),
  many("threads-10k", "10,000", [10_000, 10_000]),
  {
    name: "thread-start-join",
    title: "start and join of one thread after the other",
    contestants: ["skein", python],
    metrics: [{ name: "mean", unit: "µs", better: "less", digits: 1 }],
    prepare: startAndJoin,
  },
];

function many(name: string, which: string, [full, quick]: readonly [number, number]): Question {
  return {
    name,
    title: `${which} threads that sleep for one second each and use a thread-local`,
    contestants: ["skein", python],
    metrics: [
      { name: "time", unit: "s", better: "less", digits: 2 },
      { name: "memory", unit: "MB at most", better: "less" },
    ],
    turns: 3,
    // The most that a process has ever had resident doesn't go down again.
    fresh: true,
    prepare: (_open, settings) => sleepers(settings.quick ? quick : full),
  };
}

async function sleepers(count: number): Promise<Session> {
  const { local, sleep, Thread } = await import("skein");
  const own = local<{ index?: number }>();
  const work = async (index: number): Promise<number> => {
    own.index = index;
    await sleep(nap);
    return own.index;
  };
  async function run(length: number): Promise<void> {
    const started = Array.from({ length }, (_, index) => {
      const thread = new Thread({ target: work, args: [index] });
      thread.start();
      return thread;
    });
    let sum = 0;
    for (const thread of started) sum += await thread.result();
    mustEqual(sum, sumBelow(length));
  }
  // The carriers are there, as Python's interpreter is: what the threads cost is asked.
  await run(1000);
  return {
    async turn(): Promise<Measurement> {
      const before = resident("VmRSS");
      const start = performance.now();
      await run(count);
      const time = (performance.now() - start) / 1000;
      return { time, memory: (resident("VmHWM") - before) / 1e6 };
    },
    close: () => Promise.resolve(),
  };
}

/** Bytes that are resident now (`VmRSS`), or were at most (`VmHWM`). */
function resident(field: "VmRSS" | "VmHWM"): number {
  const status = readFileSync("/proc/self/status", "latin1");
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(status)?.[1]) * 1024;
}

async function startAndJoin(_open: unknown, { quick }: Settings): Promise<Session> {
  const { Thread } = await import("skein");
  const count = quick ? 3000 : 10_000;
  const work = (): void => {};
  async function run(): Promise<void> {
    for (let index = 0; index < count; index++) {
      const thread = new Thread({ target: work });
      thread.start();
      await thread.join();
    }
  }
  await run();
  return {
    async turn() {
      const start = performance.now();
      await run();
      return { mean: ((performance.now() - start) / count) * 1000 };
    },
    close: () => Promise.resolve(),
  };
}
