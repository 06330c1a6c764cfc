import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MisuseError } from "../../src/errors.ts";
import { Event } from "../../src/sync/event.ts";
import { Lock } from "../../src/sync/lock.ts";
import { RLock } from "../../src/sync/rlock.ts";
import { Semaphore } from "../../src/sync/semaphore.ts";
import { memoryMode } from "../../src/memory/memory-mode.ts";
import { lockContract, waitContract } from "../contracts/lock.ts";

const rounds = memoryMode() === "mapped" ? 20_000 : 100;

lockContract("Lock", () => new Lock(), rounds);

waitContract(
  "Lock",
  () => {
    const lock = new Lock();
    lock.tryAcquire();
    return lock;
  },
  // It is what was made.
  (lock, options) => (lock as Lock).acquire(options),
);

describe("a blocking form", () => {
  const reason = new RangeError("enough");
  const signal = AbortSignal.abort(reason);

  test("throws the reason of a signal that was aborted before, and takes nothing", () => {
    using lock = new Lock();
    using reentrant = new RLock();
    using permits = new Semaphore(1);
    using event = new Event();
    event.set();
    for (const act of [
      () => lock.acquireSync({ signal }),
      () => reentrant.acquireSync({ signal }),
      () => permits.acquireSync({ signal }),
      () => event.waitSync({ signal }),
    ])
      assert.throws(act, reason);
    assert.deepEqual([lock.locked, reentrant.locked, permits.value], [false, false, 1]);
  });
});

describe("Lock", () => {
  test("serves the coroutines of a thread in the order in which they came", async () => {
    using lock = new Lock();
    const guard = await lock.acquire();
    const served: number[] = [];
    const waits = Array.from({ length: 1_000 }, async (_, index) => {
      using _guard = await lock.acquire();
      served.push(index);
    });
    guard.release();
    await Promise.all(waits);
    assert.deepEqual(
      served,
      Array.from({ length: 1_000 }, (_, index) => index),
    );
  });

  test("isn't re-entrant", async () => {
    using lock = new Lock();
    using _guard = await lock.acquire();
    assert.equal(lock.tryAcquire(), undefined);
    await assert.rejects(lock.acquire({ timeout: 1 }), { code: "ERR_SKEIN_TIMEOUT" });
  });

  test("may be released by somebody else than its holder", async () => {
    using lock = new Lock();
    await lock.acquire();
    lock.release();
    assert.equal(lock.locked, false);
  });

  test("passes on to the next when those before it have given up", async () => {
    using lock = new Lock();
    const guard = await lock.acquire();
    const controller = new AbortController();
    const given = Array.from({ length: 10 }, () => lock.acquire({ signal: controller.signal }));
    const patient = lock.acquire();
    guard.release();
    controller.abort(new Error("given up"));
    const ends = await Promise.allSettled(given);
    for (const end of ends) if (end.status === "fulfilled") end.value.release();
    (await patient).release();
    assert.equal(lock.locked, false);
  });

  test("isn't waited for by blocking the main thread", async () => {
    using lock = new Lock();
    lock.acquireSync().release();
    using _guard = await lock.acquire();
    assert.throws(
      () => lock.acquireSync(),
      (error) => {
        assert.ok(error instanceof MisuseError);
        assert.match(error.message, /lock\.acquireSync\(\) would block.*await lock\.acquire\(\)/);
        return true;
      },
    );
    assert.throws(() => lock.acquireSync({ timeout: 0 }), { code: "ERR_SKEIN_TIMEOUT" });
  });
});
