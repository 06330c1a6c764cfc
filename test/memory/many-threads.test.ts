import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Barrier, Lock, Semaphore, SharedArray, Thread } from "../../src/index.ts";
import { LocalSpace } from "../../src/memory/local-memory.ts";
import { SLOTS } from "../../src/memory/memory.ts";
import { memoryMode } from "../../src/memory/memory-mode.ts";
import { programMemory } from "../../src/memory/program-memory.ts";
import { semaphoreKind } from "../../src/sync/semaphore-state.ts";

const threads = 70;

describe("many threads", () => {
  test(`at a time, ${threads}, share one memory, each in a slot of its own`, async () => {
    using lock = new Lock();
    using permits = new Semaphore(3);
    using counted = new SharedArray("int32", 2, { lock: false });
    using all = new Barrier(threads);
    const work = async (): Promise<number> => {
      // So that all of them are there at the same time.
      await all.wait();
      for (let round = 0; round < 100; round += 1) {
        using _permit = await permits.acquire();
        using _guard = await lock.acquire();
        counted.set(0, Number(counted.get(0)) + 1);
      }
      return programMemory().slot;
    };
    const children = Array.from(
      { length: threads },
      () => new Thread({ target: work, dedicated: true }),
    );
    for (const child of children) child.start();
    const slots = await Promise.all(children.map((child) => child.result()));
    assert.equal(counted.get(0), threads * 100);
    assert.equal(permits.value, 3);
    if (memoryMode() === "mapped") assert.equal(new Set(slots).size, threads);
  });

  test("take as many slots as there are, and are refused the next", () => {
    const space = new LocalSpace();
    const parties = Array.from({ length: SLOTS }, () => space.join());
    assert.throws(() => space.join(), /slots are taken/);
    const [first] = parties;
    const last = parties.at(-1);
    assert.ok(first !== undefined && last !== undefined);
    const settings = { value: 1, bounded: false };
    const block = first.allocate({ kind: 3, bytes: semaphoreKind.bytes(settings) });
    semaphoreKind.prepare(block, settings);
    assert.equal(semaphoreKind.open(last.open(block.reference)).tryAcquire(1), true);
    assert.equal(semaphoreKind.open(block).tryAcquire(1), undefined);
    last.die();
    assert.equal(semaphoreKind.open(block).tryAcquire(1), true);
  });
});
