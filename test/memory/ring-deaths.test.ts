import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { kinds } from "../../src/memory/kinds.ts";
import { LocalSpace, type LocalMemory } from "../../src/memory/local-memory.ts";
import type { BlockReference } from "../../src/memory/memory.ts";
import { Ring } from "../../src/memory/ring.ts";
import { ringAt } from "../../src/memory/ring-layout.ts";
import { TwoSlots } from "../../src/memory/two-slots.ts";
import { killedAt } from "../sync/killed-at.ts";

/** A ring in a space of its own, as somebody sees it who lives. */
class Place {
  readonly space = new LocalSpace();
  readonly memory: LocalMemory = this.space.join();
  readonly reference: BlockReference;
  readonly ring: Ring;

  constructor(records: readonly number[]) {
    const block = this.memory.allocate({ kind: kinds.queue, bytes: Ring.bytes });
    // In one thread nobody dies in the middle of something, so that nobody ever wakes others there.
    block.wakeOn = () => {};
    this.reference = block.reference;
    this.ring = new Ring(block, 0);
    this.ring.prepare({ capacity: 256, limit: Infinity });
    for (const [number, length] of records.entries()) this.ring.tryPut(record(number, length));
  }

  /** Somebody who has seen the ring before does something and is killed. False if it was through before. */
  kill(step: number, act: (ring: Ring) => void): boolean {
    const memory = this.space.join();
    const ring = new Ring(memory.open(this.reference), 0);
    const isKilled = killedAt(step, () => act(ring));
    memory.die();
    if (isKilled) this.#scribble();
    return isKilled;
  }

  /** Whatever was written into the slots that aren't valid, it was perhaps written only in part. */
  #scribble(): void {
    const block = this.memory.open(this.reference);
    for (const offset of [ringAt.producers, ringAt.consumers]) {
      const slots = new TwoSlots(block, offset);
      const invalid = slots.slotAt(slots.count + 1);
      block.words.fill(0x55555555, invalid, invalid + 7);
    }
  }

  drain(): number[] {
    const numbers: number[] = [];
    for (let next = this.ring.tryTake(); next !== undefined; next = this.ring.tryTake()) {
      const [number = 0] = next;
      assert.deepEqual(next, record(number, next.length));
      numbers.push(number);
    }
    return numbers;
  }
}

function record(number: number, length: number): Uint8Array {
  return new Uint8Array(length).fill(number);
}

const range = (first: number, end: number): number[] =>
  Array.from({ length: end - first }, (_, index) => first + index);

/** Each state of the ring in which somebody is killed: the lengths of its records. */
const states = {
  empty: [],
  "with one record": [20],
  "with room before the end only": [100, 60],
  "in two sections": [100, 100, 100, 100],
  "in three sections": [100, 100, 100, 100, 1_000, 1_000, 9],
};

describe("a ring whose user is killed at any moment", () => {
  for (const [name, lengths] of Object.entries(states)) {
    for (const length of [5, 60, 120, 2_000]) {
      test(`${name}, has put a record of ${length} bytes or hasn't`, () => {
        for (let step = 0; ; step += 1) {
          const place = new Place(lengths);
          const count = lengths.length;
          const isKilled = place.kill(step, (ring) => ring.tryPut(record(count, length)));
          const isPut = place.ring.put > count;
          assert.equal(place.ring.count, isPut ? count + 1 : count);
          place.ring.tryPut(record(100, length));
          assert.deepEqual(place.drain(), [...range(0, isPut ? count + 1 : count), 100]);
          if (!isKilled) return assert.ok(isPut && step > 5);
        }
      });
    }

    test(`${name}, has taken a record or hasn't`, () => {
      for (let step = 0; ; step += 1) {
        const place = new Place(lengths);
        let taken: Uint8Array | undefined;
        const isKilled = place.kill(step, (ring) => {
          // So that the next one is the first of its section, too.
          for (let index = 0; index < 3; index += 1) taken = ring.tryTake();
        });
        const { taken: first } = place.ring;
        place.ring.tryPut(record(lengths.length, 7));
        assert.deepEqual(place.drain(), range(first, lengths.length + 1));
        assert.equal(place.ring.dropped, 0);
        assert.equal(sectionsIn(place), 1);
        if (!isKilled) return assert.equal(taken?.[0], lengths.length > 2 ? 2 : undefined);
      }
    });

    test(`${name}, has dropped some records or none, and counted them`, () => {
      for (let step = 0; ; step += 1) {
        const place = new Place(lengths);
        const isKilled = place.kill(step, (ring) => ring.clear());
        const { dropped } = place.ring;
        assert.equal(place.ring.taken, dropped);
        assert.deepEqual(place.drain(), range(dropped, lengths.length));
        place.ring.tryPut(record(1, 7));
        assert.deepEqual(place.drain(), [1]);
        if (!isKilled) return assert.equal(dropped, lengths.length);
      }
    });
  }

  test("leaves nothing behind in the end", () => {
    for (let step = 0; step < 60; step += 1) {
      const place = new Place([100, 100]);
      place.kill(step, (ring) => {
        ring.tryPut(record(2, 300));
        ring.tryTake();
        ring.tryTake();
        ring.tryTake();
      });
      place.drain();
      place.memory.die();
      assert.equal(place.space.cells.size, 0);
    }
  });
});

function sectionsIn({ space }: Place): number {
  return [...space.cells.values()].filter(({ kind }) => kind === kinds.ringSection).length;
}
