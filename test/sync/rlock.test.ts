import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MisuseError } from "../../src/errors.ts";
import { InlinePool, Process, Thread } from "../../src/index.ts";
import { memoryMode } from "../../src/memory/memory-mode.ts";
import { RLock } from "../../src/sync/rlock.ts";
import { lockContract } from "../contracts/lock.ts";

const rounds = memoryMode() === "mapped" ? 20_000 : 100;

lockContract("RLock", () => new RLock(), rounds);

describe("RLock", () => {
  test("is taken again by its owner, and released as often", async () => {
    using lock = new RLock();
    const guards = [await lock.acquire(), lock.acquireSync(), lock.tryAcquire()];
    for (const guard of guards) {
      assert.equal(lock.locked, true);
      guard?.release();
    }
    assert.equal(lock.locked, false);
  });

  for (const Child of [Process, Thread]) {
    test(`is nobody else's to take or release, as a ${Child.name} finds`, async () => {
      using lock = new RLock();
      using _guard = await lock.acquire();
      const child = new Child({
        target: () => {
          if (lock.tryAcquire() !== undefined) return "taken";
          try {
            lock.release();
            return "released";
          } catch (error) {
            return error instanceof Error ? error.name : "thrown";
          }
        },
      });
      child.start();
      assert.equal(await child.result(), "MisuseError");
    });
  }

  test("belongs to one call of several that run in a thread at a time", async () => {
    using lock = new RLock();
    await using pool = new InlinePool();
    const inside = pool.apply(async () => {
      using _guard = await lock.acquire();
      using _again = await lock.acquire();
      await new Promise((resolve) => setImmediate(resolve));
      return lock.locked;
    });
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(lock.tryAcquire(), undefined);
    assert.throws(() => lock.release(), MisuseError);
    assert.equal(await inside, true);
    assert.equal(lock.locked, false);
  });
});
