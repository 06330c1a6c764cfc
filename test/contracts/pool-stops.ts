import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { CancelledError, ClosedError, currentTask, MisuseError } from "../../src/index.ts";
import { minute, type PoolKind } from "./pool-kind.ts";

/** How calls and pools are stopped, and what is refused. */
export function poolStops(kind: PoolKind): void {
  describe(`${kind.name}: stopping`, minute, () => {
    it("drops a waiting call that is cancelled", async () => {
      await using pool = kind.create(1);
      const first = pool.applyAsync(() => sleep(50, "first"), []);
      const second = pool.applyAsync(() => "second", []);
      assert.equal(second.cancel(), true);
      assert.equal(second.cancel(), false);
      await assert.rejects(second.get(), CancelledError);
      assert.equal(await first, "first");
      assert.equal(first.cancel(), false);
    });

    it("rejects with the signal's reason, and the running function sees the signal", async () => {
      await using pool = kind.create(1);
      const reason = new Error("changed my mind");
      const controller = new AbortController();
      const listen = async (): Promise<string> => {
        const { signal } = currentTask() ?? {};
        currentTask()?.report("running");
        await new Promise((resolve) => signal?.addEventListener("abort", resolve));
        (globalThis as { seen?: boolean }).seen = true;
        return "too late";
      };
      const progress = (): void => controller.abort(reason);
      await assert.rejects(pool.apply(listen, [], { signal: controller.signal, progress }), reason);
      assert.equal(await pool.apply(() => (globalThis as { seen?: boolean }).seen, []), true);
      await assert.rejects(
        pool.apply(() => 1, [], { signal: AbortSignal.abort(reason) }),
        reason,
      );
    });

    it("takes nothing after close, but finishes what it has", async () => {
      const pool = kind.create(1);
      const last = pool.apply(() => sleep(20, "last"), []);
      pool.close();
      pool.close();
      await assert.rejects(
        pool.apply(() => 1, []),
        ClosedError,
      );
      await assert.rejects(
        pool.map((value: number) => value, [1]),
        ClosedError,
      );
      assert.equal(await last, "last");
      await pool.join();
      assert.deepEqual(pool.statistics().workers, []);
    });

    it("rejects what is pending when it is terminated", async () => {
      const pool = kind.create(2);
      const pending = [1, 2, 3, 4].map(() => pool.apply(() => new Promise<never>(() => {}), []));
      const settled = Promise.allSettled(pending);
      await Promise.resolve();
      pool.terminate();
      for (const end of await settled) {
        assert.equal(end.status, "rejected");
        assert.ok(end.reason instanceof ClosedError);
      }
      await pool.join();
    });

    it("refuses join before close or terminate", async () => {
      await using pool = kind.create(1);
      await assert.rejects(pool.join(), MisuseError);
    });
  });

  describe(`${kind.name}: misuse`, minute, () => {
    it("names the option that can't work", () => {
      for (const [options, name] of [
        [0, /workers/],
        [{ workers: 1.5 }, /workers/],
        [{ workers: 1, minWorkers: 2 }, /minWorkers/],
        [{ maxTasksPerChild: 0 }, /maxTasksPerChild/],
        [{ concurrency: -1 }, /concurrency/],
        [{ grace: Number.NaN }, /grace/],
      ] as const) {
        assert.throws(
          () => kind.create(options),
          (error) => error instanceof MisuseError && name.test(error.message),
        );
      }
    });

    it("names the argument that can't work", async () => {
      await using pool = kind.create(1);
      await assert.rejects(
        // @ts-expect-error -- arguments are an array
        pool.apply((value: number) => value, 5),
        /array, as in pool\.apply/,
      );
      await assert.rejects(
        pool.apply(() => 1, [], { retries: -1 }),
        /retries/,
      );
      await assert.rejects(
        pool.map((value: number) => value, [1], { chunkSize: 0 }),
        /chunkSize/,
      );
    });
  });
}
