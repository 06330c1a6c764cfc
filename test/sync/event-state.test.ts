import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventKind } from "../../src/sync/event-state.ts";
import { killedAt } from "./killed-at.ts";
import { partiesAt, turnsOf } from "./parties.ts";

describe("the state of an event", () => {
  test("releases all who wait, here and elsewhere, although it is cleared at once", async () => {
    const join = partiesAt(eventKind, undefined);
    const [setter, other] = [join(), join()];
    const waits = [setter, other, other].map(({ state }) => state.wait());
    setter.state.set();
    setter.state.clear();
    assert.deepEqual(await Promise.all(waits), [true, true, true]);
    assert.equal(other.state.isSet(), false);
  });

  test("keeps those waiting who come after it was cleared", async () => {
    const join = partiesAt(eventKind, undefined);
    const [setter, late] = [join(), join()];
    setter.state.set();
    setter.state.set();
    setter.state.clear();
    setter.state.clear();
    let done = false;
    const waiting = late.state.wait().then(() => (done = true));
    await turnsOf(20);
    assert.equal(done, false);
    setter.state.set();
    await waiting;
  });

  test("is set for everybody or for nobody when who sets it is killed, whenever that is", async () => {
    for (let step = 0; ; step += 1) {
      const join = partiesAt(eventKind, undefined);
      const [victim, other] = [join(), join()];
      let done = false;
      void other.state.wait().then(() => (done = true));
      const died = killedAt(step, () => victim.state.set());
      const isSet = other.state.isSet();
      other.state.clear();
      // Only now do those who wait look again.
      if (died) victim.memory.die();
      await turnsOf(20);
      assert.equal(done, isSet, `killed at ${step}`);
      other.memory.die();
      if (!died) break;
    }
  });
});
