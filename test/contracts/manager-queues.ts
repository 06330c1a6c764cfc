import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MisuseError, QueueEmptyError, QueueFullError, TimeoutError } from "../../src/errors.ts";
import type { SyncManager } from "../../src/manager/sync-manager-definition.ts";
import { Task } from "../../src/task/task.ts";

/** What the queues of a manager do for a client. */
export function queuesContract(manager: () => SyncManager): void {
  describe("a queue", () => {
    test("keeps the order of what is put without waiting", async () => {
      using queue = await manager().Queue<number>();
      await Promise.all(Array.from({ length: 50 }, (_, index) => queue.put(index)));
      assert.equal(await queue.size(), 50);
      const got = await Promise.all(Array.from({ length: 50 }, () => queue.get()));
      assert.deepEqual(
        got,
        Array.from({ length: 50 }, (_, index) => index),
      );
      assert.equal(await queue.empty(), true);
    });

    test("says that it is empty or full", async () => {
      using queue = await manager().Queue<string>(1);
      await assert.rejects(queue.tryGet(), QueueEmptyError);
      await assert.rejects(queue.get({ timeout: 20 }), QueueEmptyError);
      await queue.put("only");
      assert.equal(await queue.full(), true);
      await assert.rejects(queue.tryPut("other"), QueueFullError);
      await assert.rejects(queue.put("other", { timeout: 20 }), QueueFullError);
      assert.equal(await queue.get(), "only");
    });

    test("holds up nothing while somebody waits", async () => {
      using queue = await manager().Queue<string>();
      using other = await manager().list(["free"]);
      const waits = Array.from({ length: 3 }, () => queue.get({ timeout: 20_000 }));
      assert.equal(await other.get(0), "free");
      for (const item of ["a", "b", "c"]) await queue.put(item);
      assert.deepEqual((await Promise.all(waits)).sort(), ["a", "b", "c"]);
    });

    test("keeps waiting puts in order", async () => {
      using queue = await manager().Queue<number>(1);
      const puts = [0, 1, 2, 3].map((item) => queue.put(item));
      const got: number[] = [];
      for (let taken = 0; taken < 4; taken += 1) got.push(await queue.get({ timeout: 20_000 }));
      await Promise.all(puts);
      assert.deepEqual(got, [0, 1, 2, 3]);
    });

    test("gives an item to somebody else when who waited for it has gone", async () => {
      using queue = await manager().Queue<string>();
      const reason = new Error("enough");
      const stop = new AbortController();
      const waits = [queue.get({ signal: stop.signal }), queue.get({ signal: stop.signal })];
      setImmediate(() => stop.abort(reason));
      for (const wait of waits) await assert.rejects(wait, (error) => error === reason);
      await queue.put("kept");
      assert.equal(await queue.get({ timeout: 20_000 }), "kept");
    });

    test("loses and doubles no item, however many getters go", async () => {
      using queue = await manager().Queue<number>();
      const count = 60;
      const got: number[] = [];
      const getters = Array.from({ length: count }, async (_, index) => {
        const stop = new AbortController();
        const getting = queue.get({ signal: stop.signal });
        if (index % 2 === 0) {
          for (let turn = 0; turn < index; turn += 1)
            await new Promise((resolve) => setImmediate(resolve));
          stop.abort();
        }
        await getting.then(
          (item) => got.push(item),
          () => {},
        );
      });
      for (let item = 0; item < count; item += 1) await queue.put(item);
      await Promise.all(getters);
      while (got.length < count) got.push(await queue.get({ timeout: 20_000 }));
      assert.deepEqual(
        got.toSorted((one, other) => one - other),
        Array.from({ length: count }, (_, index) => index),
      );
      assert.equal(await queue.empty(), true);
    });

    test("is no longer waited for by a task that is cancelled", async () => {
      using queue = await manager().Queue<string>();
      const task = Task.run(() => queue.get());
      while ((await queue.size()) > 0) {
        // A turn, in which the task begins to wait.
      }
      const reason = new Error("enough");
      task.cancel(reason);
      await assert.rejects(
        async () => task,
        (error) => error === reason,
      );
      await queue.put("kept");
      assert.equal(await queue.get({ timeout: 20_000 }), "kept");
    });

    test("counts what is to be done", async () => {
      using queue = await manager().JoinableQueue<string>();
      await queue.put("a");
      await assert.rejects(queue.join({ timeout: 10 }), TimeoutError);
      await queue.get();
      const joined = queue.join();
      await queue.taskDone();
      await joined;
      await assert.rejects(queue.taskDone(), MisuseError);
    });
  });
}
