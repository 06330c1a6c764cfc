import type { Lock, Thread, Value } from "skein";
import { python } from "../contestants/registry.ts";
import { mustEqual } from "../measuring/numbers.ts";
import type { Question } from "./question.ts";

/** What the threads share. */
interface Account {
  readonly lock: Lock;
  readonly balance: Value<"int32">;
  readonly increments: number;
}

const awaiting = "skein, await acquire";
const trying = "skein, tryAcquire or await";
const blocking = "skein, acquireSync";

const targets: Readonly<Record<string, (account: Account) => void | Promise<void>>> = {
  [awaiting]: async ({ lock, balance, increments }) => {
    for (let index = 0; index < increments; index++) {
      await lock.acquire();
      balance.value += 1;
      lock.release();
    }
  },
  [trying]: async ({ lock, balance, increments }) => {
    for (let index = 0; index < increments; index++) {
      if (!lock.tryAcquire()) await lock.acquire();
      balance.value += 1;
      lock.release();
    }
  },
  [blocking]: ({ lock, balance, increments }) => {
    for (let index = 0; index < increments; index++) {
      lock.acquireSync();
      balance.value += 1;
      lock.release();
    }
  },
};

/** Many threads that change one number. */
export const threadIncrements: Question = {
  name: "thread-increments",
  title: "10,000 threads (quick: 1,000) that each increment a number 1,000 times under one lock",
  contestants: [trying, awaiting, blocking, python],
  metrics: [{ name: "time", unit: "ns per increment", better: "less", digits: 1 }],
  turns: 5,
  async prepare(_open, { quick }, contestant) {
    const { Lock, Thread, Value } = await import("skein");
    const target = targets[contestant];
    if (target === undefined) throw new Error(`no target for ${contestant}`);
    const count = quick ? 1000 : 10_000;
    const increments = 1000;
    async function run(length: number): Promise<void> {
      using lock = new Lock();
      using balance = new Value("int32", 0, { lock: false });
      const args: [Account] = [{ lock, balance, increments }];
      const threads = Array.from({ length }, () => new Thread({ target, args }));
      for (const thread of threads) thread.start();
      await allOf(threads);
      mustEqual(balance.value, length * increments);
    }
    await run(count / 10);
    return {
      async turn() {
        const start = performance.now();
        await run(count);
        return { time: ((performance.now() - start) / (count * increments)) * 1e6 };
      },
      close: () => Promise.resolve(),
    };
  },
};

/** Waits for all; rejects with the error of the first that failed. */
async function allOf(threads: readonly Pick<Thread, "result">[]): Promise<void> {
  for (const thread of threads) await thread.result();
}
