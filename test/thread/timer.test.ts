import assert from "node:assert/strict";
import { test } from "node:test";
import { MisuseError } from "../../src/errors.ts";
import { SharedArray } from "../../src/sync/shared-array.ts";
import { currentThread } from "../../src/thread/current-thread.ts";
import { activeCount, enumerateThreads, mainThread } from "../../src/thread/enumerate-threads.ts";
import { Thread } from "../../src/thread/thread.ts";
import { threadStatistics } from "../../src/thread/thread-statistics.ts";
import { Timer } from "../../src/thread/timer.ts";
import { Event } from "../../src/sync/event.ts";

test("a timer calls its function after the interval, with its arguments", async () => {
  const seen = new SharedArray("int32", 1);
  const add = (amount: number): void => {
    seen.set(0, amount);
  };
  const timer = new Timer(5, add, [7]);
  timer.start();
  await timer.join();
  assert.equal(seen.get(0), 7);
});

test("a timer that is cancelled, while it waits or before its start, calls nothing", async () => {
  const called = new Event();
  const call = (): void => called.set();
  const [early, late] = [new Timer(0, call), new Timer(1_000_000, call)];
  early.cancel();
  early.start();
  late.start();
  late.cancel();
  assert.deepEqual(await Promise.all([early.join(), late.join()]), [true, true]);
  assert.equal(called.isSet, false);
});

test("a timer refuses an interval that is none", () => {
  assert.throws(() => new Timer(Number.NaN, () => {}), MisuseError);
  assert.throws(() => new Timer(-1, () => {}), /at least 0 milliseconds, not -1/);
});

test("the threads that are alive can be listed, by the main one and by others", async () => {
  const gate = new Event();
  const thread = new Thread({
    name: "one",
    target: async () => {
      await gate.wait();
      return [mainThread().name, mainThread() === currentThread(), enumerateThreads().length];
    },
  });
  assert.deepEqual(enumerateThreads(), [mainThread()]);
  thread.start();
  assert.deepEqual(enumerateThreads(), [mainThread(), thread]);
  assert.equal(activeCount(), 2);
  assert.equal(currentThread(), mainThread());
  gate.set();
  assert.deepEqual(await thread.result(), ["MainThread", false, 2]);
  assert.equal(activeCount(), 1);
});

test("statistics tell where threads run, and how many there have been", async () => {
  const before = threadStatistics();
  const gate = new Event();
  const target = (): Promise<unknown> => gate.wait();
  const threads = Array.from({ length: 8 }, () => new Thread({ target }));
  for (const thread of threads) thread.start();
  assert.equal(threadStatistics().started, before.started + 8);
  gate.set();
  await Promise.all(threads.map((thread) => thread.join()));
  const after = threadStatistics();
  assert.equal(after.ended, before.ended + 8);
  assert.ok(after.carriers.some(({ lane, threads: given }) => lane === "general" && given === 0));
});
