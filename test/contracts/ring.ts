import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ClosedError, MemoryFullError } from "../../src/errors.ts";
import { kinds } from "../../src/memory/kinds.ts";
import type { Block, Memory } from "../../src/memory/memory.ts";
import { Ring, type RingOptions } from "../../src/memory/ring.ts";
import { compareWithList, record, step } from "./ring-steps.ts";

/** Two parties of one memory; they may be the same. */
export interface RingParties {
  readonly here: Memory;
  readonly there: Memory;
}

/** One ring as each of the two sees it, beginning anywhere in its block. */
interface Made {
  readonly block: Block;
  readonly here: Ring;
  readonly there: Ring;
}

const unlimited = { capacity: 256, limit: Infinity };
const offset = 16;

/** What every memory must let a ring do. */
export function ringContract(name: string, makeParties: () => RingParties): void {
  const make = (options: RingOptions = unlimited): Made => {
    const { here, there } = makeParties();
    const block = here.allocate({ kind: kinds.queue, bytes: offset * 4 + Ring.bytes });
    new Ring(block, offset).prepare(options);
    const same = there.open(block.reference);
    return { block, here: new Ring(block, offset), there: new Ring(same, offset) };
  };

  describe(`${name}: a ring`, () => {
    test("gives the other side what was put, in order, and then nothing", () => {
      const { block, here, there } = make();
      const records = [0, 1, 7, 8, 9, 31, 32, 33, 64, 100].map((length) => record(length, length));
      for (const one of records) assert.equal(here.tryPut(one), true);
      assert.deepEqual([there.count, there.put, there.taken], [10, 10, 0]);
      for (const one of records) assert.deepEqual(there.tryTake(), one);
      assert.equal(there.tryTake(), undefined);
      assert.deepEqual([here.count, here.put, here.taken], [0, 10, 10]);
      block.release();
    });

    test("keeps a copy: neither side can change the other's bytes", () => {
      const { block, here, there } = make();
      const bytes = record(1, 50);
      here.tryPut(bytes);
      bytes.fill(0);
      const taken = there.tryTake();
      assert.deepEqual(taken, record(1, 50));
      here.tryPut(record(2, 50));
      assert.deepEqual(taken, record(1, 50));
      block.release();
    });

    test("takes what is read of a larger buffer", () => {
      const { block, here, there } = make();
      here.tryPut(record(1, 90).subarray(3, 77));
      assert.deepEqual(there.tryTake(), record(1, 90).slice(3, 77));
      block.release();
    });

    test("grows when a record doesn't fit, and gives up what is empty", () => {
      const { block, here, there } = make();
      const lengths = [200, 300, 5_000, 20, 70_000, 1, 300_000];
      for (const [index, length] of lengths.entries())
        assert.equal(here.tryPut(record(index, length)), true);
      for (const [index, length] of lengths.entries())
        assert.deepEqual(there.tryTake(), record(index, length));
      assert.equal(there.tryTake(), undefined);
      block.release();
    });

    test("frees its sections with its block", () => {
      const { here: memory } = makeParties();
      const block = memory.allocate({ kind: kinds.queue, bytes: Ring.bytes });
      const made: Block[] = [];
      const allocate = memory.allocate.bind(memory);
      memory.allocate = (options) => {
        const section = allocate(options);
        made.push(section);
        return section;
      };
      const ring = new Ring(block, 0);
      ring.prepare(unlimited);
      for (let index = 0; index < 100; index += 1) ring.tryPut(record(index, 100));
      for (let index = 0; index < 100; index += 1) ring.tryTake();
      memory.allocate = allocate;
      assert.ok(made.length > 2);
      // All but the last have been given up.
      for (const section of made.slice(0, -1))
        assert.throws(() => memory.open(section.reference), ClosedError);
      const last = made.at(-1);
      assert.equal(last?.closed, false);
      last?.release();
      block.release();
      assert.throws(() => memory.open(last?.reference ?? [0, 0, 0]), ClosedError);
    });

    test("goes round in one section as long as there is room", () => {
      const { block, here, there } = make();
      let allocated = 0;
      const memory = block.memory;
      const allocate = memory.allocate.bind(memory);
      memory.allocate = (options) => {
        allocated += 1;
        return allocate(options);
      };
      for (let round = 0; round < 1_000; round += 1) {
        here.tryPut(record(round, round % 60));
        here.tryPut(record(round + 1, 40));
        assert.deepEqual(there.tryTake(), record(round, round % 60));
        assert.deepEqual(there.tryTake(), record(round + 1, 40));
      }
      memory.allocate = allocate;
      assert.equal(allocated, 0);
      block.release();
    });

    test("never lets its end catch up with its beginning, however exactly records fit", () => {
      // The section has 32 units of 8 bytes, of which each record needs one more than it is long.
      for (let first = 0; first < 30; first += 1) {
        for (let third = 0; third < 31; third += 1) {
          const { block, here, there } = make();
          const lengths = [first, 28 - first, third, 0, 3].map((units) => Math.max(0, units) * 8);
          const records = lengths.map((bytes, index) => record(index, bytes));
          for (const one of records.slice(0, 2)) here.tryPut(one);
          assert.deepEqual(there.tryTake(), records[0]);
          for (const one of records.slice(2)) here.tryPut(one);
          for (const one of records.slice(1)) assert.deepEqual(there.tryTake(), one);
          block.release();
        }
      }
    });

    test("puts nothing when memory is full, and goes on", () => {
      const { block, here, there } = make();
      here.tryPut(record(1, 100));
      const { memory } = block;
      const allocate = memory.allocate.bind(memory);
      memory.allocate = () => {
        throw new MemoryFullError("the memory is full");
      };
      assert.throws(() => here.tryPut(record(2, 1_000)), MemoryFullError);
      assert.equal(here.tryPut(record(3, 50)), true);
      memory.allocate = allocate;
      assert.equal(here.tryPut(record(4, 1_000)), true);
      for (const [number, bytes] of [
        [1, 100],
        [3, 50],
        [4, 1_000],
      ] as const)
        assert.deepEqual(there.tryTake(), record(number, bytes));
      assert.equal(there.tryTake(), undefined);
      block.release();
    });

    test("refuses more bytes than its limit, but takes any record when it is empty", () => {
      const { block, here, there } = make({ capacity: 512, limit: 100 });
      assert.equal(here.tryPut(record(1, 1_000)), true);
      assert.equal(here.tryPut(record(2, 0)), false);
      there.tryTake();
      // 8 + 40 bytes each.
      assert.equal(here.tryPut(record(3, 40)), true);
      assert.equal(here.tryPut(record(4, 40)), true);
      assert.equal(here.tryPut(record(5, 0)), false);
      there.tryTake();
      assert.equal(here.tryPut(record(6, 48)), false);
      assert.equal(here.tryPut(record(7, 40)), true);
      block.release();
    });

    test("refuses more records than its limit", () => {
      const { block, here, there } = make({ ...unlimited, records: 2 });
      assert.equal(here.tryPut(record(1, 1)), true);
      assert.equal(there.tryPut(record(2, 1)), true);
      assert.equal(here.tryPut(record(3, 1)), false);
      assert.equal(there.tryPut(record(3, 1)), false);
      here.tryTake();
      assert.equal(there.tryPut(record(3, 1)), true);
      assert.equal(here.tryPut(record(4, 1)), false);
      block.release();
    });

    for (const many of [0, 1, 2, 3, 50, 51]) {
      test(`drops ${many} records, counts them, and goes on`, () => {
        const { block, here, there } = make();
        here.tryPut(record(0, 5));
        there.tryTake();
        for (let index = 0; index < many; index += 1) here.tryPut(record(index, 30));
        assert.equal(there.clear(), many);
        assert.deepEqual([here.dropped, there.count, there.taken], [many, 0, many + 1]);
        assert.equal(there.tryTake(), undefined);
        here.tryPut(record(9, 9));
        assert.deepEqual(there.tryTake(), record(9, 9));
        assert.equal(there.dropped, many);
        block.release();
      });
    }

    test("takes nothing more when it is sealed, and gives what it has", () => {
      const { block, here, there } = make();
      here.tryPut(record(1, 1));
      assert.equal(there.sealed, false);
      there.seal();
      assert.equal(here.sealed, true);
      assert.equal(here.tryPut(record(2, 1)), false);
      assert.deepEqual(here.tryTake(), record(1, 1));
      block.release();
    });

    test("rings who waits for a record, and who waits for room", async () => {
      const { block, here, there } = make({ ...unlimited, records: 1 });
      const { parking } = block.memory;
      const taken = parking.wait({ set: here.notEmpty, attempt: () => here.tryTake() });
      there.tryPut(record(1, 3));
      assert.deepEqual(await taken, record(1, 3));
      here.tryPut(record(2, 3));
      const attempt = (): true | undefined => here.tryPut(record(3, 3)) || undefined;
      const put = parking.wait({ set: here.notFull, attempt });
      there.tryTake();
      assert.equal(await put, true);
      const again = parking.wait({ set: here.notFull, attempt });
      there.clear();
      assert.equal(await again, true);
      block.release();
    });

    test("behaves like a list, whatever is done with it", () => {
      fc.assert(
        fc.property(
          fc.record({
            limit: fc.option(fc.integer({ min: 1, max: 2_000 }), { nil: Infinity }),
            records: fc.option(fc.integer({ min: 1, max: 20 }), { nil: Infinity }),
          }),
          fc.array(step, { maxLength: 200 }),
          (limits, steps) => {
            const { block, here, there } = make({ capacity: 256, ...limits });
            compareWithList([here, there], limits, steps);
            block.release();
          },
        ),
        { numRuns: 200 },
      );
    });
  });
}
