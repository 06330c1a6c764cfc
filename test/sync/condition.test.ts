import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { describeHandle } from "../../src/codec/handle.ts";
import { ClosedError, MisuseError } from "../../src/errors.ts";
import { Process, Thread } from "../../src/index.ts";
import { Condition, reviveCondition } from "../../src/sync/condition.ts";
import { Lock } from "../../src/sync/lock.ts";
import { RLock } from "../../src/sync/rlock.ts";
import { SharedArray } from "../../src/sync/shared-array.ts";

/** For what would go on waiting if it were wrong. */
const deadline = { timeout: 60_000 };

/** For coroutines of one thread. */
function makeCondition(): Condition {
  return new Condition(new Lock());
}

/** Waits until a coroutine of this thread waits, and so has released the lock. */
async function released(condition: Condition): Promise<void> {
  while (condition.lock.locked) await new Promise(setImmediate);
}

describe("a Condition", () => {
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

  test("restores how often its RLock was held", deadline, async () => {
    const condition = new Condition();
    assert.ok(condition.lock instanceof RLock);
    for (let level = 0; level < 3; level += 1) await condition.acquire();
    const helper = new Thread({
      target: () => condition.runSync(() => condition.notify()),
      dedicated: true,
    });
    helper.start();
    assert.equal(await condition.wait(), true);
    for (let level = 0; level < 3; level += 1) {
      assert.equal(condition.lock.locked, true);
      condition.release();
    }
    assert.equal(condition.lock.locked, false);
    assert.throws(() => condition.release(), MisuseError);
    await helper.result();
  });

  test("is of no use without its lock", async () => {
    for (const condition of [new Condition(), makeCondition()]) {
      const isMisuse = (method: string): object => ({
        name: "MisuseError",
        message: `condition.${method} was called without holding its lock`,
      });
      await assert.rejects(condition.wait(), isMisuse("wait()"));
      await assert.rejects(
        condition.waitFor(() => true),
        isMisuse("waitFor()"),
      );
      assert.throws(() => condition.waitSync(), isMisuse("waitSync()"));
      assert.throws(() => condition.waitForSync(() => true), isMisuse("waitForSync()"));
      assert.throws(() => condition.notify(), isMisuse("notify()"));
      assert.throws(() => condition.notifyAll(), isMisuse("notifyAll()"));
      assert.throws(() => condition.release(), MisuseError);
    }
  });

  test("refuses what can't be", async () => {
    // @ts-expect-error that is no lock
    assert.throws(() => new Condition({}), {
      name: "MisuseError",
      message: "the lock of a Condition must be a Lock or RLock",
    });
    const condition = makeCondition();
    using _ = condition.tryAcquire();
    for (const count of [-1, 1.5, NaN]) {
      assert.throws(() => condition.notify(count), {
        name: "MisuseError",
        message: `a Condition can't notify ${count} waits`,
      });
    }
    assert.throws(() => condition.waitSync(), {
      name: "MisuseError",
      message: /^condition\.waitSync\(\) would block .* write await condition\.wait\(\) here/,
    });
    assert.throws(() => condition.waitForSync(async () => true), {
      name: "MisuseError",
      message: /^the predicate returned a promise, which waitForSync\(\) can't await; /,
    });
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
    assert.equal(condition.tryAcquire()?.recovered, false);
    assert.equal(
      condition.waitForSync(() => stock),
      2,
    );
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

  test("that is closed here completes the waits that have begun", deadline, async () => {
    const condition = new Condition();
    const again = reviveCondition(describeHandle(condition)?.data);
    assert.equal(again.lock, condition.lock);
    const waiter = condition.run(async () => {
      assert.equal(await condition.wait(), true);
      assert.equal(condition.lock.locked, true);
    });
    await released(condition);
    condition.close();
    condition.close();
    assert.throws(() => describeHandle(condition), ClosedError);
    await again.run(() => again.notify());
    await waiter;
    assert.equal(condition.lock.locked, false);
    condition.close();
    assert.throws(() => condition.lock.locked, ClosedError);
  });

  test("leaves a lock that it was given open", async () => {
    const lock = new Lock();
    new Condition(lock).close();
    assert.equal(lock.locked, false);
    const condition = new Condition();
    condition.close();
    assert.throws(() => condition.lock.locked, ClosedError);
  });

  test("lets producers and consumers in threads and processes meet", deadline, async () => {
    const lock = new RLock();
    const [notEmpty, notFull] = [new Condition(lock), new Condition(lock)];
    // How many items there are, how many have been made, and taken; room is for two.
    using state = new SharedArray("int32", 3, { lock: false });
    const items = 60;
    const produce = async (): Promise<void> => {
      for (let item = 0; item < items; item += 1) {
        await notFull.run(async () => {
          await notFull.waitFor(() => state.get(0) < 2);
          state.add(0, 1);
          state.add(1, 1);
          notEmpty.notify();
        });
      }
    };
    const consume = (): number => {
      let most = 0;
      for (let item = 0; item < items; item += 1) {
        notEmpty.runSync(() => {
          most = Math.max(
            most,
            notEmpty.waitForSync(() => state.get(0)),
          );
          state.add(0, -1);
          state.add(2, 1);
          notFull.notify();
        });
      }
      return most;
    };
    const consumers = [
      new Process({ target: consume }),
      new Thread({ target: consume, dedicated: true }),
    ];
    const producers = [
      new Process({ target: produce }),
      new Thread({ target: produce, dedicated: true }),
    ];
    for (const child of [...consumers, ...producers]) child.start();
    for (const producer of producers) await producer.result();
    for (const consumer of consumers) assert.ok((await consumer.result()) <= 2);
    assert.deepEqual(Array.from(state), [0, 2 * items, 2 * items]);
  });

  test("passes on the notification of a process that is killed", deadline, async () => {
    const condition = makeCondition();
    using waits = new SharedArray("int32", 1, { lock: false });
    const child = new Process({
      target: () =>
        condition.runSync(() => {
          waits.add(0, 1);
          return condition.waitSync();
        }),
    });
    child.start();
    const ended = assert.rejects(child.result());
    while (waits.get(0) === 0 || condition.lock.locked) await new Promise(setImmediate);
    const here: Promise<boolean>[] = [];
    for (let waiter = 0; waiter < 2; waiter += 1) {
      here.push(condition.run(() => condition.wait()));
      await released(condition);
    }
    await condition.run(async () => {
      // Each thread gets one. The child can't take its before it has the lock.
      condition.notify(2);
      child.kill();
      await ended;
    });
    assert.deepEqual(await Promise.all(here), [true, true]);
  });
});
