import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { CancelledError, NotSendableError, WorkerLostError } from "../../src/index.ts";
import { minute, type PoolKind } from "./pool-kind.ts";

const numbers = Array.from({ length: 10_000 }, (_, index) => index);

/** What `map` does in every pool with so many items that workers may claim them from shared memory. */
export function poolLongMaps(kind: PoolKind): void {
  describe(`${kind.name}: map of many items`, minute, () => {
    it("gives results in order, of small objects, dear items and asynchronous functions", async () => {
      await using pool = kind.create({ workers: 2, concurrency: 2 });
      const rows = numbers.map((id) => ({ id, name: `row ${id}` }));
      assert.deepEqual(
        await pool.map((row: { id: number; name: string }) => `${row.name}!`, rows),
        rows.map((row) => `${row.name}!`),
      );
      const late = (value: number): Promise<number> | number =>
        value % 50 === 0 ? sleep(1, -value) : -value;
      const few = numbers.slice(1, 500);
      assert.deepEqual(
        await pool.map(late, few),
        few.map((value) => -value),
      );
      const pairs = few.map((value): [number, number] => [value, 1]);
      const minus = (left: number, right: number): number => left - right;
      assert.deepEqual(
        await pool.starmap(minus, pairs),
        few.map((value) => value - 1),
      );
    });

    it("runs every item once, whoever is fast and whoever is slow", async () => {
      await using pool = kind.create(3);
      const skewed = (value: number): number => {
        const end = performance.now() + (value < 20 ? 2 : 0);
        while (performance.now() < end);
        return value;
      };
      assert.deepEqual(await pool.map(skewed, numbers.slice(0, 2_000)), numbers.slice(0, 2_000));
      assert.deepEqual(await pool.map(skewed, numbers.slice().reverse()), numbers.toReversed());
    });

    it("takes items that are too large or of a kind of their own among small ones", async () => {
      await using pool = kind.create(2);
      const items = numbers
        .slice(0, 100)
        .map((value) => (value % 7 === 0 ? new Uint8Array(40_000).fill(value) : value));
      const last = (item: number | Uint8Array): number | undefined =>
        typeof item === "number" ? item : item.at(-1);
      assert.deepEqual(await pool.map(last, items), numbers.slice(0, 100));
      const functions = numbers.slice(0, 100).map((value) => () => value);
      assert.deepEqual(
        await pool.map((item: () => number) => item(), functions),
        numbers.slice(0, 100),
      );
    });

    it("rejects with the first error and runs no more, or with that of the first item at the end", async () => {
      await using pool = kind.create(1);
      const fussy = (value: number): number => {
        if (value % 3_000 === 2_999) throw new RangeError(`no ${value}`);
        return value;
      };
      // The first that comes: a worker that has worked for a while on some items may go on with later ones.
      await assert.rejects(pool.map(fussy, numbers), { message: /^no [258]999$/ });
      await assert.rejects(pool.map(fussy, numbers, { failFast: false }), { message: "no 2999" });
      assert.equal(await pool.apply(() => "goes on", []), "goes on");
    });

    it("names the item that can't be sent", async () => {
      await using pool = kind.create(1);
      const items = numbers
        .slice(0, 100)
        .map((value) => (value === 77 ? Promise.resolve() : value));
      const sending = pool.map((item: unknown) => typeof item, items, { chunkSize: 100 });
      await assert.rejects(sending, NotSendableError);
      await assert.rejects(
        pool.map(function kindOf(item: unknown) {
          return typeof item;
        }, items),
        (error: unknown) =>
          error instanceof NotSendableError && / for 'kindOf'/.test(error.message),
      );
    });

    it("is cancelled as a whole, by its handle or a signal", async () => {
      await using pool = kind.create(2);
      const slowly = (value: number): Promise<number> => sleep(20, value);
      const result = pool.mapAsync(slowly, numbers);
      assert.equal(result.cancel(), true);
      await assert.rejects(result.get(), CancelledError);
      const controller = new AbortController();
      const other = pool.map(slowly, numbers, { signal: controller.signal });
      controller.abort(new Error("enough"));
      await assert.rejects(other, { message: "enough" });
      assert.equal(await pool.apply(() => "free again", []), "free again");
    });

    if (!kind.isolated) return;

    it("rejects when a worker dies, and the others' items can be mapped again", async () => {
      await using pool = kind.create(2);
      const deadly = (value: number): number => {
        if (value === 5_000) process.exit(3);
        return value;
      };
      await assert.rejects(pool.map(deadly, numbers), WorkerLostError);
      await assert.rejects(pool.map(deadly, numbers, { failFast: false }), WorkerLostError);
      assert.deepEqual(await pool.map((value: number) => value, numbers), numbers);
    });
  });
}
