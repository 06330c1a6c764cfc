import { collectGarbage } from "../measuring/garbage.ts";
import { mustEqual } from "../measuring/numbers.ts";
import type { Caller } from "../contestants/contestant.ts";
import type { Measurement, Question } from "./question.ts";

const skein = "skein threads";
/** Calls of a pool without an `imap` that are out at a time. */
const outstanding = 1_000;

/** A stream of items of no cost through workers and back, in order; the memory that it takes shows whether it is bounded. */
export const imap: Question = {
  name: "imap",
  title:
    "imap of a generator of small numbers, threads (10 million for Skein, 300,000 for the others)",
  contestants: [skein, "raw postMessage", "piscina, 64 per worker", "poolifier threads"],
  metrics: [
    { name: "rate", unit: "items/s", better: "more" },
    { name: "memory", unit: "MB more", better: "less" },
  ],
  turns: 3,
  async prepare(open, { quick, workers }, contestant) {
    const count = (contestant === skein ? 10_000_000 : 300_000) / (quick ? 10 : 1);
    if (contestant !== skein) {
      const crew = open(workers);
      const call = crew.caller("noop");
      await stream(inOrder(call, numbers(10_000)), 10_000);
      return {
        turn: () => stream(inOrder(call, numbers(count)), count),
        close: () => crew.close(),
      };
    }
    const { ThreadPool } = await import("skein");
    const pool = new ThreadPool(workers);
    const turn = (length: number): Promise<Measurement> =>
      stream(
        pool.imap((index: number) => index, numbers(length)),
        length,
      );
    for (let round = 0; round < 3; round++) await turn(300_000);
    return { turn: () => turn(count), close: () => pool[Symbol.asyncDispose]() };
  },
};

async function stream(results: AsyncIterable<number>, count: number): Promise<Measurement> {
  collectGarbage();
  const before = process.memoryUsage.rss();
  let most = before;
  const start = performance.now();
  let expected = 0;
  for await (const result of results) {
    mustEqual(result, expected++);
    if ((expected & 0xffff) === 0) most = Math.max(most, process.memoryUsage.rss());
  }
  const time = performance.now() - start;
  mustEqual(expected, count);
  return { rate: (count / time) * 1000, memory: (most - before) / 1_000_000 };
}

function* numbers(count: number): Generator<number> {
  for (let index = 0; index < count; index++) yield index;
}

/** What a program does with a pool that only has calls. */
async function* inOrder(call: Caller<"noop">, items: Iterable<number>): AsyncGenerator<number> {
  const calls: PromiseLike<number>[] = [];
  let head = 0;
  for (const item of items) {
    calls.push(call(item));
    if (calls.length - head < outstanding) continue;
    const oldest = calls[head++];
    if (oldest !== undefined) yield await oldest;
    if (head === outstanding) calls.splice(0, head);
    head %= outstanding;
  }
  for (; head < calls.length; head++) {
    const next = calls[head];
    if (next !== undefined) yield await next;
  }
}
