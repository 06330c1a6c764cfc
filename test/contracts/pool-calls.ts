import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { currentTask, MisuseError, TimeoutError } from "../../src/index.ts";
import { minute, type PoolKind } from "./pool-kind.ts";

class Celsius {
  readonly degrees: number;

  constructor(degrees: number) {
    this.degrees = degrees;
  }

  warmer(by: number): Celsius {
    return new Celsius(this.degrees + by);
  }
}

/** What single calls do in every pool. */
export function poolCalls(kind: PoolKind): void {
  describe(`${kind.name}: calls`, minute, () => {
    it("runs a closure with what it captures", async () => {
      await using pool = kind.create(2);
      const factor = 3;
      const triple = (value: number): number => value * factor;
      assert.equal(await pool.apply((value: number) => triple(value) + 1, [4]), 13);
    });

    it("awaits what the function returns, and runs generators to their end", async () => {
      await using pool = kind.create(1);
      const values = await pool.apply(
        function* (count: number) {
          for (let value = 0; value < count; value++) yield value;
        },
        [3],
      );
      assert.deepEqual(values, [0, 1, 2]);
      assert.equal(await pool.apply(async (value: number) => value + 1, [1]), 2);
    });

    it("sends instances there and back", async () => {
      await using pool = kind.create(1);
      const warm = await pool.apply((cold: Celsius) => cold.warmer(20), [new Celsius(1)]);
      assert.ok(warm instanceof Celsius);
      assert.equal(warm.degrees, 21);
    });

    it("copies the arguments at the moment of the call", async () => {
      await using pool = kind.create(1);
      const list = [1, 2];
      const large = new Uint8Array(100_000).fill(7);
      const both = Promise.all([
        pool.apply((items: number[]) => items.length, [list]),
        pool.apply((bytes: Uint8Array) => bytes[99_999], [large]),
      ]);
      list.push(3);
      large.fill(0);
      assert.deepEqual(await both, [2, 7]);
    });

    it("calls back with the value, or with the error", async () => {
      await using pool = kind.create(1);
      const heard: unknown[] = [];
      await pool.applyAsync(() => 5, [], { callback: (value) => heard.push(value) });
      const failing = pool.applyAsync(
        () => {
          throw new RangeError("too far");
        },
        [],
        { errorCallback: (error) => heard.push(String(error)) },
      );
      await assert.rejects(failing.get(), RangeError);
      assert.deepEqual(heard, [5, "RangeError: too far"]);
    });

    it("tells whether a result is ready and whether it succeeded", async () => {
      await using pool = kind.create(1);
      const result = pool.applyAsync((value: number) => value, [1]);
      assert.equal(result.ready(), false);
      assert.throws(() => result.successful(), MisuseError);
      assert.equal(await result.wait({ timeout: 30_000 }), true);
      assert.deepEqual([result.ready(), result.successful()], [true, true]);
      assert.deepEqual([await result.get(), await result.get({ timeout: 0 })], [1, 1]);
    });

    it("gives up waiting after the timeout of get, while the call goes on", async () => {
      await using pool = kind.create(1);
      const result = pool.applyAsync(() => sleep(500, "late"), []);
      await assert.rejects(result.get({ timeout: 0 }), TimeoutError);
      assert.equal(await result.wait({ timeout: 0 }), false);
      assert.equal(await result, "late");
    });

    it("lets a higher priority go first", async () => {
      await using pool = kind.create(1);
      const order: number[] = [];
      await pool.apply(() => 0, []);
      const calls = [0, -1, 5, 1].map((priority) =>
        pool
          .apply((value: number) => value, [priority], { priority })
          .then((value) => order.push(value)),
      );
      await Promise.all(calls);
      assert.deepEqual(order, [5, 1, 0, -1]);
    });

    it("reports progress while the call runs", async () => {
      await using pool = kind.create(1);
      const seen: unknown[] = [];
      const count = async (): Promise<string> => {
        for (const step of [1, 2, 3]) currentTask()?.report({ step });
        return "done";
      };
      assert.equal(await pool.apply(count, [], { progress: (value) => seen.push(value) }), "done");
      assert.deepEqual(seen, [{ step: 1 }, { step: 2 }, { step: 3 }]);
    });

    it("runs several asynchronous calls in one worker when allowed", async () => {
      await using pool = kind.create({ workers: 1, concurrency: 3 });
      const rendezvous = async (): Promise<number> => {
        const state = globalThis as { arrived?: number };
        state.arrived = (state.arrived ?? 0) + 1;
        while (state.arrived < 3) await sleep(1);
        return state.arrived;
      };
      assert.deepEqual(
        await Promise.all([1, 2, 3].map(() => pool.apply(rendezvous, []))),
        [3, 3, 3],
      );
    });
  });
}
