import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { semaphoreKind, type SemaphoreState } from "../../src/sync/semaphore-state.ts";
import { killedAt } from "./killed-at.ts";
import { partiesAt, turnsOf, type Party } from "./parties.ts";

function semaphoreOf(value: number, bounded = false): () => Party<SemaphoreState> {
  return partiesAt(semaphoreKind, { value, bounded });
}

/** How many permits can still be taken, one by one. */
function takeAll({ state }: Party<SemaphoreState>): number {
  let taken = 0;
  while (state.tryAcquire(1) === true) taken += 1;
  return taken;
}

describe("the state of a semaphore", () => {
  test("gives back what the last thread of a slot held, also to the next thread of that slot", () => {
    const join = semaphoreOf(2, true);
    const first = join();
    first.state.tryAcquire(1);
    first.memory.die();
    const heir = join();
    assert.equal(heir.memory.slot, first.memory.slot);
    assert.equal(heir.state.tryAcquire(1), true);
    assert.equal(heir.state.value(), 1);
    assert.equal(heir.state.release(1), true);
    assert.equal(heir.state.release(1), false);
    assert.equal(takeAll(heir), 2);
  });

  for (const [what, act, before, after] of [
    ["acquires", (state: SemaphoreState) => state.tryAcquire(1), 0, [3]],
    ["acquires two", (state: SemaphoreState) => state.tryAcquire(2), 0, [3]],
    ["releases its own permit", (state: SemaphoreState) => state.release(1), 1, [3]],
    ["releases its own two permits", (state: SemaphoreState) => state.release(2), 2, [3]],
    // Nobody can tell whether a release took place whose thread never came back from it.
    ["makes a new permit", (state: SemaphoreState) => state.release(1), 0, [3, 4]],
  ] as const) {
    test(`has all its permits after the death of one who ${what}, whenever it is killed`, () => {
      for (let step = 0; ; step += 1) {
        const join = semaphoreOf(3);
        const victim = join();
        if (before > 0) victim.state.tryAcquire(before);
        if (!killedAt(step, () => void act(victim.state))) break;
        victim.memory.die();
        const found = takeAll(join());
        assert.ok(
          after.some((count) => count === found),
          `killed at ${step}: ${found} permits`,
        );
      }
    });
  }

  test("is released for somebody else by one who is killed: the permit is there or still held", () => {
    for (let step = 0; ; step += 1) {
      const join = semaphoreOf(1);
      const holder = join();
      const victim = join();
      holder.state.tryAcquire(1);
      if (!killedAt(step, () => void victim.state.release(1))) break;
      victim.memory.die();
      const other = join();
      const wasReleased = takeAll(other);
      assert.ok(wasReleased <= 1);
      for (let left = 0; left < wasReleased; left += 1) other.state.release(1);
      holder.memory.die();
      assert.equal(takeAll(other), 1, `killed at ${step}`);
    }
  });

  test("lets those who want one have it while others wait for several, here and elsewhere", async () => {
    const join = semaphoreOf(0);
    const [releaser, wide, other] = [join(), join(), join()];
    const served: string[] = [];
    const note = (name: string) => () => void served.push(name);
    void wide.state.acquire(3).then(note("three"));
    void wide.state.acquire(1).then(note("one behind it"));
    void other.state.acquire(1).then(note("one elsewhere"));
    releaser.state.release(1);
    await turnsOf(20);
    releaser.state.release(1);
    await turnsOf(20);
    assert.deepEqual(served.toSorted(), ["one behind it", "one elsewhere"]);
    releaser.state.release(3);
    await turnsOf(20);
    assert.equal(served.at(-1), "three");
    for (const { memory } of [releaser, wide, other]) memory.die();
  });

  test("refuses to have more permits than it can count", () => {
    const { state } = semaphoreOf(2 ** 31 - 1)();
    assert.equal(state.release(1), false);
    assert.equal(state.value(), 2 ** 31 - 1);
  });
});
