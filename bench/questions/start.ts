import { overProcesses, overThreads } from "../contestants/registry.ts";
import { mustEqual } from "../measuring/numbers.ts";
import type { OpenCrew } from "../contestants/contestant.ts";
import type { Measurement, Question } from "./question.ts";

/** From the making of a pool to its first result. */
export const start: readonly Question[] = [
  question("start-cold", "start to first result, the first pool of a program, threads", {
    contestants: overThreads,
    prepare: cold,
  }),
  question("start-cold-processes", "start to first result, the first pool, processes", {
    contestants: overProcesses,
    prepare: cold,
  }),
  question("start-warm", "start to first result, a later pool, threads", {
    contestants: overThreads,
    prepare: warm,
  }),
  question("start-warm-processes", "start to first result, a later pool, processes", {
    contestants: overProcesses,
    prepare: warm,
  }),
];

function question(
  name: string,
  title: string,
  { contestants, prepare }: Pick<Question, "contestants" | "prepare">,
): Question {
  return {
    name,
    title,
    contestants,
    metrics: [{ name: "time", unit: "ms", better: "less", digits: 2 }],
    fresh: prepare === cold,
    prepare,
  };
}

function cold(open: OpenCrew) {
  return Promise.resolve({ turn: () => firstResult(open), close: () => Promise.resolve() });
}

async function warm(open: OpenCrew) {
  for (let round = 0; round < 3; round++) {
    await firstResult(open);
    await pause();
  }
  return {
    async turn() {
      await pause();
      return await firstResult(open);
    },
    close: () => Promise.resolve(),
  };
}

/** Time in which a program does something else, and spares can be made. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 500));
}

async function firstResult(open: OpenCrew): Promise<Measurement> {
  const begin = performance.now();
  const crew = open(1);
  mustEqual(await crew.caller("noop")(7), 7);
  const time = performance.now() - begin;
  await crew.close();
  return { time };
}
