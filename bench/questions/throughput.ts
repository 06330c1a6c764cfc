import { overProcesses, overThreads, python } from "../contestants/registry.ts";
import type { Caller } from "../contestants/contestant.ts";
import type { Row } from "../jobs.ts";
import { burst, closedLoop, type LoopResult } from "../measuring/closed-loop.ts";
import { collectGarbage } from "../measuring/garbage.ts";
import type { Measurement, Metric, Question, Settings } from "./question.ts";

const rate: Metric = { name: "rate", unit: "tasks/s", better: "more" };
const processor: Metric = { name: "processor", unit: "µs CPU/task", better: "less", digits: 2 };

/** The cost of calling, without work. */
export const throughput: readonly Question[] = [
  question(["noop", "no-op, 1,000 outstanding, threads"], overThreads, thousand),
  question(["noop-100k", "no-op, 100,000 at once, threads"], overThreads, hundredThousand),
  question(
    ["noop-object", "a small object and back, 1,000 outstanding, threads"],
    overThreads,
    rows,
  ),
  question(["noop-processes", "no-op, 1,000 outstanding, processes"], overProcesses, thousand),
  question(
    ["noop-100k-processes", "no-op, 100,000 at once, processes"],
    overProcesses,
    hundredThousand,
  ),
  question(
    ["noop-object-processes", "a small object and back, 1,000 outstanding, processes"],
    overProcesses.filter((name) => name !== python),
    rows,
  ),
];

type Callers = { readonly noop: Caller<"noop">; readonly record: Caller<"record"> };

function question(
  [name, title]: readonly [name: string, title: string],
  contestants: readonly string[],
  loop: (callers: Callers, settings: Settings) => Promise<LoopResult>,
): Question {
  // What a process spends is known of this one only: nothing can be said of its children.
  const metrics = contestants.includes("skein threads") ? [rate, processor] : [rate];
  return {
    name,
    title,
    contestants,
    metrics,
    async prepare(open, settings) {
      const crew = open(settings.workers);
      const callers = { noop: crew.caller("noop"), record: crew.caller("record") };
      for (let round = 0; round < 2; round++) await loop(callers, { ...settings, quick: true });
      return {
        async turn() {
          collectGarbage();
          return measurement(await loop(callers, settings));
        },
        close: () => crew.close(),
      };
    },
  };
}

function measurement({ tasks, milliseconds, processorTime }: LoopResult): Measurement {
  return { rate: (tasks / milliseconds) * 1000, processor: processorTime / tasks };
}

function thousand({ noop }: Callers, { quick }: Settings): Promise<LoopResult> {
  return closedLoop(noop, 1000, quick ? 200 : 1000);
}

function hundredThousand({ noop }: Callers): Promise<LoopResult> {
  return burst(noop, 100_000);
}

function rows({ record }: Callers, { quick }: Settings): Promise<LoopResult> {
  async function call(id: number): Promise<number> {
    const row: Row = { id, name: `row ${id & 1023}`, score: id / 2 };
    return (await record(row)).id;
  }
  return closedLoop(call, 1000, quick ? 200 : 1000);
}
