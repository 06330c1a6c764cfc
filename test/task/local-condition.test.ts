import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CancelledError, ClosedError, NotSendableError, TimeoutError } from "../../src/errors.ts";
import { Lock as SharedLock, Queue as SharedQueue } from "../../src/index.ts";
import { runInScope } from "../../src/task/current-scope.ts";
import { Condition } from "../../src/task/local-condition.ts";
import { Lock, RLock } from "../../src/task/local-lock.ts";
import { Scope } from "../../src/task/scope.ts";
import { conditionUseContract, released } from "../contracts/condition-use.ts";

conditionUseContract("a local Condition", () => new Condition());
conditionUseContract("a local Condition with an RLock", () => {
  const condition = new Condition(new RLock());
  // Each coroutine of the contract is a task of its own.
  return new Proxy(condition, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      if (name === "run")
        return (...args: Parameters<typeof condition.run>) =>
          runInScope(new Scope(), () => condition.run(...args));
      return member.bind(target) as unknown;
    },
  });
});

/** For what would go on waiting if it were wrong. */
const deadline = { timeout: 60_000 };

describe("a local Condition", () => {
  test("wakes those who have waited longest, and nobody who comes later", deadline, async () => {
    const condition = new Condition();
    const woken: number[] = [];
    const wait = (number: number): Promise<void> =>
      condition.run(async () => {
        await condition.wait();
        woken.push(number);
      });
    const waits = [0, 1, 2, 3].map(wait);
    await released(condition);
    await condition.run(() => condition.notify(2));
    await Promise.all(waits.slice(0, 2));
    assert.deepEqual(woken, [0, 1]);
    const late = wait(4);
    await condition.run(() => condition.notifyAll());
    await Promise.all([...waits, late]);
    assert.deepEqual(woken, [0, 1, 2, 3, 4]);
  });

  test("restores how often its RLock was held", deadline, async () => {
    const condition = new Condition(new RLock());
    const scope = new Scope();
    const waiting = runInScope(scope, async () => {
      for (let level = 0; level < 3; level += 1) await condition.acquire();
      assert.equal(await condition.wait(), true);
      for (let level = 0; level < 3; level += 1) {
        assert.equal(condition.lock.locked, true);
        condition.release();
      }
    });
    await released(condition);
    await condition.run(() => condition.notify());
    await waiting;
    assert.equal(condition.lock.locked, false);
  });

  test("has the lock again when the task is cancelled, even while it takes the lock", async () => {
    const condition = new Condition();
    const scope = new Scope();
    const waiting = runInScope(scope, () =>
      condition.run(async () => {
        try {
          await condition.wait();
        } finally {
          assert.equal(condition.lock.locked, true);
        }
      }),
    );
    const guard = await condition.acquire();
    scope.cancel();
    await new Promise(setImmediate);
    // It waits for the lock by now, and can't be told so soon again.
    scope.cancel();
    guard.release();
    await assert.rejects(waiting, CancelledError);
    assert.equal(condition.lock.locked, false);
  });

  test("loses no notification to a task that is cancelled after it", async () => {
    const condition = new Condition();
    const scope = new Scope();
    const notified = runInScope(scope, () => condition.run(() => condition.wait()));
    const other = condition.run(() => condition.wait());
    await released(condition);
    await condition.run(() => {
      scope.cancel();
      condition.notify();
    });
    await assert.rejects(notified, CancelledError);
    assert.equal(await other, true);
  });

  test("tells whoever is cancelled by a time limit so, and doesn't say that nobody notified", async () => {
    const condition = new Condition();
    const scope = new Scope();
    const limit = new TimeoutError("the task took too long", 1);
    const waiting = runInScope(scope, () => condition.run(() => condition.wait()));
    await released(condition);
    scope.cancel(limit);
    await assert.rejects(waiting, limit);
  });

  test("has a lock of its own kind only", () => {
    using shared = new SharedLock();
    // @ts-expect-error that is another Lock
    assert.throws(() => new Condition(shared), {
      name: "MisuseError",
      message: /must be a Lock or RLock of "skein\/task"$/,
    });
  });

  test("that is closed ends the waits, which have the lock again, and closes its own lock", async () => {
    const condition = new Condition(undefined, { name: "changed" });
    const waits = [1, 2].map(() => condition.run(() => condition.wait()));
    await released(condition);
    condition.close();
    condition.close();
    for (const wait of waits) {
      await assert.rejects(wait, {
        name: "ClosedError",
        message: "the Condition 'changed' has been closed",
      });
    }
    assert.throws(() => condition.notify(), ClosedError);
    assert.throws(() => condition.tryAcquire(), ClosedError);
    const lock = new Lock();
    new Condition(lock).close();
    assert.equal(lock.locked, false);
  });

  test("refuses to be sent, and says which class can be", () => {
    using queue = new SharedQueue();
    assert.throws(() => queue.tryPut(new Condition()), NotSendableError);
  });
});
