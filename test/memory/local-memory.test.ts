import assert from "node:assert/strict";
import { describe, mock, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { ClosedError } from "../../src/errors.ts";
import { LocalSpace } from "../../src/memory/local-memory.ts";
import type { Block } from "../../src/memory/memory.ts";
import { SLOT_SET_WORDS, SlotSet } from "../../src/memory/slot-set.ts";
import { memoryContract } from "../contracts/memory.ts";

const space = new LocalSpace();
const party = space.join();

memoryContract("local memory", () => party);

/** A word and who waits for it to become 1. */
function makeFlag(block: Block): { set: SlotSet; attempt(): true | undefined; raise(): void } {
  const set = new SlotSet(block, 1);
  return {
    set,
    attempt: () => (Atomics.load(block.words, block.start) === 1 ? true : undefined),
    raise() {
      Atomics.store(block.words, block.start, 1);
      block.memory.parking.wake(set);
    },
  };
}

const bytes = 4 * (1 + SLOT_SET_WORDS);

describe("a party of local memory", () => {
  test("takes nothing any more after its death, and leaves the ring to others", async () => {
    const [here, dying, other] = [space.join(), space.join(), space.join()];
    const block = here.allocate({ kind: 1, bytes });
    const [flag, theirs, others] = [here, dying, other].map((memory) =>
      makeFlag(memory.open(block.reference)),
    );
    assert.ok(flag !== undefined && theirs !== undefined && others !== undefined);
    let taken = false;
    void dying.parking.wait(theirs).then(() => (taken = true));
    const waiting = other.parking.wait(others);
    dying.die();
    flag.raise();
    assert.equal(await waiting, true);
    assert.equal(taken, false);
    assert.deepEqual(flag.set.members(), []);
    here.die();
    other.die();
  });

  test("doesn't let go of what the next party in its slot has open", () => {
    const [here, first] = [space.join(), space.join()];
    const block = here.allocate({ kind: 1, bytes });
    const old = first.open(block.reference);
    first.die();
    const second = space.join();
    assert.equal(second.slot, first.slot);
    second.open(block.reference);
    old.release();
    block.release();
    assert.ok(space.cells.has(block.reference[0]));
    second.die();
    assert.ok(!space.cells.has(block.reference[0]));
    here.die();
  });

  test("keeps what nobody has open for a minute when a handle is on its way", () => {
    mock.timers.enable({ apis: ["setTimeout"] });
    const here = space.join();
    const block = here.allocate({ kind: 1, bytes });
    block.travels();
    block.release();
    const same = space.join();
    same.open(block.reference);
    same.die();
    const now = performance.now();
    const clock = mock.method(performance, "now", () => now + 60_001);
    mock.timers.tick(60_001);
    clock.mock.restore();
    mock.timers.reset();
    assert.throws(() => here.open(block.reference), ClosedError);
    here.die();
  });

  test("lets go of a block that is garbage", async () => {
    setFlagsFromString("--expose-gc");
    // A fresh context has the function that the flag has just added.
    const collect = runInNewContext("gc") as () => void;
    const here = space.join();
    const [number] = here.allocate({ kind: 1, bytes }).reference;
    while (space.cells.has(number)) {
      collect();
      await new Promise(setImmediate);
    }
    here.die();
  });
});
