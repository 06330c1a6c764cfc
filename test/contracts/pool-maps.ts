import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { CancelledError, TimeoutError } from "../../src/index.ts";
import { minute, type PoolKind } from "./pool-kind.ts";

/** What `map` and `imap` do in every pool. */
export function poolMaps(kind: PoolKind): void {
  describe(`${kind.name}: map`, minute, () => {
    it("gives results in order, for lists, iterables and asynchronous iterables", async () => {
      await using pool = kind.create(2);
      const square = (value: number): number => value * value;
      const numbers = Array.from({ length: 1_000 }, (_, index) => index);
      const squares = numbers.map(square);
      async function* later(): AsyncGenerator<number> {
        yield* numbers;
      }
      assert.deepEqual(await pool.map(square, numbers), squares);
      assert.deepEqual(await pool.map(square, new Set(numbers)), squares);
      assert.deepEqual(await pool.map(square, later()), squares);
      assert.deepEqual(await pool.map(square, numbers, { chunkSize: 7 }), squares);
      assert.deepEqual(await pool.map(square, []), []);
      assert.deepEqual(await pool.mapAsync(square, [3]).get(), [9]);
    });

    it("spreads lists of arguments with starmap", async () => {
      await using pool = kind.create(1);
      const minus = (left: number, right: number): number => left - right;
      assert.deepEqual(
        await pool.starmap(minus, [
          [3, 1],
          [10, 4],
        ]),
        [2, 6],
      );
      assert.deepEqual(await pool.starmapAsync(minus, [[1, 1]]), [0]);
    });

    it("rejects with the first error, or runs everything first when asked to", async () => {
      await using pool = kind.create(1);
      const fussy = (value: number): number => {
        if (value >= 3) throw new RangeError(`no ${value}`);
        return value;
      };
      await assert.rejects(pool.map(fussy, [1, 2, 3, 4]), { message: "no 3" });
      await assert.rejects(pool.map(fussy, [5, 1, 4], { failFast: false, chunkSize: 1 }), {
        message: "no 5",
      });
      assert.deepEqual(await pool.map(fussy, [1, 2]), [1, 2]);
    });

    it("rejects with what the input throws", async () => {
      await using pool = kind.create(1);
      function* broken(): Generator<number> {
        yield 1;
        throw new Error("source is broken");
      }
      await assert.rejects(
        pool.map((value: number) => value, broken()),
        { message: "source is broken" },
      );
    });

    it("is cancelled as a whole", async () => {
      await using pool = kind.create(1);
      const result = pool.mapAsync(
        () => sleep(30),
        Array.from({ length: 1_000 }, (_, index) => index),
      );
      assert.equal(result.cancel(), true);
      assert.equal(result.cancel(), false);
      await assert.rejects(result.get(), CancelledError);
      assert.equal(await pool.apply(() => "free again", []), "free again");
    });
  });

  describe(`${kind.name}: imap`, minute, () => {
    it("gives results in order, and pulls an endless source only as far as needed", async () => {
      await using pool = kind.create(2);
      let pulled = 0;
      function* naturals(): Generator<number> {
        for (;;) yield pulled++;
      }
      const taken: number[] = [];
      for await (const value of pool.imap((item: number) => item * 2, naturals(), {
        bufferSize: 10,
      })) {
        taken.push(value);
        assert.ok(pulled - taken.length <= 10, `${pulled} pulled for ${taken.length} taken`);
        if (taken.length === 100) break;
      }
      assert.deepEqual(
        taken,
        Array.from({ length: 100 }, (_, index) => index * 2),
      );
    });

    it("pulls nothing before the first result is asked for, and closes the source at the end", async () => {
      await using pool = kind.create(1);
      const events: string[] = [];
      function* source(): Generator<number> {
        events.push("pulled");
        try {
          for (;;) yield 1;
        } finally {
          events.push("closed");
        }
      }
      const results = pool.imap((value: number) => value, source());
      await pool.apply(() => 0, []);
      assert.deepEqual(events, []);
      await results.next();
      await results.return();
      assert.deepEqual(events, ["pulled", "closed"]);
      assert.deepEqual(await results.next(), { done: true, value: undefined });
    });

    it("rejects at the place of the failing item and goes on", async () => {
      await using pool = kind.create(2);
      const fussy = (value: number): number => {
        if (value === 2) throw new RangeError("no two");
        return value;
      };
      const results = pool.imap(fussy, [1, 2, 3]);
      assert.deepEqual(await results.next(), { done: false, value: 1 });
      await assert.rejects(results.next(), RangeError);
      assert.deepEqual(await results.next(), { done: false, value: 3 });
      assert.equal((await results.next()).done, true);
    });

    it("gives what the source gave before it threw", async () => {
      await using pool = kind.create(1);
      async function* broken(): AsyncGenerator<number> {
        yield 1;
        yield 2;
        throw new Error("source is broken");
      }
      const results = pool.imap((value: number) => value, broken());
      assert.equal((await results.next()).value, 1);
      assert.equal((await results.next()).value, 2);
      await assert.rejects(results.next(), { message: "source is broken" });
      assert.equal((await results.next()).done, true);
    });

    it("gives results as they are done with imapUnordered", async () => {
      await using pool = kind.create(kind.isolated ? 2 : { workers: 1, concurrency: 2 });
      const results = pool.imapUnordered((delay: number) => sleep(delay, delay), [1_000, 1], {
        chunkSize: 1,
      });
      assert.deepEqual([(await results.next()).value, (await results.next()).value], [1, 1_000]);
    });

    it("gives up waiting for a result after a timeout, without losing it", async () => {
      await using pool = kind.create(1);
      const results = pool.imap((value: number) => sleep(20, value), [1, 2], { chunkSize: 1 });
      await assert.rejects(results.next({ timeout: 0 }), TimeoutError);
      assert.deepEqual(await results.next({ timeout: 30_000 }), { done: false, value: 1 });
      assert.deepEqual(await results.next(), { done: false, value: 2 });
    });

    it("answers several next at a time in order", async () => {
      await using pool = kind.create(2);
      const results = pool.imap((value: number) => value, [1, 2, 3]);
      const steps = await Promise.all([
        results.next(),
        results.next(),
        results.next(),
        results.next(),
      ]);
      assert.deepEqual(
        steps.map((step) => step.value),
        [1, 2, 3, undefined],
      );
    });
  });
}
