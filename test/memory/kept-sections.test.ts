import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { kinds } from "../../src/memory/kinds.ts";
import { LocalSpace, type LocalMemory } from "../../src/memory/local-memory.ts";
import type { BlockReference } from "../../src/memory/memory.ts";
import { Ring } from "../../src/memory/ring.ts";
import { killedAt } from "../sync/killed-at.ts";

/** All sections have this many bytes: room for two records. */
const largest = 256;
const length = 100;

function record(number: number): Uint8Array {
  return new Uint8Array(length).fill(number & 255);
}

/** A ring whose records are 0, 1, 2, … */
class Place {
  readonly space = new LocalSpace();
  readonly memory: LocalMemory = this.space.join();
  readonly reference: BlockReference;
  readonly ring: Ring;

  constructor() {
    const block = this.memory.allocate({ kind: kinds.queue, bytes: Ring.bytes });
    // In one thread nobody dies in the middle of something, so that nobody ever wakes others there.
    block.wakeOn = () => {};
    this.reference = block.reference;
    this.ring = new Ring(block, 0);
    this.ring.prepare({ capacity: largest, limit: Infinity, largest });
  }

  get sections(): number {
    return [...this.space.cells.values()].filter(({ kind }) => kind === kinds.ringSection).length;
  }

  /** Somebody else uses it and is killed. False if they were through before. */
  kill(step: number, act: (ring: Ring) => void): boolean {
    const memory = this.space.join();
    const ring = new Ring(memory.open(this.reference), 0);
    const isKilled = killedAt(step, () => act(ring));
    memory.die();
    return isKilled;
  }
}

function put(ring: Ring, count: number): void {
  for (let index = 0; index < count; index += 1) ring.tryPut(record(ring.put));
}

function take(ring: Ring, count: number): void {
  for (let index = 0; index < count; index += 1) {
    const expected = ring.taken;
    assert.deepEqual(ring.tryTake(), record(expected));
  }
}

/** Puts and takes so much that every section is used several times. */
function goRound(ring: Ring): void {
  for (const count of [4, 9, 1, 12, 7]) {
    put(ring, count);
    take(ring, ring.count - (count % 3));
  }
  take(ring, ring.count);
  assert.equal(ring.tryTake(), undefined);
}

describe("the sections that a ring keeps", () => {
  test("are used again", () => {
    const { ring, ...place } = new Place();
    put(ring, 20);
    take(ring, 20);
    const made = new Set(place.space.cells.keys());
    put(ring, 8);
    assert.deepEqual(new Set(place.space.cells.keys()), made);
    take(ring, 8);
  });

  test("are few", () => {
    const place = new Place();
    put(place.ring, 100);
    take(place.ring, 100);
    assert.ok(place.sections <= 5, `${place.sections} sections`);
  });

  test("are those of the usual size only", () => {
    const place = new Place();
    const large = new Uint8Array(3 * largest);
    for (let index = 0; index < 5; index += 1) place.ring.tryPut(large);
    for (let index = 0; index < 5; index += 1) assert.deepEqual(place.ring.tryTake(), large);
    // The first one has been kept.
    assert.equal(place.sections, 2);
  });

  test("are gone with the ring", () => {
    const place = new Place();
    goRound(place.ring);
    place.memory.die();
    assert.equal(place.space.cells.size, 0);
  });

  for (const before of [0, 3, 8]) {
    test(`are never in use and kept at once, whenever somebody is killed (${before} before)`, () => {
      let isKilled = true;
      for (let step = 0; isKilled; step += 1) {
        const place = new Place();
        const { ring } = place;
        goRound(ring);
        put(ring, before);
        isKilled = place.kill(step, (other) => {
          put(other, 5);
          take(other, 4);
          put(other, 3);
          take(other, 4 + before);
        });
        take(ring, ring.count);
        for (let round = 0; round < 3; round += 1) goRound(ring);
        place.memory.die();
        assert.equal(place.space.cells.size, 0);
      }
    });

    test(`are cleared without harm, whenever somebody is killed (${before} before)`, () => {
      let isKilled = true;
      for (let step = 0; isKilled; step += 1) {
        const place = new Place();
        const { ring } = place;
        goRound(ring);
        put(ring, before);
        isKilled = place.kill(step, (other) => {
          put(other, 5);
          other.clear();
          put(other, 4);
        });
        take(ring, ring.count);
        for (let round = 0; round < 3; round += 1) goRound(ring);
      }
    });
  }
});
