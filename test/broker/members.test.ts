import assert from "node:assert/strict";
import { test } from "node:test";
import { membersOf, waitBehind } from "../../src/broker/members.ts";

class Ground {
  async settle(): Promise<void> {}
  tryTake(): boolean {
    return true;
  }
}

class State extends Ground {
  readonly size = 3;
  readonly #secret = 4;
  get level(): number {
    return this.#secret;
  }
  take(): Promise<boolean> {
    return Promise.resolve(true);
  }
  takeSync(): boolean {
    return true;
  }
  inSync(): boolean {
    return true;
  }
}

test("members are those of all classes; what has a blocking sister or is async waits", () => {
  const members = membersOf(new State());
  assert.deepEqual(members.methods.toSorted(), ["inSync", "settle", "take", "takeSync", "tryTake"]);
  assert.deepEqual(members.waits.toSorted(), ["settle", "take"]);
  assert.deepEqual(members.values.toSorted(), ["level", "size"]);
});

test("a blocking method is known by the wait that it has the name of", () => {
  const members = membersOf(new State());
  assert.equal(waitBehind("takeSync", members), "take");
  assert.equal(waitBehind("inSync", members), undefined);
  assert.equal(waitBehind("tryTake", members), undefined);
});
