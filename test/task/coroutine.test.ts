import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CoroutineEndedError, MisuseError } from "../../src/errors.ts";
import { coroutine } from "../../src/task/coroutine.ts";

const steps: string[] = [];
const consumer = coroutine(function* (limit: number): Generator<string, string, number> {
  let answer = "ready";
  try {
    for (let count = 0; count < limit; count++) {
      try {
        const item = yield answer;
        steps.push(`consuming ${item}`);
        answer = `got ${item}`;
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        answer = `caught ${error.message}`;
      }
    }
    return "full";
  } finally {
    steps.push("cleaned up");
  }
});

describe("a coroutine", () => {
  it("runs only while it is sent to, and answers with what it yields", () => {
    steps.length = 0;
    const one = consumer(10);
    assert.deepEqual(steps, []);
    assert.equal(one.send(undefined), "ready");
    assert.equal(one.send(1), "got 1");
    assert.equal(one.send(2), "got 2");
    one.close();
    assert.equal(one.done, true);
    assert.deepEqual(steps, ["consuming 1", "consuming 2", "cleaned up"]);
  });

  it("can't be sent a value before it was primed", () => {
    const one = consumer(10);
    assert.throws(() => one.send(1), MisuseError);
    assert.equal(one.send(undefined), "ready");
  });

  it("that returns throws CoroutineEndedError with the value, and then without", () => {
    const one = consumer(1);
    one.send(undefined);
    assert.throws(() => one.send(1), { name: "CoroutineEndedError", value: "full" });
    assert.throws(() => one.send(1), { name: "CoroutineEndedError", value: undefined });
    assert.throws(() => one.send(undefined), CoroutineEndedError);
  });

  it("is thrown an error where it stands", () => {
    const one = consumer(10);
    one.send(undefined);
    assert.equal(one.throw(new RangeError("too much")), "caught too much");
    const error = new Error("fatal");
    assert.throws(() => one.throw(error), error);
    assert.throws(() => one.send(1), CoroutineEndedError);
    assert.throws(() => one.throw(error), error);
    assert.throws(() => consumer(1).throw(error), error);
  });

  it("is closed once, whether begun or not, also by its block", () => {
    steps.length = 0;
    {
      using one = consumer(10);
      one.send(undefined);
      one.close();
    }
    const unbegun = consumer(10);
    unbegun.close();
    assert.equal(unbegun.done, true);
    assert.deepEqual(steps, ["cleaned up"]);
  });

  it("has to end when it is closed", () => {
    const stubborn = coroutine(function* (): Generator<number, void, undefined> {
      try {
        yield 1;
      } finally {
        yield 2;
      }
    });
    const one = stubborn();
    one.send(undefined);
    assert.throws(() => one.close(), MisuseError);
  });

  it("can't be sent to from within itself", () => {
    const self = coroutine(function* (): Generator<unknown, void, undefined> {
      yield assert.throws(() => one.send(undefined), MisuseError);
    });
    const one = self();
    one.send(undefined);
  });
});
