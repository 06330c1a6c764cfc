import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { waitAny } from "../../src/channel/wait-any.ts";
import { CancelledError, ClosedError, NotSendableError } from "../../src/errors.ts";
import { Queue as SharedQueue } from "../../src/index.ts";
import { runInScope } from "../../src/task/current-scope.ts";
import { Event } from "../../src/task/local-event.ts";
import { Scope } from "../../src/task/scope.ts";
import { waitContract } from "../contracts/lock.ts";

waitContract(
  "local Event",
  () => new Event(),
  // It is what was made.
  (event, options) => (event as Event).wait(options),
);

describe("a local Event", () => {
  test("is waited for until it is set, and not any more then", async () => {
    using event = new Event();
    assert.equal(event.isSet, false);
    const waiting = event.wait();
    event.set();
    assert.equal(await waiting, true);
    assert.equal(await event.wait({ timeout: 0 }), true);
    event.clear();
    assert.equal(event.isSet, false);
    await assert.rejects(event.wait({ timeout: 0 }), { code: "ERR_SKEIN_TIMEOUT" });
  });

  test("wakes 100,000 coroutines although it is cleared at once", async () => {
    using event = new Event();
    const waits = Array.from({ length: 100_000 }, () => event.wait());
    event.set();
    event.clear();
    assert.equal((await Promise.all(waits)).length, 100_000);
  });

  test("lets a cancelled task go, unless it was set before", async () => {
    using event = new Event();
    const [one, two] = [new Scope(), new Scope()];
    const cancelled = runInScope(one, () => event.wait());
    const woken = runInScope(two, () => event.wait());
    one.cancel();
    event.set();
    two.cancel();
    await assert.rejects(cancelled, CancelledError);
    assert.equal(await woken, true);
  });

  test("is ready for waitAny when it is set", async () => {
    using one = new Event();
    using other = new Event();
    const ready = waitAny([one, other]);
    other.set();
    assert.deepEqual(await ready, [other]);
  });

  test("ends the waits for it when it is closed", async () => {
    const event = new Event({ name: "up" });
    const waiting = event.wait();
    event.close();
    await assert.rejects(waiting, {
      name: "ClosedError",
      message: "the Event 'up' has been closed",
    });
    assert.throws(() => event.set(), ClosedError);
    assert.throws(() => event.clear(), ClosedError);
    assert.throws(() => event.isSet, ClosedError);
  });

  test("refuses to be sent, and says which class can be", () => {
    using queue = new SharedQueue();
    assert.throws(() => queue.tryPut(new Event()), NotSendableError);
  });
});
