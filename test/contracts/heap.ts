import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ClosedError, MemoryFullError } from "../../src/errors.ts";
import { Heap } from "../../src/memory/heap.ts";
import type { HeapOrder } from "../../src/memory/heap-table.ts";
import { kinds } from "../../src/memory/kinds.ts";
import type { Block, Memory } from "../../src/memory/memory.ts";

/** Two parties of one memory; they may be the same. */
export interface HeapParties {
  readonly here: Memory;
  readonly there: Memory;
}

interface Made {
  readonly block: Block;
  readonly here: Heap;
  readonly there: Heap;
}

interface Item {
  readonly bytes: Uint8Array;
  readonly priority: number;
}

type Step =
  | {
      readonly type: "put";
      readonly who: 0 | 1;
      readonly length: number;
      readonly priority: number;
    }
  | { readonly type: "take"; readonly who: 0 | 1 }
  | { readonly type: "clear"; readonly who: 0 | 1 };

const who = fc.constantFrom(0 as const, 1 as const);
const length = fc.oneof(fc.integer({ min: 0, max: 100 }), fc.constantFrom(5_000));
const priority = fc.oneof(
  fc.integer({ min: 0, max: 3 }),
  fc.constantFrom(-Infinity, -0.5, Infinity),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({ type: fc.constant("put" as const), who, length, priority }),
  },
  { weight: 15, arbitrary: fc.record({ type: fc.constant("take" as const), who }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("clear" as const), who }) },
);

/** What every memory must let a heap do. */
export function heapContract(name: string, makeParties: () => HeapParties): void {
  const make = (order: HeapOrder, limit = Infinity): Made => {
    const { here, there } = makeParties();
    const block = here.allocate({ kind: kinds.priorityQueue, bytes: Heap.bytes });
    new Heap(block, 0, order).prepare(limit);
    const same = there.open(block.reference);
    return { block, here: new Heap(block, 0, order), there: new Heap(same, 0, order) };
  };

  describe(`${name}: a heap`, () => {
    for (const order of ["lowest first", "last first"] as const) {
      test(`${order}: behaves like a sorted list, whatever is done with it`, () => {
        fc.assert(
          fc.property(
            fc.option(fc.integer({ min: 1, max: 100 }), { nil: Infinity }),
            fc.array(step, { maxLength: 300, size: "max" }),
            (limit, steps) => {
              const { block, here, there } = make(order, limit);
              compareWithList([here, there], steps, { order, limit });
              block.release();
            },
          ),
          { numRuns: 100 },
        );
      });
    }

    test("frees what it doesn't need any more", () => {
      const { here: memory } = makeParties();
      const made: Block[] = [];
      const allocate = memory.allocate.bind(memory);
      memory.allocate = (options) => {
        const block = allocate(options);
        made.push(block);
        return block;
      };
      const block = memory.allocate({ kind: kinds.priorityQueue, bytes: Heap.bytes });
      const here = new Heap(block, 0, "lowest first");
      const there = new Heap(block, 0, "lowest first");
      here.prepare(200);
      for (let index = 0; index < 200; index += 1)
        here.tryPut(new Uint8Array(index < 5 ? 1_000 : 10), index);
      assert.equal(here.tryPut(new Uint8Array(1_000), 1), false);
      for (let index = 0; index < 3; index += 1) there.tryTakePooled();
      there.clear();
      memory.allocate = allocate;
      const parts = made.filter(({ kind }) => kind === kinds.heapPart);
      assert.ok(parts.length > 5);
      const left = parts.filter(({ reference }) => isThere(memory, reference));
      // The last table.
      assert.equal(left.length, 1);
      for (const part of left) part.release();
      block.release();
      for (const { reference } of parts) assert.ok(!isThere(memory, reference));
    });

    test("puts nothing when memory is full, and goes on", () => {
      const { block, here, there } = make("lowest first");
      const { memory } = block;
      const allocate = memory.allocate.bind(memory);
      let allowed = Infinity;
      memory.allocate = (options) => {
        allowed -= 1;
        if (allowed < 0) throw new MemoryFullError("the memory is full");
        return allocate(options);
      };
      for (let number = 0; number < 58; number += 1) here.tryPut(Uint8Array.of(number), number);
      // For a block for the item; then for a larger table.
      for (allowed of [0, 1])
        assert.throws(() => here.tryPut(new Uint8Array(1_000), 1), MemoryFullError);
      memory.allocate = allocate;
      assert.equal(here.tryPut(new Uint8Array(1_000), -1), true);
      assert.equal(there.tryTakePooled()?.length, 1_000);
      for (let number = 0; number < 58; number += 1)
        assert.equal(there.tryTakePooled()?.[0], number);
      assert.deepEqual([there.count, there.put], [0, 59]);
      block.release();
    });

    test("takes nothing more when it is sealed, and gives what it has", () => {
      const { block, here, there } = make("lowest first");
      here.tryPut(Uint8Array.of(1), 1);
      assert.equal(there.sealed, false);
      there.seal();
      assert.equal(here.sealed, true);
      assert.equal(here.tryPut(Uint8Array.of(2), 1), false);
      assert.deepEqual([...(here.tryTakePooled() ?? [])], [1]);
      block.release();
    });
  });
}

function isThere(memory: Memory, reference: Block["reference"]): boolean {
  try {
    memory.open(reference);
    return true;
  } catch (error) {
    assert.ok(error instanceof ClosedError);
    return false;
  }
}

function compareWithList(
  heaps: readonly [Heap, Heap],
  steps: readonly Step[],
  { order, limit }: { readonly order: HeapOrder; readonly limit: number },
): void {
  const list: Item[] = [];
  let [put, dropped] = [0, 0];
  for (const one of steps) {
    const heap = heaps[one.who];
    if (one.type === "take") {
      assert.deepEqual(bytesOf(heap.tryTakePooled()), takeFrom(list, order));
    } else if (one.type === "clear") {
      assert.equal(heap.clear(), list.length);
      dropped += list.length;
      list.length = 0;
    } else {
      const bytes = new Uint8Array(one.length).fill(put);
      assert.equal(heap.tryPut(bytes, one.priority), list.length < limit);
      if (list.length >= limit) continue;
      put += 1;
      list.push({ bytes, priority: one.priority });
    }
    for (const same of heaps)
      assert.deepEqual([same.count, same.put, same.dropped], [list.length, put, dropped]);
  }
}

/** Takes the item out whose turn it is. */
function takeFrom(list: Item[], order: HeapOrder): Uint8Array | undefined {
  if (order === "last first") return list.pop()?.bytes;
  const lowest = Math.min(...list.map((item) => item.priority));
  const index = list.findIndex((item) => item.priority === lowest);
  return index < 0 ? undefined : list.splice(index, 1)[0]?.bytes;
}

function bytesOf(bytes: Uint8Array | undefined): Uint8Array | undefined {
  return bytes === undefined ? undefined : new Uint8Array(bytes);
}
