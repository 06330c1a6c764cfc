import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MisuseError } from "../../src/errors.ts";
import { Process, Thread } from "../../src/index.ts";
import { Event } from "../../src/sync/event.ts";
import type { Semaphore } from "../../src/sync/semaphore.ts";
import { MOST_HELD } from "../../src/sync/semaphore-state.ts";
import { SharedArray } from "../../src/sync/shared-array.ts";
import type { LockGuard } from "../../src/task/lock-guard.ts";
import type { WaitOptions } from "../../src/task/wait.ts";

/** Comes and goes; counts who is inside, and how many were there at most. */
async function visit(permits: Semaphore, inside: SharedArray, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    using _permit = round % 2 === 0 ? await permits.acquire() : permits.acquireSync();
    const now = Number(inside.add(0, 1)) + 1;
    for (let most = Number(inside.get(1)); now > most; most = Number(inside.get(1)))
      inside.compareExchange(1, most, now);
    inside.add(0, -1);
  }
}

async function holdForEver(permits: Semaphore, count: number, held: Event): Promise<never> {
  for (let taken = 0; taken < count; taken += 1) await permits.acquire();
  held.set();
  return new Promise(() => setInterval(() => {}, 1_000));
}

/** What holds for every semaphore. `rounds` is how often it is fought for. */
export function semaphoreContract(
  name: string,
  make: (value?: number) => Semaphore,
  rounds: number,
): void {
  semaphoreUseContract(name, make, MOST_HELD);
  describe(name, () => {
    test("lets in as many processes and threads as it has permits, and not one more", async () => {
      using permits = make(2);
      using inside = new SharedArray("int32", 2, { lock: false });
      const args: [Semaphore, SharedArray, number] = [permits, inside, rounds];
      const children = [Process, Process, Thread, Thread].map(
        (Child) => new Child({ target: visit, args, dedicated: true }),
      );
      for (const child of children) child.start();
      for (const child of children) await child.result();
      assert.equal(inside.get(0), 0);
      assert.ok(Number(inside.get(1)) <= 2);
      assert.equal(permits.value, 2);
    });

    for (const Child of [Process, Thread]) {
      test(`gets back what a ${Child.name} held that was killed, while others wait`, async () => {
        using permits = make(3);
        using held = new Event();
        const child = new Child({
          target: holdForEver,
          args: [permits, 2, held],
          dedicated: true,
        });
        child.start();
        await held.wait();
        assert.equal(permits.value, 1);
        const waiting = permits.acquire({ permits: 3 });
        child.kill();
        const guard = await waiting;
        assert.equal(permits.value, 0);
        guard.release();
        assert.equal(permits.value, 3);
        await child.join();
      });
    }

    test("gives nothing back for the dead that somebody else has released already", async () => {
      using permits = make(1);
      using held = new Event();
      const child = new Process({ target: holdForEver, args: [permits, 1, held] });
      child.start();
      await held.wait();
      permits.release();
      assert.equal(permits.value, 1);
      child.kill();
      await child.join();
      using _only = await permits.acquire();
      assert.equal(permits.tryAcquire(), undefined);
    });

    test("hands permits to and fro between two processes", async () => {
      using there = make(0 + 1);
      using back = make(1);
      await there.acquire();
      await back.acquire();
      const child = new Process({
        target: () => {
          for (let round = 0; round < rounds; round += 1) {
            there.acquireSync();
            back.release();
          }
        },
      });
      child.start();
      for (let round = 0; round < rounds; round += 1) {
        there.release();
        await back.acquire();
      }
      await child.result();
      assert.equal(there.value + back.value, 0);
    });
  });
}

/** What semaphores have in common, shared or of one event loop. */
export interface AnyKindOfSemaphore extends Disposable {
  readonly value: number;
  acquire(options?: WaitOptions & { readonly permits?: number }): Promise<LockGuard>;
  tryAcquire(permits?: number): LockGuard | undefined;
}

/** What holds for every semaphore, also for those of one event loop. One can take `most` permits at a time. */
export function semaphoreUseContract(
  name: string,
  make: (value?: number) => AnyKindOfSemaphore,
  most: number,
): void {
  describe(name, () => {
    test("takes several permits at once or none", async () => {
      using permits = make(3);
      const guard = await permits.acquire({ permits: 2 });
      assert.equal(permits.tryAcquire(2), undefined);
      assert.equal(permits.value, 1);
      guard.release();
      assert.equal(permits.value, 3);
    });

    test("loses no permit to those who give up while it is released", async () => {
      using permits = make(1);
      for (let round = 0; round < 200; round += 1) {
        const guard = await permits.acquire();
        const controller = new AbortController();
        const { signal } = controller;
        const impatient = permits.acquire({ signal });
        const patient = permits.acquire();
        if (round % 2 === 0) guard.release();
        controller.abort();
        if (round % 2 === 1) guard.release();
        await impatient.then(
          (late) => late.release(),
          () => {},
        );
        (await patient).release();
        assert.equal(permits.value, 1);
      }
    });

    test("refuses numbers of permits that are none", async () => {
      for (const wrong of [-1, 0.5, Number.NaN, Infinity])
        assert.throws(() => make(wrong), MisuseError);
      using permits = make(1);
      for (const wrong of [0, -1, 1.5, most + 1]) {
        assert.throws(() => permits.tryAcquire(wrong), MisuseError);
        await assert.rejects(permits.acquire({ permits: wrong }), MisuseError);
      }
    });
  });
}
