import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { describeHandle } from "../../src/codec/handle.ts";
import { ClosedError, MisuseError } from "../../src/errors.ts";
import { Process, Thread } from "../../src/index.ts";
import { Condition, reviveCondition } from "../../src/sync/condition.ts";
import { Lock } from "../../src/sync/lock.ts";
import { RLock } from "../../src/sync/rlock.ts";
import { SharedArray } from "../../src/sync/shared-array.ts";
import { conditionUseContract, released } from "../contracts/condition-use.ts";

/** For what would go on waiting if it were wrong. */
const deadline = { timeout: 60_000 };

/** For coroutines of one thread. */
function makeCondition(): Condition {
  return new Condition(new Lock());
}

conditionUseContract("a Condition", makeCondition);

describe("a Condition", () => {
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

  test("can't block without its lock", () => {
    for (const condition of [new Condition(), makeCondition()]) {
      const isMisuse = (method: string): object => ({
        name: "MisuseError",
        message: `condition.${method} was called without holding its lock`,
      });
      assert.throws(() => condition.waitSync(), isMisuse("waitSync()"));
      assert.throws(() => condition.waitForSync(() => true), isMisuse("waitForSync()"));
      assert.throws(() => condition.notify(), isMisuse("notify()"));
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
    assert.throws(() => condition.waitSync(), {
      name: "MisuseError",
      message: /^condition\.waitSync\(\) would block .* write await condition\.wait\(\) here/,
    });
    assert.throws(() => condition.waitForSync(async () => true), {
      name: "MisuseError",
      message: /^the predicate returned a promise, which waitForSync\(\) can't await; /,
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
