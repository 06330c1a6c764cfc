import assert from "node:assert/strict";
import { test } from "node:test";
import { NotSendableError } from "../../src/errors.ts";
import { encoded, roundTrip } from "./round-trip.ts";

function* numbers(): Generator<number> {
  yield 1;
}

test("what has hidden state is refused with advice", () => {
  const refused: [value: unknown, advice: RegExp][] = [
    [Promise.resolve(1), /a Promise can't be sent; await it first/],
    [new WeakMap(), /WeakMap .* use a Map/],
    [new WeakSet(), /WeakSet .* use a Set/],
    [new WeakRef({}), /WeakRef .* deref/],
    [new FinalizationRegistry(() => undefined), /FinalizationRegistry/],
    [numbers(), /generator .* as an array/],
    [new Map().entries(), /iterator .* as an array/],
    [[1][Symbol.iterator](), /iterator .* as an array/],
    ["text"[Symbol.iterator](), /iterator .* as an array/],
    ["text".matchAll(/t/g), /iterator .* as an array/],
    [new Proxy({}, {}), /a Proxy can't be sent/],
    [new Proxy([1], {}), /a Proxy can't be sent/],
    [AbortSignal.abort(), /AbortSignal can't be sent here/],
  ];
  for (const [value, advice] of refused) {
    assert.throws(
      () => encoded({ list: [value] }),
      (error) => {
        assert.ok(error instanceof NotSendableError);
        assert.match(error.message, advice);
        assert.deepEqual(error.path, [".list", "[0]"]);
        return true;
      },
    );
  }
});

test("an iterator that a user has made is an object like any other", () => {
  const value = { at: 0, done: false };
  assert.deepEqual(roundTrip(value), value);
});
