import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Heap } from "../../src/memory/heap.ts";
import { kinds } from "../../src/memory/kinds.ts";
import { LocalSpace, type LocalMemory } from "../../src/memory/local-memory.ts";
import type { BlockReference } from "../../src/memory/memory.ts";
import { TwoSlots } from "../../src/memory/two-slots.ts";
import { killedAt } from "../sync/killed-at.ts";

/** How many items the first table of a heap has room for. */
const FULL = 58;

/** A heap in a space of its own, as somebody sees it who lives. */
class Place {
  readonly space = new LocalSpace();
  readonly memory: LocalMemory = this.space.join();
  readonly reference: BlockReference;
  readonly heap: Heap;

  /** Items from 1 to `count`, the last one first, some of them in blocks of their own. */
  constructor(count: number) {
    const block = this.memory.allocate({ kind: kinds.priorityQueue, bytes: Heap.bytes });
    // In one thread nobody dies in the middle of something, so that nobody ever wakes others there.
    block.wakeOn = () => {};
    this.reference = block.reference;
    this.heap = new Heap(block, 0, "lowest first");
    this.heap.prepare(Infinity);
    for (let number = count; number > 0; number -= 1) put(this.heap, number);
  }

  /** Somebody does something to the heap and is killed. False if it was through before. */
  kill(step: number, act: (heap: Heap) => void): boolean {
    const memory = this.space.join();
    const heap = new Heap(memory.open(this.reference), 0, "lowest first");
    const isKilled = killedAt(step, () => act(heap));
    memory.die();
    if (isKilled) this.#scribble();
    return isKilled;
  }

  /** Whatever was written into the slot that isn't valid, it was perhaps written only in part. */
  #scribble(): void {
    const block = this.memory.open(this.reference);
    const slots = new TwoSlots(block, 0);
    const invalid = slots.slotAt(slots.count + 1);
    block.words.fill(0x55555555, invalid, invalid + 7);
  }

  drain(): number[] {
    const numbers: number[] = [];
    const { heap } = this;
    for (let next = heap.tryTakePooled(); next !== undefined; next = heap.tryTakePooled()) {
      const [number = 0] = next;
      assert.ok(next.every((byte) => byte === number) && next.length === lengthOf(number));
      numbers.push(number);
    }
    return numbers;
  }

  get parts(): number {
    return [...this.space.cells.values()].filter(({ kind }) => kind === kinds.heapPart).length;
  }
}

/** Every third one is too long for its entry. */
function lengthOf(number: number): number {
  return number % 3 === 1 ? 200 : 10;
}

function put(heap: Heap, number: number): void {
  heap.tryPut(new Uint8Array(lengthOf(number)).fill(number), number);
}

const range = (first: number, end: number): number[] =>
  Array.from({ length: end - first }, (_, index) => first + index);

describe("a heap whose user is killed at any moment", () => {
  for (const count of [0, 1, 2, 5, FULL]) {
    for (const added of [0, 99, 100]) {
      test(`with ${count} items, has put item ${added} in or hasn't`, () => {
        for (let step = 0; ; step += 1) {
          const place = new Place(count);
          const isKilled = place.kill(step, (heap) => put(heap, added));
          const isPut = place.heap.count > count;
          assert.equal(place.heap.put, place.heap.count);
          put(place.heap, 120);
          const items = isPut ? [...range(1, count + 1), added] : range(1, count + 1);
          items.sort((one, other) => one - other);
          assert.deepEqual(place.drain(), [...items, 120]);
          if (!isKilled) return assert.ok(isPut && step > 5);
        }
      });
    }

    test(`with ${count} items, has taken some of them`, () => {
      for (let step = 0; ; step += 1) {
        const place = new Place(count);
        const isKilled = place.kill(step, (heap) => {
          for (let index = 0; index < 3; index += 1) heap.tryTakePooled();
        });
        const taken = count - place.heap.count;
        put(place.heap, 120);
        assert.deepEqual(place.drain(), [...range(taken + 1, count + 1), 120]);
        assert.equal(place.heap.dropped, 0);
        assert.equal(place.parts, 1);
        if (!isKilled) return assert.equal(taken, Math.min(3, count));
      }
    });

    test(`with ${count} items, has dropped all or none`, () => {
      for (let step = 0; ; step += 1) {
        const place = new Place(count);
        const isKilled = place.kill(step, (heap) => heap.clear());
        const { dropped } = place.heap;
        assert.ok(dropped === 0 || dropped === count);
        assert.equal(place.heap.count, count - dropped);
        put(place.heap, 120);
        assert.deepEqual(place.drain(), [...range(dropped + 1, count + 1), 120]);
        assert.equal(place.parts, 1);
        if (!isKilled) return assert.equal(dropped, count);
      }
    });
  }

  test("leaves nothing behind in the end", () => {
    for (let step = 0; step < 100; step += 1) {
      const place = new Place(FULL);
      place.kill(step, (heap) => {
        put(heap, 100);
        heap.tryTakePooled();
        heap.clear();
      });
      place.memory.die();
      assert.equal(place.space.cells.size, 0);
    }
  });
});
