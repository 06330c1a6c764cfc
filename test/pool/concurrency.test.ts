import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Pool } from "../../src/pool/pool.ts";
import { ThreadPool } from "../../src/pool/thread-pool.ts";
import { Barrier } from "../../src/sync/barrier.ts";
import { Semaphore } from "../../src/sync/semaphore.ts";
import { sleep } from "../../src/task/sleep.ts";
import { TaskGroup } from "../../src/task/task-group.ts";
import { rejects } from "../task/rejects.ts";

for (const [kind, PoolOf] of [
  ["processes", Pool],
  ["threads", ThreadPool],
] as const) {
  describe(`a pool of ${kind} with concurrency`, () => {
    it("runs so many coroutines at a time in each of its workers", async () => {
      await using pool = new PoolOf({ workers: 2, concurrency: 100 });
      // Until both are there, one alone is given all that there is.
      await pool.broadcast(() => undefined);
      // Nobody passes unless all two hundred are there.
      using barrier = new Barrier(200);
      const items = Array.from({ length: 200 }, (_, index) => index);
      const results = await pool.map(
        async (index: number) => {
          await barrier.wait({ timeout: 60_000 });
          return index;
        },
        items,
        { chunkSize: 1 },
      );
      assert.deepEqual(results, items);
    });

    it("ends the waits of a coroutine whose call is cancelled, and its worker goes on", async () => {
      await using pool = new PoolOf({ workers: 1, concurrency: 3 });
      using begun = new Semaphore(0);
      using cleaned = new Semaphore(0);
      const alone = pool.applyAsync(async () => {
        try {
          begun.release();
          await sleep(1e9);
        } finally {
          cleaned.release();
        }
      });
      const grouped = pool.applyAsync(() =>
        TaskGroup.run((group) => {
          group.spawn(async () => {
            try {
              begun.release();
              await sleep(1e9);
            } finally {
              cleaned.release();
            }
          });
        }),
      );
      // Not in the order of the calls: what each of them imports is loaded first.
      for (let call = 0; call < 2; call++) await begun.acquire({ timeout: 60_000 });
      for (const call of [alone, grouped]) {
        call.cancel("enough");
        await rejects(call, "enough");
        await cleaned.acquire({ timeout: 60_000 });
      }
      assert.equal(await pool.apply((value: number) => value, [7]), 7);
      assert.equal(pool.statistics().workersStarted, 1);
    });
  });
}
