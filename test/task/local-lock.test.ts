import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CancelledError, ClosedError, MisuseError, NotSendableError } from "../../src/errors.ts";
import { Queue as SharedQueue, ThreadPool } from "../../src/index.ts";
import { runInScope } from "../../src/task/current-scope.ts";
import { Lock, RLock } from "../../src/task/local-lock.ts";
import { Scope } from "../../src/task/scope.ts";
import { lockUseContract, waitContract } from "../contracts/lock.ts";

lockUseContract("local Lock", () => new Lock());
lockUseContract("local RLock", () => new RLock());

waitContract(
  "local Lock",
  () => {
    const lock = new Lock();
    lock.tryAcquire();
    return lock;
  },
  // It is what was made.
  (lock, options) => (lock as Lock).acquire(options),
);

describe("a local Lock", () => {
  test("goes round among coroutines that take it again as soon as they have released it", async () => {
    using lock = new Lock();
    const order: number[] = [];
    const go = async (me: number): Promise<void> => {
      for (let round = 0; round < 50; round += 1) {
        using _guard = await lock.acquire();
        order.push(me);
      }
    };
    await Promise.all([go(0), go(1), go(2)]);
    assert.deepEqual(
      order,
      Array.from({ length: 150 }, (_, turn) => turn % 3),
    );
  });

  test("is held by the next one from the moment it is released: nobody gets in between", async () => {
    using lock = new Lock();
    const first = await lock.acquire();
    const second = lock.acquire();
    first.release();
    assert.equal(lock.locked, true);
    assert.equal(lock.tryAcquire(), undefined);
    (await second).release();
    assert.equal(lock.locked, false);
  });

  test("may be released by somebody else than its holder, and isn't re-entrant", async () => {
    using lock = new Lock();
    await lock.acquire();
    await assert.rejects(lock.acquire({ timeout: 1 }), { code: "ERR_SKEIN_TIMEOUT" });
    runInScope(new Scope(), () => lock.release());
    assert.equal(lock.locked, false);
  });

  test("passes by those who are cancelled, at any moment", async () => {
    for (const cancelsBefore of [true, false]) {
      using lock = new Lock();
      const scope = new Scope();
      const guard = await lock.acquire();
      const cancelled = runInScope(scope, () => lock.acquire());
      const patient = lock.acquire();
      if (cancelsBefore) scope.cancel();
      guard.release();
      if (!cancelsBefore) scope.cancel();
      // Cancelled after it was handed over, the lock is theirs, and they are to release it.
      if (cancelsBefore) await assert.rejects(cancelled, CancelledError);
      else (await cancelled).release();
      (await patient).release();
      assert.equal(lock.locked, false);
    }
  });

  test("serves 100,000 waits in turn", async () => {
    using lock = new Lock();
    const guard = await lock.acquire();
    let served = 0;
    const waits = Array.from({ length: 100_000 }, (_, index) =>
      lock.run(() => {
        assert.equal(served, index);
        served += 1;
      }),
    );
    guard.release();
    await Promise.all(waits);
    assert.equal(served, 100_000);
  });

  test("ends the waits for it when it is closed", async () => {
    const lock = new Lock({ name: "cache" });
    const guard = await lock.acquire();
    const waiting = lock.acquire();
    lock.close();
    await assert.rejects(waiting, {
      name: "ClosedError",
      message: "the Lock 'cache' has been closed",
    });
    guard.release();
    assert.throws(() => lock.release(), ClosedError);
    assert.throws(() => lock.locked, ClosedError);
  });

  test("refuses to be sent, and says what can be", async () => {
    await using pool = new ThreadPool(1);
    using queue = new SharedQueue();
    using lock = new Lock();
    const isRefusal = (error: unknown): boolean =>
      error instanceof NotSendableError && error.message.endsWith('import { Lock } from "skein"');
    assert.throws(() => queue.tryPut({ inside: lock }), isRefusal);
    await assert.rejects(
      pool.apply((given: Lock) => given.locked, [lock]),
      isRefusal,
    );
    await assert.rejects(
      pool.apply(() => lock.locked),
      isRefusal,
    );
  });
});

describe("a local RLock", () => {
  test("can be taken again by the task that has it, and has to be released as often", async () => {
    using lock = new RLock();
    const [one, two] = [new Scope(), new Scope()];
    await runInScope(one, async () => {
      using _outer = await lock.acquire();
      using _inner = await lock.acquire({ timeout: 0 });
      assert.equal(
        runInScope(two, () => lock.tryAcquire()),
        undefined,
      );
    });
    assert.equal(lock.locked, false);
  });

  test("can be released by its owner only", async () => {
    using lock = new RLock();
    const scope = new Scope();
    const guard = await runInScope(scope, () => lock.acquire());
    assert.throws(() => lock.release(), {
      name: "MisuseError",
      message: "this RLock can't be released: whoever releases it must own it",
    });
    runInScope(scope, () => guard.release());
    assert.throws(() => lock.release(), MisuseError);
  });

  test("goes to the owner that waits, for all of its waits in a row", async () => {
    using lock = new RLock();
    const [one, two] = [new Scope(), new Scope()];
    const mine = await lock.acquire();
    const log: string[] = [];
    const wait = (scope: Scope, name: string): Promise<void> =>
      runInScope(scope, async () => {
        const guard = await lock.acquire();
        log.push(name);
        await Promise.resolve();
        guard.release();
      });
    const waits = [wait(one, "one"), wait(one, "one again"), wait(two, "two")];
    mine.release();
    await Promise.all(waits);
    assert.deepEqual(log, ["one", "one again", "two"]);
    assert.equal(lock.locked, false);
  });
});
