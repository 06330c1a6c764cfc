import { overProcesses, overThreads } from "../contestants/registry.ts";
import { collectGarbage } from "../measuring/garbage.ts";
import { descendants, memoryOf } from "../measuring/process-memory.ts";
import type { Question, Settings } from "./question.ts";
import type { OpenCrew } from "../contestants/contestant.ts";

const workers = 4;

/** What one more worker costs after it has done something. */
export const memory: readonly Question[] = [
  question("memory", "memory per worker, threads", overThreads),
  question("memory-processes", "memory per worker, processes (PSS)", overProcesses),
];

function question(name: string, title: string, contestants: readonly string[]): Question {
  return {
    name,
    title,
    contestants,
    metrics: [{ name: "memory", unit: "MB", better: "less", digits: 1 }],
    fresh: true,
    turns: 3,
    prepare,
  };
}

function prepare(open: OpenCrew, _settings: Settings) {
  // One pool first: what is needed once, however many workers there are, isn't the price of a worker.
  const first = open(1);
  const call = first.caller("noop");
  return Promise.resolve({
    async turn() {
      await Promise.all(Array.from({ length: 100 }, (_, index) => call(index)));
      // Spares and helpers of the first pool come up before the account is opened.
      await settled();
      const before = treeMemory();
      const crew = open(workers);
      const work = crew.caller("noop");
      for (let round = 0; round < 10; round++)
        await Promise.all(Array.from({ length: 200 }, (_, index) => work(index)));
      await settled();
      const after = treeMemory();
      return { memory: (after - before) / workers / 1e6 };
    },
    // The process ends with its only turn, and its workers with it: not every peer can close two pools.
    close: () => Promise.resolve(),
  });
}

/** Waits until nothing has been started or ended for a while. */
async function settled(): Promise<void> {
  for (let last = Number.NaN, same = 0; same < 5;) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const now = descendants(process.pid).length;
    same = now === last ? same + 1 : 0;
    last = now;
  }
  collectGarbage();
}

function treeMemory(): number {
  let sum = memoryOf(process.pid);
  for (const pid of descendants(process.pid)) sum += memoryOf(pid);
  return sum;
}
