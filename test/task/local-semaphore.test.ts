import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CancelledError, ClosedError, MisuseError, NotSendableError } from "../../src/errors.ts";
import { Queue as SharedQueue } from "../../src/index.ts";
import { runInScope } from "../../src/task/current-scope.ts";
import { BoundedSemaphore, Semaphore } from "../../src/task/local-semaphore.ts";
import { Scope } from "../../src/task/scope.ts";
import { waitContract } from "../contracts/lock.ts";
import { semaphoreUseContract } from "../contracts/semaphore.ts";

const most = 2 ** 31 - 1;

semaphoreUseContract("local Semaphore", (value) => new Semaphore(value), most);
semaphoreUseContract("local BoundedSemaphore", (value) => new BoundedSemaphore(value), most);

waitContract(
  "local Semaphore",
  () => new Semaphore(0),
  // It is what was made.
  (semaphore, options) => (semaphore as Semaphore).acquire(options),
);

describe("a local Semaphore", () => {
  test("lets in as many as it has permits, and not one more, in the order in which they came", async () => {
    using permits = new Semaphore(3);
    let [inside, atMost] = [0, 0];
    const order: number[] = [];
    const visit = (number: number): Promise<void> =>
      permits.run(async () => {
        order.push(number);
        inside += 1;
        atMost = Math.max(atMost, inside);
        await new Promise(setImmediate);
        inside -= 1;
      });
    const all = Array.from({ length: 100 }, (_, number) => number);
    await Promise.all(all.map(visit));
    assert.deepEqual([atMost, inside, permits.value], [3, 0, 3]);
    assert.deepEqual(order, all);
  });

  test("grows by what is released beyond its permits, as far as it can count", async () => {
    using permits = new Semaphore(0);
    permits.release(3);
    assert.equal(permits.value, 3);
    await permits.acquire({ permits: 3 });
    permits.release(most);
    assert.throws(() => permits.release(), MisuseError);
  });

  test("lets nobody get ahead of who wants several, and then serves all it can", async () => {
    using permits = new Semaphore(1);
    const several = permits.acquire({ permits: 3 });
    const single = [permits.acquire(), permits.acquire()];
    assert.equal(permits.tryAcquire(), undefined);
    assert.equal(permits.value, 1);
    permits.release(2);
    const first = await several;
    assert.equal(permits.value, 0);
    first.release();
    await Promise.all(single);
    assert.equal(permits.value, 1);
  });

  test("serves those behind one who gives up and wanted more", async () => {
    using permits = new Semaphore(2);
    const scope = new Scope();
    const [several, other] = runInScope(scope, () => [
      permits.acquire({ permits: 3 }),
      permits.acquire({ permits: 1 }),
    ]);
    const single = permits.acquire();
    scope.cancel();
    assert.ok(several !== undefined && other !== undefined);
    await assert.rejects(several, CancelledError);
    // It was its turn as soon as the first one was cancelled.
    (await other).release();
    await single;
    assert.equal(permits.value, 1);
  });

  test("refuses a release too many, if it is bounded", async () => {
    using permits = new BoundedSemaphore(2, { name: "lines" });
    assert.throws(() => permits.release(), {
      name: "MisuseError",
      message:
        "the BoundedSemaphore 'lines' can't be released: it would have more permits than at first",
    });
    const guard = await permits.acquire({ permits: 2 });
    assert.throws(() => permits.release(3), MisuseError);
    guard.release();
    guard.release();
    assert.equal(permits.value, 2);
  });

  test("ends the waits for it when it is closed, and takes back what is held", async () => {
    const permits = new Semaphore(1);
    const guard = permits.tryAcquire();
    const waiting = permits.acquire();
    permits.close();
    await assert.rejects(waiting, ClosedError);
    await assert.rejects(permits.acquire(), ClosedError);
    assert.throws(() => permits.tryAcquire(), ClosedError);
    guard?.release();
    assert.throws(() => permits.value, ClosedError);
  });

  test("refuses to be sent, and says which class can be", () => {
    using queue = new SharedQueue();
    for (const semaphore of [new Semaphore(), new BoundedSemaphore()]) {
      const { name } = semaphore.constructor;
      assert.throws(
        () => queue.tryPut(semaphore),
        (error) =>
          error instanceof NotSendableError &&
          error.message.endsWith(`import { ${name} } from "skein"`),
      );
    }
  });
});
