import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { waitAny } from "../../src/channel/wait-any.ts";
import {
  CancelledError,
  ClosedError,
  MisuseError,
  NotSendableError,
  QueueClosedError,
  QueueEmptyError,
  QueueFullError,
  TimeoutError,
} from "../../src/errors.ts";
import { Queue as SharedQueue } from "../../src/index.ts";
import { runInScope } from "../../src/task/current-scope.ts";
import { PriorityQueue } from "../../src/task/local-priority-queue.ts";
import { JoinableQueue, LifoQueue, Queue } from "../../src/task/local-queue.ts";
import { Scope } from "../../src/task/scope.ts";
import { queueContract } from "../contracts/queue.ts";
import { asQueueUser } from "./local-queue-user.ts";

for (const [name, lastFirst, make] of [
  ["JoinableQueue", false, (maxSize: number) => new JoinableQueue<Uint8Array>({ maxSize })],
  ["LifoQueue", true, (maxSize: number) => new LifoQueue<Uint8Array>({ maxSize })],
  ["PriorityQueue", false, (maxSize: number) => new PriorityQueue<Uint8Array>({ maxSize })],
] as const) {
  queueContract(`local ${name}`, {
    lastFirst,
    make(maxSize = Infinity) {
      const queue = make(maxSize);
      const user = asQueueUser(queue);
      return { here: user, there: user, release: () => queue.close() };
    },
  });
}

describe("a local queue", () => {
  test("gives the very values that were put in, whatever they are", async () => {
    using queue = new Queue();
    const values = [undefined, null, NaN, () => {}, new WeakMap(), queue];
    for (const value of values) await queue.put(value);
    for (const value of values) assert.ok(Object.is(await queue.get(), value));
    const waiting = queue.get();
    queue.tryPut(undefined);
    assert.equal(await waiting, undefined);
    const failed = Promise.reject(new RangeError("no"));
    queue.tryPut(failed);
    assert.equal(queue.tryGet(), failed);
    queue.tryPut(failed);
    await assert.rejects(queue.get(), RangeError);
    assert.equal(queue.size, 0);
  });

  test("knows its size and its limit", async () => {
    using queue = new Queue({ maxSize: 2 });
    assert.deepEqual([queue.maxSize, queue.size, queue.empty, queue.full], [2, 0, true, false]);
    await queue.put(1);
    assert.deepEqual([queue.size, queue.empty, queue.full], [1, false, false]);
    await queue.put(2);
    assert.deepEqual([queue.size, queue.empty, queue.full], [2, false, true]);
    using unlimited = new Queue();
    assert.equal(unlimited.maxSize, Infinity);
    for (const maxSize of [0, -1, 1.5, NaN, 2 ** 31])
      assert.throws(() => new Queue({ maxSize }), MisuseError);
  });

  test("says that it is empty or full, at once or when the time is over", async () => {
    using queue = new Queue({ maxSize: 1 });
    assert.throws(() => queue.tryGet(), QueueEmptyError);
    const isEmpty = (error: unknown): boolean =>
      error instanceof QueueEmptyError && error.cause instanceof TimeoutError;
    for (const timeout of [-1, 0, 1]) await assert.rejects(queue.get({ timeout }), isEmpty);
    queue.tryPut(1);
    assert.throws(() => queue.tryPut(2), QueueFullError);
    const isFull = (error: unknown): boolean =>
      error instanceof QueueFullError && error.cause instanceof TimeoutError;
    for (const timeout of [-1, 0, 1]) await assert.rejects(queue.put(2, { timeout }), isFull);
    assert.equal(await queue.get({ timeout: 0 }), 1);
  });

  test("obeys a signal that was aborted before, although nobody would have to wait", async () => {
    using queue = new Queue();
    const signal = AbortSignal.abort("no");
    const isNo = (reason: unknown): boolean => reason === "no";
    await assert.rejects(queue.put(1, { signal }), isNo);
    queue.tryPut(2);
    await assert.rejects(queue.get({ signal }), isNo);
    assert.equal(queue.size, 1);
  });

  test("loses no item to a task that is cancelled, before or after its turn has come", async () => {
    for (const cancelsBefore of [true, false]) {
      using queue = new Queue<number>();
      const scope = new Scope();
      const cancelled = runInScope(scope, () => queue.get());
      const patient = queue.get();
      if (cancelsBefore) scope.cancel();
      queue.tryPut(1);
      if (!cancelsBefore) scope.cancel();
      if (cancelsBefore) await assert.rejects(cancelled, CancelledError);
      else assert.equal(await cancelled, 1);
      queue.tryPut(2);
      assert.equal(await patient, cancelsBefore ? 1 : 2);
    }
  });

  test("gives a task that is cancelled by a time limit that limit's own error", async () => {
    using queue = new Queue<number>();
    const scope = new Scope();
    const limit = new TimeoutError("the task took too long", 1);
    const cancelled = runInScope(scope, () => queue.get({ timeout: 60_000 }));
    scope.cancel(limit);
    await assert.rejects(cancelled, limit);
  });

  test("has put in what a cancelled task put just when its turn had come, and else not", async () => {
    for (const cancelsBefore of [true, false]) {
      using queue = new Queue<number>({ maxSize: 1 });
      queue.tryPut(1);
      const scope = new Scope();
      const cancelled = runInScope(scope, () => queue.put(2));
      if (cancelsBefore) scope.cancel();
      assert.equal(queue.tryGet(), 1);
      if (!cancelsBefore) scope.cancel();
      if (cancelsBefore) await assert.rejects(cancelled, CancelledError);
      else await cancelled;
      assert.equal(queue.size, cancelsBefore ? 0 : 1);
    }
  });

  test("lets nobody get ahead of those who wait", async () => {
    using queue = new Queue<number>({ maxSize: 1 });
    const got: string[] = [];
    const first = queue.get().then((item) => got.push(`first ${item}`));
    queue.tryPut(1);
    assert.throws(() => queue.tryGet(), QueueEmptyError);
    queue.tryPut(2);
    const waiting = queue.put(3);
    assert.equal(queue.tryGet(), 2);
    assert.throws(() => queue.tryPut(4), QueueFullError);
    await Promise.all([first, waiting]);
    assert.deepEqual([...got, queue.tryGet()], ["first 1", 3]);
  });

  test("passes 100,000 items to 100,000 waits, and from 100,000 waits, in order", async () => {
    using queue = new Queue<number>({ maxSize: 1 });
    const all = Array.from({ length: 100_000 }, (_, index) => index);
    const gets = all.map(() => queue.get());
    const puts = all.map((number) => queue.put(number));
    assert.deepEqual(await Promise.all(gets), all);
    await Promise.all(puts);
    const more = all.map((number) => queue.put(number));
    const got: number[] = [];
    for (const _ of all) got.push(queue.tryGet());
    await Promise.all(more);
    assert.deepEqual(got, all);
  });

  test("ends iterations when it is shut down, after its last item", async () => {
    using queue = new Queue<number>();
    const seen: number[] = [];
    const read = async (): Promise<void> => {
      for await (const number of queue) seen.push(number);
    };
    const readers = [read(), read()];
    for (const number of [1, 2, 3]) await queue.put(number);
    queue.shutdown();
    assert.throws(() => queue.tryPut(4), QueueClosedError);
    await Promise.all(readers);
    assert.deepEqual(new Set(seen), new Set([1, 2, 3]));
    assert.equal(queue.isShutDown, true);
    await assert.rejects(queue.get(), QueueClosedError);
  });

  test("loses no item when an iteration is left", async () => {
    using queue = new Queue<number>();
    for (const number of [1, 2, 3]) queue.tryPut(number);
    for await (const number of queue) if (number === 2) break;
    assert.equal(queue.tryGet(), 3);
  });

  test("can be closed while others use it, and then says so", async () => {
    const queue = new JoinableQueue<number>({ name: "jobs", maxSize: 1 });
    const got = queue.get();
    const ready = waitAny([queue]);
    queue.tryPut(0);
    queue.tryPut(1);
    assert.deepEqual(await ready, [queue]);
    const waits = [queue.put(2), queue.join()];
    queue.close();
    queue.close();
    assert.equal(await got, 0);
    for (const wait of waits)
      await assert.rejects(wait, {
        name: "ClosedError",
        message: "the JoinableQueue 'jobs' has been closed",
      });
    await assert.rejects(queue.get(), ClosedError);
    await assert.rejects(queue.put(1), ClosedError);
    assert.throws(() => queue.tryGet(), ClosedError);
    assert.throws(() => queue.size, ClosedError);
    assert.throws(() => queue.taskDone(), ClosedError);
    assert.throws(() => queue.shutdown(), ClosedError);
    const next = queue[Symbol.asyncIterator]().next();
    await assert.rejects(next, ClosedError);
  });

  test("is ready for waitAny when it has an item, and when it is shut down", async () => {
    using one = new Queue();
    using other = new SharedQueue();
    assert.deepEqual(await waitAny([one, other], { timeout: 1 }), []);
    const ready = waitAny([one, other]);
    one.tryPut(1);
    assert.deepEqual(await ready, [one]);
    one.tryGet();
    const shut = waitAny([one]);
    one.shutdown();
    assert.deepEqual(await shut, [one]);
  });

  test("refuses to be sent, and says which class can be", () => {
    using shared = new SharedQueue();
    for (const queue of [
      new Queue(),
      new JoinableQueue(),
      new LifoQueue(),
      new PriorityQueue(),
    ] as const) {
      const { name } = queue.constructor;
      assert.throws(
        () => shared.tryPut([queue]),
        (error) => {
          assert.ok(error instanceof NotSendableError);
          assert.deepEqual(error.path, ["[0]"]);
          assert.match(error.reason, new RegExp(`^is a ${name} of .* { ${name} } from "skein"$`));
          return true;
        },
      );
    }
  });
});

describe("a local priority queue", () => {
  test("gives the item with the lowest priority first, and of equals the first one", async () => {
    using queue = new PriorityQueue<string>({ maxSize: 4 });
    await queue.put("later", { priority: 2 });
    queue.tryPut("first", { priority: -1.5 });
    queue.tryPut("later still", { priority: 2 });
    await queue.put("last", { priority: Infinity });
    const waiting = queue.put("middle", { priority: 1, timeout: 10_000 });
    const items: string[] = [];
    while (!queue.empty) items.push(queue.tryGet());
    await waiting;
    assert.deepEqual(items, ["first", "middle", "later", "later still", "last"]);
  });

  test("orders numbers, and arrays that begin with one, by themselves", async () => {
    using queue = new PriorityQueue<number | [number, string]>();
    for (const item of [[3, "three"] as [number, string], 2]) await queue.put(item);
    await queue.put(9, { priority: 0 });
    assert.deepEqual([queue.tryGet(), queue.tryGet(), queue.tryGet()], [9, 2, [3, "three"]]);
  });

  test("refuses items without a priority", async () => {
    using queue = new PriorityQueue();
    for (const item of ["text", ["text", 1], { priority: 1 }, NaN, undefined]) {
      await assert.rejects(queue.put(item), MisuseError);
      assert.throws(() => queue.tryPut(item), MisuseError);
    }
    assert.equal(queue.size, 0);
  });
});
