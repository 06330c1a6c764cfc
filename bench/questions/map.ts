import type { Argument } from "../contestants/contestant.ts";
import { overProcesses, overThreads } from "../contestants/registry.ts";
import { factorial, type JobName, type Jobs, spin, square } from "../jobs.ts";
import { collectGarbage } from "../measuring/garbage.ts";
import { mustEqual } from "../measuring/numbers.ts";
import type { Metric, Question, Settings } from "./question.ts";

const inChunks = "raw, chunks of 100";
const mapOverThreads = [...overThreads.slice(0, 2), inChunks, ...overThreads.slice(2)];

const speedUp: Metric = { name: "speedUp", unit: "x serial loop", better: "more", digits: 2 };
const time: Metric = { name: "time", unit: "ms", better: "less", digits: 1 };

const twentyMicroseconds: Workload<"spin"> = {
  job: "spin",
  serial: spin,
  // Not all the same, so that no message can be packed by repetition.
  items: ({ spinIterations }) =>
    Array.from({ length: 10_000 }, (_, index) => spinIterations + (index % 16)),
};
const factorials: Workload<"factorial"> = {
  job: "factorial",
  serial: factorial,
  items: () => Array.from({ length: 5000 }, (_, index) => 950 + (index % 100)),
};
const squares: Workload<"square"> = {
  job: "square",
  serial: square,
  items: () => Array.from({ length: 100_000 }, (_, index) => index),
};

/** Many items, by each contestant's own map or a call for each. */
export const maps: readonly Question[] = [
  question(twentyMicroseconds, {
    name: "map-20us",
    title: "map of 10,000 items of 20 µs, threads",
    contestants: mapOverThreads,
  }),
  question(twentyMicroseconds, {
    name: "map-20us-processes",
    title: "map of 10,000 items of 20 µs, processes",
    contestants: overProcesses,
  }),
  question(factorials, {
    name: "map-factorial",
    title: "map of 5,000 factorials (of 950 to 1,049), threads",
    contestants: mapOverThreads,
  }),
  question(factorials, {
    name: "map-factorial-processes",
    title: "map of 5,000 factorials (of 950 to 1,049), processes",
    contestants: overProcesses,
  }),
  question(squares, {
    name: "map-square",
    title: "map of 100,000 x*x, threads",
    contestants: mapOverThreads,
    turns: 5,
  }),
  question(squares, {
    name: "map-square-processes",
    title: "map of 100,000 x*x, processes",
    contestants: overProcesses,
    turns: 5,
  }),
];

interface Workload<Name extends JobName> {
  readonly job: Name;
  readonly serial: (argument: Argument<Name>) => ReturnType<Jobs[Name]>;
  items(settings: Settings): Argument<Name>[];
}

function question<Name extends JobName>(
  workload: Workload<Name>,
  heading: Pick<Question, "name" | "title" | "contestants" | "turns">,
): Question {
  return {
    ...heading,
    metrics: [speedUp, time],
    async prepare(open, settings) {
      const crew = open(settings.workers);
      const map = crew.mapper(workload.job);
      const items = workload.items(settings);
      const expected = checksum(serialMap(workload, items));
      for (let round = 0; round < 3; round++) await map(items);
      return {
        async turn() {
          collectGarbage();
          // The loop runs right before, so that both meet the same noise.
          const begin = performance.now();
          serialMap(workload, items);
          const serial = performance.now() - begin;
          collectGarbage();
          const start = performance.now();
          const results = await map(items);
          const elapsed = performance.now() - start;
          mustEqual(results.length, items.length);
          mustEqual(checksum(results), expected);
          return { time: elapsed, speedUp: serial / elapsed };
        },
        close: () => crew.close(),
      };
    },
  };
}

function serialMap<Name extends JobName>(
  { serial }: Workload<Name>,
  items: readonly Argument<Name>[],
): ReturnType<Jobs[Name]>[] {
  const results: ReturnType<Jobs[Name]>[] = [];
  for (const item of items) results.push(serial(item));
  return results;
}

/** Depends on every result and on its place. */
function checksum(results: readonly unknown[]): number {
  let sum = 0;
  for (const [index, result] of results.entries()) {
    const value =
      typeof result === "bigint" ? Number(BigInt.asUintN(31, result >> 1000n)) : Number(result);
    sum = (sum * 31 + value + index) % 2_147_483_647;
  }
  return sum;
}
