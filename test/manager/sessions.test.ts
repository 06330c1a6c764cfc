import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Sessions } from "../../src/manager/sessions.ts";
import { Task } from "../../src/task/task.ts";

describe("the sessions of a link", () => {
  test("are one per task and object", async () => {
    const sessions = new Sessions();
    const mine = sessions.forTaking("a");
    mine.ask()(true);
    assert.equal(sessions.forTaking("a"), mine);
    assert.notEqual(sessions.forTaking("b"), mine);
    assert.equal(sessions.holding("a"), mine);
    await Task.run(() => {
      assert.equal(sessions.holding("a"), undefined);
      assert.notEqual(sessions.forTaking("a"), mine);
    });
  });

  test("are shared by those of a task who ask for the same object, but not by who only tries", () => {
    const sessions = new Sessions();
    const asking = sessions.forTaking("a");
    const answered = asking.ask();
    assert.equal(sessions.forTaking("a"), asking);
    assert.notEqual(sessions.forTrying("a"), asking);
    answered(true);
    assert.equal(sessions.forTrying("a"), asking);
  });

  test("own nothing while they wait for a notification", () => {
    const sessions = new Sessions();
    const waiting = sessions.forTaking("a");
    waiting.ask()(true);
    const ended = waiting.beginCall();
    const back = waiting.beginWait();
    assert.equal(sessions.holding("a"), undefined);
    const other = sessions.forTaking("a");
    assert.notEqual(other, waiting);
    other.ask()(true);
    assert.equal(sessions.holding("a"), other);
    // The release is sent, and the wait is over before its answer.
    other.letGo();
    back();
    ended();
    assert.equal(sessions.holding("a"), waiting);
    assert.equal(sessions.drop(other), true);
    assert.equal(sessions.drop(waiting), false);
    waiting.letGo();
    assert.equal(sessions.drop(waiting), true);
    assert.equal(sessions.drop(waiting), false);
  });

  test("that were refused are free for others", () => {
    const sessions = new Sessions();
    const refused = sessions.forTaking("a");
    refused.ask()(false);
    assert.equal(refused.isInUse, false);
    assert.equal(sessions.drop(refused), true);
  });
});
