import type { Lock } from "skein";
import { python } from "../contestants/registry.ts";
import { type Gate, machineTime, meet, together } from "../measuring/together.ts";
import type { Question } from "./question.ts";

const blocking = "skein, acquireSync";
const awaiting = "skein, await acquire";

/** A lock that nobody else wants. */
const uncontended: Question = {
  name: "lock-uncontended",
  title: "taking a lock that is free, and releasing it",
  contestants: [blocking, awaiting, python],
  metrics: [{ name: "time", unit: "ns", better: "less", digits: 1 }],
  async prepare(_open, { quick }, contestant) {
    const { Lock } = await import("skein");
    const lock = new Lock();
    const count = quick ? 100_000 : 400_000;
    async function take(): Promise<void> {
      if (contestant === blocking) takeLocks(lock, count);
      else await awaitLocks(lock, count);
    }
    for (let round = 0; round < 3; round++) await take();
    return {
      async turn() {
        const start = performance.now();
        await take();
        return { time: ((performance.now() - start) / count) * 1e6 };
      },
      close: () => Promise.resolve(lock.close()),
    };
  },
};

/** Two that want the same lock all the time. */
const contended: Question = {
  name: "lock-contended",
  title: "two processes that take and release the same lock, blocking",
  contestants: ["skein", python],
  metrics: [{ name: "rate", unit: "locks/s", better: "more" }],
  async prepare(_open, { quick }) {
    const { Lock } = await import("skein");
    const count = quick ? 500_000 : 2_000_000;
    return {
      async turn() {
        using lock = new Lock();
        const part = (gate: Gate): Span => contend(gate, lock, count);
        const [one, other] = await together(part, part);
        const elapsed = Math.max(one.end, other.end) - Math.min(one.start, other.start);
        return { rate: (2 * count * 1000) / elapsed };
      },
      close: () => Promise.resolve(),
    };
  },
};

/** Locks, alone and in company. */
export const locks: readonly Question[] = [uncontended, contended];

interface Span {
  readonly start: number;
  readonly end: number;
}

function contend(gate: Gate, lock: Lock, count: number): Span {
  takeLocks(lock, 20_000);
  meet(gate);
  const start = machineTime();
  takeLocks(lock, count);
  return { start, end: machineTime() };
}

function takeLocks(lock: Lock, count: number): void {
  for (let index = 0; index < count; index++) {
    lock.acquireSync();
    lock.release();
  }
}

async function awaitLocks(lock: Lock, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    await lock.acquire();
    lock.release();
  }
}
