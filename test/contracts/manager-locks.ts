import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MisuseError, TimeoutError } from "../../src/errors.ts";
import type { SyncManager } from "../../src/manager/sync-manager-definition.ts";
import { Task } from "../../src/task/task.ts";

/** What the locks of a manager, and what else is waited for, do for a client. */
export function locksContract(manager: () => SyncManager): void {
  describe("locks", () => {
    test("a Lock is held by one at a time", async () => {
      using lock = await manager().Lock();
      const guard = await lock.acquire();
      assert.equal(await lock.tryAcquire(), undefined);
      await assert.rejects(lock.acquire({ timeout: 20 }), TimeoutError);
      const next = lock.acquire();
      await guard.release();
      await guard.release();
      await using _held = await next;
      assert.equal(await lock.run(() => 1, { timeout: 10 }).catch(() => "held"), "held");
    });

    test("a Lock that was given up is free for others", async () => {
      using lock = await manager().Lock();
      const guard = await lock.acquire();
      const stop = new AbortController();
      const waiting = lock.acquire({ signal: stop.signal });
      setImmediate(() => stop.abort());
      await assert.rejects(waiting, { name: "AbortError" });
      await guard.release();
      assert.equal(await lock.run(() => "mine", { timeout: 20_000 }), "mine");
    });

    test("a Lock that nobody holds can't be released", async () => {
      using lock = await manager().Lock();
      await assert.rejects(lock.release(), MisuseError);
    });

    test("an RLock is taken again by its owner, and by nobody else", async () => {
      using lock = await manager().RLock();
      await lock.run(() =>
        lock.run(async () => {
          const other = Task.run(async () => (await lock.tryAcquire()) === undefined);
          assert.equal(await other, true);
        }),
      );
      const other = Task.run(() => lock.run(() => "free"));
      assert.equal(await other, "free");
      await assert.rejects(lock.release(), MisuseError);
    });

    test("an RLock is given from task to task", async () => {
      using lock = await manager().RLock();
      let inside = 0;
      const work = Array.from({ length: 5 }, () =>
        Task.run(() =>
          lock.run(async () => {
            inside += 1;
            assert.equal(inside, 1);
            await lock.run(() => {});
            inside -= 1;
          }),
        ),
      );
      await Promise.all(work);
    });

    test("a Semaphore has permits", async () => {
      using semaphore = await manager().Semaphore(2);
      const first = await semaphore.acquire();
      await semaphore.acquire();
      assert.equal(await semaphore.tryAcquire(), undefined);
      await first.release();
      await using _third = await semaphore.acquire();
      using bounded = await manager().BoundedSemaphore(1);
      await assert.rejects(bounded.release(), MisuseError);
    });
  });

  describe("what is waited for", () => {
    test("an Event", async () => {
      using event = await manager().Event();
      assert.equal(await event.isSet(), false);
      await assert.rejects(event.wait({ timeout: 20 }), TimeoutError);
      const waiting = event.wait();
      await event.set();
      assert.equal(await waiting, true);
      await event.clear();
      assert.equal(await event.isSet(), false);
    });

    test("a Condition, with its lock", async () => {
      using condition = await manager().Condition();
      using stock = await manager().Value("i", 0);
      const sold = Task.run(() =>
        condition.run(async () => {
          await condition.waitFor(async () => (await stock.get()) > 0);
          return stock.get();
        }),
      );
      const bought = Task.run(() =>
        condition.run(async () => {
          await stock.set(3);
          await condition.notifyAll();
        }),
      );
      await bought;
      assert.equal(await sold, 3);
      assert.equal(await condition.run(() => condition.wait({ timeout: 20 })), false);
      await assert.rejects(condition.notify(), MisuseError);
    });

    test("a Condition, by coroutines of one task", async () => {
      using condition = await manager().Condition();
      const log: string[] = [];
      const waiter = condition.run(async () => {
        log.push("waits");
        assert.equal(await condition.wait({ timeout: 20_000 }), true);
        log.push("woken");
      });
      while (log.length === 0) await new Promise((resolve) => setImmediate(resolve));
      await condition.run(() => condition.notify());
      await waiter;
      assert.deepEqual(log, ["waits", "woken"]);
    });

    test("a Barrier", async () => {
      using barrier = await manager().Barrier(3);
      assert.equal(await barrier.parties(), 3);
      const places = await Promise.all([barrier.wait(), barrier.wait(), barrier.wait()]);
      assert.deepEqual(places.sort(), [0, 1, 2]);
      await barrier.abort();
      assert.equal(await barrier.broken(), true);
      await assert.rejects(barrier.wait(), { code: "ERR_SKEIN_BROKEN_BARRIER" });
      await barrier.reset();
      assert.equal(await barrier.waiting(), 0);
    });
  });
}
