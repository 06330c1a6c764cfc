import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { describeHandle } from "../../src/codec/handle.ts";
import { handles as lockHandles, Lock } from "../../src/sync/lock.ts";
import { RLock } from "../../src/sync/rlock.ts";
import { Semaphore } from "../../src/sync/semaphore.ts";
import { runInScope } from "../../src/task/current-scope.ts";
import type { LockGuard } from "../../src/task/lock-guard.ts";
import { Scope } from "../../src/task/scope.ts";
import type { WaitOptions } from "../../src/task/wait.ts";

interface Acquirable extends Disposable {
  acquire(options?: WaitOptions): Promise<LockGuard>;
}

/** For what would go on waiting if it were wrong. */
const deadline = { timeout: 60_000 };
const MOST_OVERTAKES = 64;

/** Starts coroutines that are owners of their own. */
function coroutines<Result>(count: number, body: (me: number) => Promise<Result>) {
  return Array.from({ length: count }, (_, me) => runInScope(new Scope(), () => body(me)));
}

for (const [name, make] of [
  ["Lock", () => new Lock()],
  ["RLock", () => new RLock()],
  ["Semaphore", () => new Semaphore(1)],
] as readonly [string, () => Acquirable][]) {
  describe(`${name}: the coroutines of one thread`, () => {
    test(
      "get it in turn, although each wants it again as soon as it lets go",
      deadline,
      async () => {
        using object = make();
        const last = [0, 0, 0];
        let [turn, longest] = [0, 0];
        const all = coroutines(3, async (me) => {
          for (let round = 0; round < 500; round += 1) {
            const guard = await object.acquire();
            turn += 1;
            longest = Math.max(longest, turn - (last[me] ?? 0));
            last[me] = turn;
            guard.release();
          }
        });
        await Promise.all(all);
        assert.ok(longest > 3, "overtaking is what makes it cheap");
        assert.ok(longest <= 2 * (MOST_OVERTAKES + 1) + 1, `one has waited for ${longest} turns`);
      },
    );

    test("overtake nobody in the next turn of the event loop", deadline, async () => {
      using object = make();
      const order: number[] = [];
      const all = coroutines(3, async (me) => {
        for (let round = 0; round < 4; round += 1) {
          using _guard = await object.acquire();
          order.push(me);
          await new Promise(setImmediate);
          await new Promise(setImmediate);
        }
      });
      await Promise.all(all);
      // Each may have it twice in a row.
      for (const me of [0, 1, 2])
        assert.ok(order.indexOf(me) <= 4, `${me} is too late in ${order.join(" ")}`);
      assert.ok(!/(\d)( \1){2}/.test(order.slice(0, 8).join(" ")), order.join(" "));
    });

    test("needn't wait for those who have given up", deadline, async () => {
      using object = make();
      const guard = await object.acquire();
      const stop = new AbortController();
      const given = coroutines(3, () => object.acquire({ signal: stop.signal }));
      stop.abort("enough");
      guard.release();
      for (const each of given) await assert.rejects(each, (reason) => reason === "enough");
      for (let round = 0; round < 3 * MOST_OVERTAKES; round += 1)
        (await object.acquire({ timeout: 0 })).release();
    });

    test("get it when it is free and they don't want to wait", deadline, async () => {
      using object = make();
      let guard = await object.acquire();
      const all = coroutines(1, async () => (await object.acquire()).release());
      for (let round = 0; round < 2 * MOST_OVERTAKES; round += 1) {
        guard.release();
        guard = await object.acquire({ timeout: 0 });
      }
      guard.release();
      await Promise.all(all);
    });
  });
}

describe("Lock", () => {
  test("is had in turn by those who have it as different objects", deadline, async () => {
    using lock = new Lock();
    const revived = lockHandles["skein.Lock"]?.(describeHandle(lock)?.data);
    assert.ok(revived instanceof Lock);
    using other = revived;
    const guard = await lock.acquire();
    let isServed = false;
    const waiting = other.run(() => (isServed = true));
    guard.release();
    let rounds = 0;
    while (!isServed && rounds < 10 * MOST_OVERTAKES) {
      (await lock.acquire()).release();
      rounds += 1;
    }
    await waiting;
    assert.ok(rounds <= MOST_OVERTAKES + 1, `after ${rounds} rounds`);
  });
});
