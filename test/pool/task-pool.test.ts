import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CancelledError, MisuseError } from "../../src/errors.ts";
import { TaskPool } from "../../src/pool/task-pool.ts";
import { currentTask } from "../../src/task/current-scope.ts";
import { sleep } from "../../src/task/sleep.ts";
import { rejects } from "../task/rejects.ts";

describe("a TaskPool", () => {
  it("runs so many calls at a time, in this event loop", async () => {
    await using pool = new TaskPool(20);
    const seen = { running: 0, most: 0 };
    const results = await pool.map(
      async (value: number) => {
        seen.most = Math.max(seen.most, ++seen.running);
        await sleep(1);
        // The first twenty wait for each other.
        while (seen.most < 20) await sleep(1);
        seen.running--;
        return value * 2;
      },
      Array.from({ length: 100 }, (_, index) => index),
    );
    assert.equal(seen.most, 20);
    assert.deepEqual(
      results,
      Array.from({ length: 100 }, (_, index) => index * 2),
    );
  });

  it("has the interface of every pool", async () => {
    await using pool = new TaskPool({ concurrency: 2, name: "mine" });
    assert.equal(pool.name, "mine");
    assert.equal(await pool.apply((one: number, two: number) => one + two, [1, 2]), 3);
    assert.deepEqual(await pool.starmap(Math.max, [[1, 2], [3]]), [2, 3]);
    const squares: number[] = [];
    for await (const square of pool.imap(async (value: number) => value ** 2, [1, 2, 3]))
      squares.push(square);
    assert.deepEqual(squares, [1, 4, 9]);
    assert.throws(() => new TaskPool(0), MisuseError);
  });

  it("gives each call a scope of its own, and ends its sleep when it is cancelled", async () => {
    await using pool = new TaskPool();
    const steps: unknown[] = [];
    const sleeper = pool.applyAsync(async () => {
      const own = currentTask();
      try {
        await sleep(Number.POSITIVE_INFINITY);
      } finally {
        steps.push(currentTask() === own, own?.signal.aborted);
      }
    });
    const other = await pool.apply(async () => {
      await sleep(1);
      return currentTask()?.signal.aborted;
    });
    assert.equal(other, false);
    sleeper.cancel();
    await rejects(sleeper, CancelledError);
    while (steps.length === 0) await sleep(1);
    assert.deepEqual(steps, [true, true]);
  });
});
