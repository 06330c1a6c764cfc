import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ClosedError, MisuseError, TimeoutError } from "../../src/errors.ts";
import { Pool, Process, Thread } from "../../src/index.ts";
import type { Lock } from "../../src/sync/lock.ts";
import type { RLock } from "../../src/sync/rlock.ts";
import { Event } from "../../src/sync/event.ts";
import { SharedArray } from "../../src/sync/shared-array.ts";
import type { LockGuard } from "../../src/task/lock-guard.ts";
import type { WaitOptions } from "../../src/task/wait.ts";

type AnyLock = Lock | RLock;

/** Changes two numbers that should always be equal, so that whoever comes in between would see it. */
async function change(lock: AnyLock, pair: SharedArray, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    using _guard = await lock.acquire();
    step(pair);
  }
}

function changeBlocking(lock: AnyLock, pair: SharedArray, rounds: number): void {
  for (let round = 0; round < rounds; round += 1) {
    using _guard = lock.acquireSync();
    step(pair);
  }
}

function step(pair: SharedArray): void {
  const first = Number(pair.get(0));
  assert.equal(pair.get(1), first);
  pair.set(0, first + 1);
  pair.set(1, first + 1);
}

async function holdForEver(lock: AnyLock, held: Event): Promise<never> {
  await lock.acquire();
  held.set();
  return new Promise(() => setInterval(() => {}, 1_000));
}

function blockForEver(lock: AnyLock, waiting: Event): void {
  waiting.set();
  lock.acquireSync();
}

/** What holds for every lock, between whomever. `rounds` is how often it is fought for. */
export function lockContract(name: string, make: () => AnyLock, rounds: number): void {
  lockUseContract(name, make);
  describe(name, () => {
    for (const [what, First, Second] of [
      ["two processes", Process, Process],
      ["a process and a thread", Process, Thread],
      ["two threads", Thread, Thread],
    ] as const) {
      for (const [how, target] of [
        ["that wait", change],
        ["that block", changeBlocking],
      ] as const) {
        test(`lets one at a time of ${what} ${how}, and of coroutines here`, async () => {
          using lock = make();
          using pair = new SharedArray("int32", 2, { lock: false });
          const args = [lock, pair, rounds] as const;
          const children = [First, Second].map(
            (Child) => new Child<typeof args, unknown>({ target, args, dedicated: true }),
          );
          for (const child of children) child.start();
          await change(lock, pair, rounds);
          for (const child of children) await child.result();
          assert.deepEqual([...pair], [3 * rounds, 3 * rounds]);
        });
      }
    }

    test("is recovered from a process that was killed while others waited", async () => {
      using lock = make();
      using held = new Event();
      const child = new Process({ target: holdForEver, args: [lock, held] });
      child.start();
      await held.wait();
      const first = lock.acquire();
      const second = lock.acquire();
      child.kill();
      const guard = await first;
      assert.equal(guard.recovered, true);
      guard.release();
      if (!isReentrant(lock)) assert.equal((await second).recovered, false);
      await child.join();
    });

    test("is recovered from a thread that was terminated", async () => {
      using lock = make();
      using held = new Event();
      const child = new Thread({ target: holdForEver, args: [lock, held], dedicated: true });
      child.start();
      await held.wait();
      child.terminate();
      using guard = await lock.acquire();
      assert.equal(guard.recovered, true);
      await child.join();
    });

    test("is recovered from a process that ended without releasing it", async () => {
      using lock = make();
      const child = new Process({ target: async () => void (await lock.acquire()) });
      child.start();
      await child.join();
      using guard = await lock.acquire();
      assert.equal(guard.recovered, true);
    });

    test("goes to the next when one who is killed had been waiting", async () => {
      using lock = make();
      using waiting = new Event();
      const guard = await lock.acquire();
      const child = new Process({ target: blockForEver, args: [lock, waiting] });
      child.start();
      await waiting.wait();
      child.kill();
      await child.join();
      guard.release();
      assert.equal((await lock.acquire()).recovered, false);
    });

    test("lets a thread that blocks be terminated", async () => {
      using lock = make();
      using waiting = new Event();
      using _guard = await lock.acquire();
      const child = new Thread({ target: blockForEver, args: [lock, waiting], dedicated: true });
      child.start();
      await waiting.wait();
      child.terminate();
      assert.equal(await child.join(), true);
    });

    test("is the same one in a call of a pool that has captured it", async () => {
      using lock = make();
      await using pool = new Pool(1);
      const guard = await lock.acquire();
      assert.equal(await pool.apply(() => lock.tryAcquire() === undefined), true);
      assert.equal(await pool.apply((given: AnyLock) => given.locked, [lock]), true);
      guard.release();
      assert.equal(await pool.apply((given: AnyLock) => given.locked, [lock]), false);
    });

    test("comes back from a pool as a result, still the same one", async () => {
      await using pool = new Pool(1);
      using lock = make();
      using back = await pool.apply((given: AnyLock) => given, [lock]);
      using _guard = await lock.acquire();
      assert.equal(back.locked, true);
    });

    test("goes on to a grandchild", async () => {
      using lock = make();
      using _guard = await lock.acquire();
      const child = new Process({
        target: async () => {
          const grandchild = new Process({ target: () => lock.tryAcquire() === undefined });
          grandchild.start();
          return await grandchild.result();
        },
      });
      child.start();
      assert.equal(await child.result(), true);
    });

    test("made in a worker outlives it", async () => {
      const child = new Process({ target: () => make() });
      child.start();
      using lock = await child.result();
      await child.join();
      using guard = await lock.acquire();
      assert.equal(guard.recovered, false);
    });

    test("releases after runSync", () => {
      using lock = make();
      assert.equal(
        lock.runSync(() => 7),
        7,
      );
      assert.equal(lock.locked, false);
    });
  });
}

/** What locks have in common, shared or of one event loop. */
export interface AnyKindOfLock extends Disposable {
  readonly locked: boolean;
  acquire(options?: WaitOptions): Promise<LockGuard>;
  tryAcquire(): LockGuard | undefined;
  release(): void;
  run<Result>(body: (guard: LockGuard) => Result | PromiseLike<Result>): Promise<Result>;
  close(): void;
}

/** What holds for every lock, also for those of one event loop. */
export function lockUseContract(name: string, make: () => AnyKindOfLock): void {
  describe(name, () => {
    test("is released by its guard once, however often that is asked", async () => {
      using lock = make();
      const first = await lock.acquire();
      first.release();
      const second = await lock.acquire();
      first.release();
      assert.equal(lock.locked, true);
      second.release();
      assert.equal(lock.locked, false);
    });

    test("releases after run, whether it returns or throws", async () => {
      using lock = make();
      assert.equal(await lock.run(() => lock.locked), true);
      await assert.rejects(
        lock.run(() => {
          throw new RangeError("no");
        }),
        RangeError,
      );
      assert.equal(lock.locked, false);
    });

    test("can't be released when nobody holds it", () => {
      using lock = make();
      assert.throws(() => lock.release(), MisuseError);
    });

    test("can't be used after close, by whoever closed it", async () => {
      const lock = make();
      lock.close();
      lock.close();
      assert.throws(() => lock.tryAcquire(), ClosedError);
      await assert.rejects(lock.acquire(), ClosedError);
    });
  });
}

/** What holds for locks that the main thread itself can be kept waiting for. */
export function waitContract(
  name: string,
  make: () => Disposable,
  wait: (
    object: Disposable,
    options: { timeout?: number; signal?: AbortSignal },
  ) => Promise<unknown>,
): void {
  describe(`${name}: a wait for it`, () => {
    test("ends with TimeoutError when the time is up, at once for 0", async () => {
      using object = make();
      await assert.rejects(wait(object, { timeout: 0 }), TimeoutError);
      await assert.rejects(wait(object, { timeout: 5 }), TimeoutError);
    });

    test("ends with the reason of its signal", async () => {
      using object = make();
      const reason = new RangeError("enough");
      await assert.rejects(wait(object, { signal: AbortSignal.abort(reason) }), reason);
      const controller = new AbortController();
      const waiting = wait(object, { signal: controller.signal });
      controller.abort(reason);
      await assert.rejects(waiting, reason);
    });
  });
}

function isReentrant(lock: AnyLock): lock is RLock {
  return lock.constructor.name === "RLock";
}
