import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Queue } from "../../src/channel/queue.ts";
import { waitAny } from "../../src/channel/wait-any.ts";
import { handle, registerHandle, type HandleDescription } from "../../src/codec/handle.ts";
import {
  ClosedError,
  MisuseError,
  NotSendableError,
  QueueClosedError,
  QueueEmptyError,
  QueueFullError,
  TimeoutError,
} from "../../src/errors.ts";

describe("a queue", () => {
  test("gives copies of the values that were put in, as they were then", async () => {
    using queue = new Queue();
    const sparse: unknown[] = [];
    sparse[2] = 1;
    const cyclic: Record<string, unknown> = { map: new Map([[1, new Date(5)]]) };
    cyclic["self"] = cyclic;
    const values = [undefined, null, NaN, -0, 10n, "ä\ud800", sparse, cyclic];
    for (const value of values) await queue.put(value);
    cyclic["map"] = "changed";
    const expected: Record<string, unknown> = { map: new Map([[1, new Date(5)]]) };
    expected["self"] = expected;
    for (const value of values.slice(0, -1)) assert.deepEqual(await queue.get(), value);
    const taken = await queue.get();
    assert.deepEqual(taken, expected);
    assert.notEqual(taken, cyclic);
  });

  test("refuses what can't be sent, and has put nothing in", async () => {
    using queue = new Queue();
    await assert.rejects(queue.put({ deep: [() => {}] }), NotSendableError);
    assert.throws(() => queue.tryPut(new WeakMap()), NotSendableError);
    assert.throws(() => queue.putSync(Promise.resolve()), NotSendableError);
    assert.equal(queue.size, 0);
    queue.tryPut(1);
    assert.equal(queue.tryGet(), 1);
  });

  test("keeps what was put in while another item is being written", () => {
    using queue = new Queue();
    registerHandle("test.outer", (data) => data);
    queue.tryPut({
      [handle](): HandleDescription {
        queue.tryPut("inner");
        return { type: "test.outer", data: 1 };
      },
    });
    assert.equal(queue.tryGet(), "inner");
    assert.equal(queue.tryGet(), 1);
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
    assert.throws(() => queue.getSync({ timeout: 0 }), QueueEmptyError);
    const isEmpty = (error: unknown): boolean =>
      error instanceof QueueEmptyError && error.cause instanceof TimeoutError;
    for (const timeout of [-1, 0, 1]) await assert.rejects(queue.get({ timeout }), isEmpty);
    queue.tryPut(1);
    assert.throws(() => queue.tryPut(2), QueueFullError);
    assert.throws(() => queue.putSync(2, { timeout: 0 }), QueueFullError);
    const isFull = (error: unknown): boolean =>
      error instanceof QueueFullError && error.cause instanceof TimeoutError;
    for (const timeout of [-1, 0, 1]) await assert.rejects(queue.put(2, { timeout }), isFull);
    assert.equal(await queue.get({ timeout: 0 }), 1);
  });

  test("obeys a signal, also one that was aborted before", async () => {
    using queue = new Queue();
    const signal = AbortSignal.abort("no");
    const isNo = (reason: unknown): boolean => reason === "no";
    await assert.rejects(queue.put(1, { signal }), isNo);
    queue.tryPut(2);
    await assert.rejects(queue.get({ signal }), isNo);
    assert.equal(queue.size, 1);
  });

  test("doesn't block the main thread", () => {
    using queue = new Queue({ maxSize: 1 });
    assert.throws(() => queue.getSync(), { name: "MisuseError", message: /await queue\.get\(\)/ });
    queue.putSync(1);
    assert.throws(() => queue.putSync(2), { name: "MisuseError", message: /await queue\.put\(\)/ });
    assert.equal(queue.getSync(), 1);
  });

  test("ends an iteration when it is shut down, after its last item", async () => {
    using queue = new Queue<number>();
    for (const number of [1, 2, 3]) queue.tryPut(number);
    queue.shutdown();
    assert.throws(() => queue.tryPut(4), QueueClosedError);
    const seen: number[] = [];
    for await (const number of queue) seen.push(number);
    assert.deepEqual(seen, [1, 2, 3]);
    assert.equal(queue.isShutDown, true);
    await assert.rejects(queue.get(), QueueClosedError);
  });

  test("loses no item when an iteration is left", async () => {
    using queue = new Queue<number>();
    for (const number of [1, 2, 3]) queue.tryPut(number);
    for await (const number of queue) if (number === 2) break;
    assert.equal(queue.tryGet(), 3);
  });

  test("can be closed in a thread while others use it, and then says so", async () => {
    const queue = new Queue();
    const waiting = queue.get();
    queue.close();
    queue.close();
    await assert.rejects(waiting, ClosedError);
    await assert.rejects(queue.get(), ClosedError);
    await assert.rejects(queue.put(1), ClosedError);
    assert.throws(() => queue.tryGet(), ClosedError);
    assert.throws(() => queue.size, ClosedError);
    assert.throws(() => queue.shutdown(), ClosedError);
  });

  test("can be put into a queue", async () => {
    using outer = new Queue<Queue<string>>();
    using inner = new Queue<string>({ maxSize: 3 });
    await outer.put(inner);
    const same = await outer.get();
    assert.equal(same.maxSize, 3);
    same.tryPut("through");
    assert.equal(inner.tryGet(), "through");
  });

  test("is ready for waitAny when it has an item, and when it is shut down", async () => {
    using one = new Queue();
    using other = new Queue();
    assert.deepEqual(await waitAny([one, other], { timeout: 1 }), []);
    const ready = waitAny([one, other]);
    other.tryPut(1);
    assert.deepEqual(await ready, [other]);
    one.shutdown();
    assert.deepEqual(await waitAny([one, other]), [one, other]);
  });
});
