import { overThreads } from "../contestants/registry.ts";
import { spin } from "../jobs.ts";
import { collectGarbage } from "../measuring/garbage.ts";
import { mustEqual } from "../measuring/numbers.ts";
import type { Metric, Question } from "./question.ts";

const share: Metric = { name: "share", unit: "of the ideal", better: "more", digits: 3 };

/** Microseconds of each item: what the plans of a map are put to the test by. */
const loads: Readonly<Record<string, Load>> = {
  "map-uniform": {
    title: "10,000 items of 20 µs",
    times: () => repeat(10_000, () => 20),
  },
  "map-last-dear": {
    title: "10,000 items, of which the last 1 % are 50 times as dear",
    times: () => repeat(10_000, (index) => (index < 9_900 ? 14 : 700)),
  },
  "map-first-dear": {
    title: "4,000 items, of which the first 5 % are 100 times as dear",
    times: () => repeat(4_000, (index) => (index < 200 ? 800 : 8)),
  },
  "map-few-dear": { title: "24 items of 8 ms", times: () => repeat(24, () => 8_000) },
};

interface Load {
  readonly title: string;
  readonly times: () => number[];
}

/** How near a map comes to each worker doing the same share of a serial loop, when its items cost what nobody knows. */
export const skewedMaps: readonly Question[] = Object.entries(loads).map(
  ([name, { title, times }]): Question => ({
    name,
    title: `map of ${title}, threads: serial time / workers / time`,
    contestants: [
      ...overThreads.filter((contestant) => !/tinypool|workerpool/.test(contestant)),
      "raw, chunks of 100",
    ],
    metrics: [share],
    async prepare(open, { workers, spinIterations }) {
      const crew = open(workers);
      const map = crew.mapper("spin");
      const items = times().map((time) => Math.round((time / 20) * spinIterations));
      for (let round = 0; round < 3; round++) await map(items);
      return {
        async turn() {
          collectGarbage();
          const serial = serialTime(items);
          const start = performance.now();
          const results = await map(items);
          const time = performance.now() - start;
          mustEqual(results.join(), items.join());
          return { share: serial / workers / time };
        },
        close: () => crew.close(),
      };
    },
  }),
);

function serialTime(items: readonly number[]): number {
  const start = performance.now();
  for (const item of items) spin(item);
  return performance.now() - start;
}

function repeat(count: number, time: (index: number) => number): number[] {
  return Array.from({ length: count }, (_, index) => time(index));
}
