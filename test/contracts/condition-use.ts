import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MisuseError } from "../../src/errors.ts";
import type { LockGuard } from "../../src/task/lock-guard.ts";
import type { WaitOptions } from "../../src/task/wait.ts";

/** What conditions have in common, shared or of one event loop. */
export interface AnyKindOfCondition {
  readonly lock: { readonly locked: boolean };
  acquire(options?: WaitOptions): Promise<LockGuard>;
  tryAcquire(): LockGuard | undefined;
  release(): void;
  run<Result>(body: (guard: LockGuard) => Result | PromiseLike<Result>): Promise<Result>;
  wait(options?: WaitOptions): Promise<boolean>;
  waitFor<Result>(
    predicate: () => Result | PromiseLike<Result>,
    options?: WaitOptions,
  ): Promise<Result>;
  notify(count?: number): void;
  notifyAll(): void;
}

/** For what would go on waiting if it were wrong. */
const deadline = { timeout: 60_000 };

/** What every condition does for the coroutines of one thread; its lock is one between those. */
export function conditionUseContract(name: string, makeCondition: () => AnyKindOfCondition): void {
  describe(name, () => {
    test("wakes who waits, who has the lock again then", deadline, async () => {
      const condition = makeCondition();
      const log: string[] = [];
      const waiter = condition.run(async () => {
        assert.equal(await condition.wait(), true);
        assert.equal(condition.lock.locked, true);
        log.push("woken");
      });
      await released(condition);
      await condition.run(async () => {
        condition.notify();
        await new Promise(setImmediate);
        log.push("released");
      });
      await waiter;
      assert.deepEqual(log, ["released", "woken"]);
      assert.equal(condition.lock.locked, false);
    });

    test("wakes as many as it is told", deadline, async () => {
      const condition = makeCondition();
      let woken = 0;
      const waiters: Promise<void>[] = [];
      for (let waiter = 0; waiter < 5; waiter += 1) {
        waiters.push(condition.run(async () => void ((await condition.wait()) && (woken += 1))));
        await released(condition);
      }
      await condition.run(() => condition.notify(2));
      await Promise.all(waiters.slice(0, 2));
      assert.equal(woken, 2);
      await condition.run(() => condition.notify(0));
      await condition.run(() => condition.notifyAll());
      await Promise.all(waiters);
      assert.equal(woken, 5);
    });

    test("gives false when the time is over, and the lock is held again", async () => {
      const condition = makeCondition();
      using guard = await condition.acquire();
      assert.equal(guard.recovered, false);
      for (const timeout of [0, 1]) {
        assert.equal(await condition.wait({ timeout }), false);
        assert.equal(condition.lock.locked, true);
      }
    });

    test("gives up with the signal's reason, and the lock is held again", deadline, async () => {
      const condition = makeCondition();
      const reason = new Error("enough");
      const stop = new AbortController();
      const waiter = condition.run(async () => {
        await assert.rejects(condition.wait({ signal: stop.signal }), reason);
        assert.equal(condition.lock.locked, true);
        await assert.rejects(condition.wait({ signal: stop.signal }), reason);
        assert.equal(condition.lock.locked, true);
      });
      await released(condition);
      const guard = await condition.acquire();
      stop.abort(reason);
      await new Promise(setImmediate);
      guard.release();
      await waiter;
      assert.equal(condition.lock.locked, false);
    });

    test("waits for a predicate, which may take its time", deadline, async () => {
      const condition = makeCondition();
      let stock = 0;
      let calls = 0;
      const waiter = condition.run(() =>
        condition.waitFor(async () => {
          calls += 1;
          await Promise.resolve();
          assert.equal(condition.lock.locked, true);
          return stock >= 2 && `${stock} there`;
        }),
      );
      for (const more of [1, 1]) {
        await released(condition);
        await condition.run(() => {
          stock += more;
          condition.notify();
        });
        await new Promise(setImmediate);
      }
      assert.equal(await waiter, "2 there");
      assert.equal(calls, 3);
      using guard = condition.tryAcquire();
      assert.equal(guard?.recovered, false);
    });

    test("gives what the predicate gave last when the time is over", deadline, async () => {
      const condition = makeCondition();
      const results = ["", 0, null, "late"];
      const predicate = (): unknown => results.shift();
      await condition.run(async () => {
        assert.equal(await condition.waitFor(predicate, { timeout: 0 }), "");
        assert.equal(await condition.waitFor(predicate, { timeout: 1 }), null);
        assert.equal(await condition.waitFor(predicate, { timeout: 1 }), "late");
      });
      const failure = new Error("no");
      await condition.run(async () => {
        const throwing = (): never => {
          throw failure;
        };
        await assert.rejects(condition.waitFor(throwing), failure);
        assert.equal(condition.lock.locked, true);
      });
    });

    test("is of no use without its lock", async () => {
      const condition = makeCondition();
      const isMisuse = (method: string): object => ({
        name: "MisuseError",
        message: `condition.${method} was called without holding its lock`,
      });
      await assert.rejects(condition.wait(), isMisuse("wait()"));
      await assert.rejects(
        condition.waitFor(() => true),
        isMisuse("waitFor()"),
      );
      assert.throws(() => condition.notify(), isMisuse("notify()"));
      assert.throws(() => condition.notifyAll(), isMisuse("notifyAll()"));
      assert.throws(() => condition.release(), MisuseError);
    });

    test("refuses to notify what is no number of waits", () => {
      const condition = makeCondition();
      using _ = condition.tryAcquire();
      for (const count of [-1, 1.5, NaN]) {
        assert.throws(() => condition.notify(count), {
          name: "MisuseError",
          message: `a Condition can't notify ${count} waits`,
        });
      }
    });
  });
}

/** Waits until a coroutine of this thread waits, and so has released the lock. */
export async function released(condition: AnyKindOfCondition): Promise<void> {
  while (condition.lock.locked) await new Promise(setImmediate);
}
