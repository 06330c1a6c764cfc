import type { ThreadPool } from "skein";
import { collectGarbage } from "../measuring/garbage.ts";
import { median, mustEqual, sumBelow } from "../measuring/numbers.ts";
import type { Measurement, Question } from "./question.ts";

const batch = 500;

type Send = (index: number) => PromiseLike<number>;

const unit = 1;
const settings = { offset: 1, names: ["one", "two"] };
let reassigned = 1;

/** What each row of the table sends: always a function that gives its argument back, with more or less to bring along. */
const kinds: Readonly<Record<string, (pool: ThreadPool) => Send>> = {
  "skein, captures nothing": (pool) => {
    const target = (index: number): number => index;
    return (index) => pool.apply(target, [index]);
  },
  "skein, captures constants": (pool) => {
    const target = (index: number): number => index + unit - unit;
    return (index) => pool.apply(target, [index]);
  },
  "skein, captures a const object": (pool) => {
    const target = (index: number): number => index + settings.offset - 1;
    return (index) => pool.apply(target, [index]);
  },
  "skein, captures a reassigned variable": (pool) => {
    const target = (index: number): number => index + reassigned - reassigned;
    return (index) => {
      reassigned = index;
      return pool.apply(target, [index]);
    };
  },
  "skein, a fresh closure each time": (pool) => (index) =>
    pool.apply((other: number) => index + other - other, [index]),
};

/** The main thread's time for the mere sending of one call. */
export const submit: Question = {
  name: "submit",
  title: "submitting one call to threads, time on the main thread before it goes on",
  contestants: [...Object.keys(kinds), "raw postMessage", "piscina"],
  metrics: [{ name: "time", unit: "µs", better: "less", digits: 2 }],
  async prepare(open, { quick, workers }, contestant) {
    const kind = kinds[contestant];
    const sender = kind === undefined ? undefined : await skeinSender(kind, workers);
    const crew = sender ?? open(workers);
    const send: Send = "send" in crew ? crew.send : crew.caller("noop");
    for (let round = 0; round < 10; round++) await timeOfBatch(send);
    return {
      async turn(): Promise<Measurement> {
        collectGarbage();
        const times: number[] = [];
        for (let round = 0; round < (quick ? 20 : 60); round++) times.push(await timeOfBatch(send));
        return { time: (median(times) / batch) * 1000 };
      },
      close: () => crew.close(),
    };
  },
};

async function skeinSender(kind: (pool: ThreadPool) => Send, workers: number) {
  const skein = await import("skein");
  const pool = new skein.ThreadPool(workers);
  return { send: kind(pool), close: () => pool[Symbol.asyncDispose]() };
}

/** Milliseconds for sending a batch, without what comes back. */
async function timeOfBatch(send: Send): Promise<number> {
  const calls: PromiseLike<number>[] = [];
  const start = performance.now();
  for (let index = 0; index < batch; index++) calls.push(send(index));
  const time = performance.now() - start;
  const values = await Promise.all(calls);
  mustEqual(
    values.reduce((sum, value) => sum + value),
    sumBelow(batch),
  );
  return time;
}
