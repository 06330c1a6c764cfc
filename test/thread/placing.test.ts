import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { threadId } from "node:worker_threads";
import { Queue } from "../../src/channel/queue.ts";
import { Event } from "../../src/sync/event.ts";
import { sleep } from "../../src/task/sleep.ts";
import { Thread } from "../../src/thread/thread.ts";
import { threadStatistics } from "../../src/thread/thread-statistics.ts";
import { cpuCount } from "../../src/worker/cpu-count.ts";

function startAll(count: number, target: (index: number) => unknown): Thread[] {
  return Array.from({ length: count }, (_, index) => {
    const thread: Thread = new Thread({ target: target as () => unknown, args: [index] as never });
    thread.start();
    return thread;
  });
}

async function joined(threads: readonly Thread[]): Promise<unknown[]> {
  return Promise.all(threads.map((thread) => thread.result()));
}

describe("light threads that compute without end", () => {
  test("hold up no others, however many they are", async () => {
    const stop = new Int32Array(new SharedArrayBuffer(4));
    const compute = (): number => {
      let rounds = 0;
      while (Atomics.load(stop, 0) === 0) rounds += 1;
      return rounds;
    };
    const hogs = startAll(cpuCount(), compute);
    // They begin on carriers of which nobody knows yet that these stand still.
    const others = startAll(200, async (index) => {
      await sleep(1);
      return index;
    });
    assert.deepEqual(
      await joined(others),
      others.map((_, index) => index),
    );
    Atomics.store(stop, 0, 1);
    for (const rounds of await joined(hogs)) assert.ok(Number(rounds) > 0);
  });

  test("are known the next time: they run apart from the others", async () => {
    const stop = new Int32Array(new SharedArrayBuffer(4));
    const compute = (): number => {
      while (Atomics.load(stop, 0) === 0);
      return threadId;
    };
    const first = startAll(1, compute);
    while (threadStatistics().carriers.every(({ live }) => live === 0)) await sleep(1);
    const later = startAll(3, compute);
    const heavy = (): number =>
      threadStatistics()
        .carriers.filter(({ lane }) => lane === "heavy")
        .reduce((sum, { threads }) => sum + threads, 0);
    while (heavy() === 0) await sleep(1);
    Atomics.store(stop, 0, 1);
    await joined([...first, ...later]);
  });
});

describe("light threads that block", () => {
  test("wait alone, so that the others go on", async () => {
    const queue = new Queue<number>();
    const getters = startAll(4, () => queue.getSync());
    const others = startAll(50, async (index) => {
      await sleep(1);
      return index;
    });
    await joined(others);
    const putters = startAll(4, (index) => queue.put(index));
    const got = await joined(getters);
    assert.deepEqual(
      got.map(Number).toSorted((one, other) => one - other),
      [0, 1, 2, 3],
    );
    await joined(putters);
  });

  test("are found out when their text doesn't say so", async () => {
    const gate = new Event();
    // As a function of some module would be called.
    const target = (): number => {
      gate["waitSync"]();
      return threadId;
    };
    const waiting = startAll(5, target);
    const others = startAll(50, async (index) => {
      await sleep(1);
      return index;
    });
    await joined(others);
    gate.set();
    const places = new Set(await joined(waiting));
    assert.equal(places.size, 5, "each has had a carrier for itself");
  });
});

describe("many light threads", () => {
  test("all end, started in one go and each by the one before", async () => {
    const results = await joined(startAll(20_000, (index) => sleep(index % 7)));
    assert.equal(results.length, 20_000);
    const chain = async (left: number): Promise<number> => {
      if (left === 0) return 0;
      const next = new Thread({ target: chain, args: [left - 1] });
      next.start();
      return 1 + Number(await next.result());
    };
    const first = new Thread({ target: chain, args: [30] });
    first.start();
    assert.equal(await first.result(), 30);
  });

  test("that are cancelled either have run to their end or never begin", async () => {
    const begun = new Int32Array(new SharedArrayBuffer(4));
    const threads = startAll(30_000, () => {
      Atomics.add(begun, 0, 1);
    });
    for (const thread of threads) thread.cancel();
    const ended = await Promise.allSettled(threads.map((thread) => thread.result()));
    const fulfilled = ended.filter(({ status }) => status === "fulfilled").length;
    assert.equal(fulfilled, Atomics.load(begun, 0));
  });
});
