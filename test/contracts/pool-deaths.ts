import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { currentTask, TimeoutError, Value, WorkerLostError } from "../../src/index.ts";
import { minute, type PoolKind } from "./pool-kind.ts";

/** What happens to pools whose workers can die alone. */
export function poolDeaths(kind: PoolKind): void {
  describe(`${kind.name}: workers that die`, minute, () => {
    it("lets a function name the pool, and says in the worker that it isn't there", async () => {
      const owner = { pool: kind.create(1), factor: 3 };
      const { pool } = owner;
      assert.equal(await pool.apply(() => owner.factor, []), 3);
      await assert.rejects(
        pool.apply(() => owner.pool.statistics(), []),
        /belongs to the parent/,
      );
      pool.close();
      await pool.join();
    });

    it("fails the call that exits, and no other", async () => {
      await using pool = kind.create(2);
      const calls = Array.from({ length: 50 }, (_, index) =>
        pool.apply((value: number) => (value === 25 ? process.exit(3) : value), [index]),
      );
      const ends = await Promise.allSettled(calls);
      ends.forEach((end, index) => {
        if (index !== 25) return assert.deepEqual(end, { status: "fulfilled", value: index });
        assert.ok(end.status === "rejected" && end.reason instanceof WorkerLostError);
        assert.equal(end.reason.exitCode, 3);
      });
    });

    it("runs a lost call again when retries are left", async () => {
      await using pool = kind.create(1);
      const exitOnce = (flag: SharedArrayBuffer | string): string => {
        if (typeof flag === "string") return flag;
        return "never";
      };
      assert.equal(await pool.apply(exitOnce, ["ok"], { retries: 1 }), "ok");
      await assert.rejects(
        pool.apply(() => process.exit(1), [], { retries: 2 }),
        WorkerLostError,
      );
      assert.equal(pool.statistics().retried, 2);
      assert.equal(await pool.apply(() => "alive", []), "alive");
    });

    it("survives running out of memory", async () => {
      await using pool = kind.create({ workers: 1, memory: { maxOldGenerationSizeMb: 24 } });
      const hog = (): number => {
        const all: unknown[] = [];
        for (;;) all.push(Array.from({ length: 10_000 }, (_, index) => ({ index })));
      };
      await assert.rejects(pool.apply(hog, []), WorkerLostError);
      assert.equal(await pool.apply(() => "alive", []), "alive");
    });

    it("fails the call whose exception nobody caught, with that exception", async () => {
      await using pool = kind.create(1);
      const throwLater = (): Promise<never> => {
        setImmediate(() => {
          throw new RangeError("nobody caught me");
        });
        return new Promise(() => {});
      };
      await assert.rejects(pool.apply(throwLater, []), {
        name: "RangeError",
        message: "nobody caught me",
      });
      assert.equal(await pool.apply(() => "alive", []), "alive");
    });

    it("kills what overruns its timeout and replaces the worker", async () => {
      await using pool = kind.create({ workers: 1, grace: 0 });
      const spin = (): never => {
        for (;;);
      };
      const innocent = pool.apply(spin, [], { timeout: 20 });
      const behind = [1, 2, 3].map((value) => pool.apply((same: number) => same, [value]));
      await assert.rejects(
        innocent,
        (error) => error instanceof TimeoutError && error.timeout === 20,
      );
      assert.deepEqual(await Promise.all(behind), [1, 2, 3]);
      assert.ok(pool.statistics().workersStarted >= 2);
    });

    it("kills a cancelled call that doesn't listen, after the grace", async () => {
      await using pool = kind.create({ workers: 1, grace: 10 });
      const controller = new AbortController();
      const spin = (): never => {
        currentTask()?.report("spinning");
        for (;;);
      };
      const progress = (): void => controller.abort();
      await assert.rejects(pool.apply(spin, [], { signal: controller.signal, progress }), {
        name: "AbortError",
      });
      assert.equal(await pool.apply(() => "replaced", []), "replaced");
    });

    it("doesn't let a long call hold back those behind it", async () => {
      await using pool = kind.create(2);
      using done = new Value("int32");
      const long = 1_000;
      const values = [long, ...Array.from({ length: 200 }, (_, index) => index)];
      const work = (value: number, others: number): number => {
        if (value !== long) done.add(1);
        const end = Date.now() + 30_000;
        while (value === long && done.value < others) if (Date.now() > end) return -1;
        return value;
      };
      // By now it is known to be a short one, of which many are sent at a time.
      await Promise.all(Array.from({ length: 500 }, (_, index) => pool.apply(work, [index, 0])));
      const results = values.map((value) => pool.apply(work, [value, 700]));
      // Else the long one gives up.
      assert.deepEqual(await Promise.all(results), values);
    });

    it("replaces a worker after its number of calls, running the initializer anew", async () => {
      await using pool = kind.create({
        workers: 1,
        maxTasksPerChild: 2,
        initializer: (value: number) => {
          (globalThis as { served?: number }).served = value;
        },
        initargs: [10],
      });
      const serve = (): number => {
        const state = globalThis as { served?: number };
        state.served = (state.served ?? 0) + 1;
        return state.served;
      };
      const served: number[] = [];
      for (let count = 0; count < 6; count++) served.push(await pool.apply(serve, []));
      assert.deepEqual(served, [11, 12, 11, 12, 11, 12]);
    });

    it("runs on every worker with broadcast", async () => {
      await using pool = kind.create(3);
      const mark = (value: number): number => {
        (globalThis as { mark?: number }).mark = value;
        return value;
      };
      assert.deepEqual(await pool.broadcast(mark, [7]), [7, 7, 7]);
      const marks = await Promise.all(
        Array.from({ length: 30 }, () =>
          pool.apply(() => (globalThis as { mark?: number }).mark, []),
        ),
      );
      assert.deepEqual(new Set(marks), new Set([7]));
    });

    it("grows with the load and shrinks after it", async () => {
      await using pool = kind.create({ workers: 3, minWorkers: 0, idleTimeout: 1 });
      assert.equal(pool.statistics().workers.length, 0);
      await Promise.all([1, 2, 3].map(() => pool.apply(() => sleep(30), [])));
      assert.equal(pool.statistics().workersStarted, 3);
      while (pool.statistics().workers.length > 0) await sleep(5);
      assert.equal(await pool.apply(() => "again", []), "again");
    });

    it("says so when workers can't be started at all", async () => {
      const pool = kind.create({ workers: 1, execArgv: ["--no-such-flag-for-node"] });
      await assert.rejects(
        pool.apply(() => 1, []),
        WorkerLostError,
      );
      pool.close();
      await pool.join();
    });

    it("settles 100,000 outstanding calls, each once", async () => {
      await using pool = kind.create(2);
      const same = (value: number): number => value;
      const values = await Promise.all(
        Array.from({ length: 100_000 }, (_, index) => pool.apply(same, [index])),
      );
      assert.ok(values.every((value, index) => value === index));
      const { completed, waiting, leased } = pool.statistics();
      assert.deepEqual(
        { completed, waiting, leased },
        { completed: 100_000, waiting: 0, leased: 0 },
      );
    });
  });
}
