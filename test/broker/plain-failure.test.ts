import assert from "node:assert/strict";
import { test } from "node:test";
import { deserialize, serialize } from "node:v8";
import { fromPlain, toPlain, type PlainFailure } from "../../src/broker/plain-failure.ts";
import { BufferTooShortError, TimeoutError } from "../../src/errors.ts";

/** What arrives of what was thrown. */
function sent(thrown: unknown): unknown {
  return fromPlain(deserialize(serialize(toPlain(thrown))) as PlainFailure);
}

test("Skein's own errors arrive with class, code, message and fields", () => {
  const arrived = sent(new BufferTooShortError("too long", Uint8Array.of(1, 2)));
  assert.ok(arrived instanceof BufferTooShortError);
  assert.equal(arrived.name, "BufferTooShortError");
  assert.equal(arrived.code, "ERR_SKEIN_BUFFER_TOO_SHORT");
  assert.equal(arrived.message, "too long");
  assert.deepEqual([...arrived.bytes], [1, 2]);
});

test("the stack is that of who asked, and names the class", () => {
  const error = new TimeoutError("nothing came", 5);
  error.stack = "elsewhere";
  assert.match((sent(error) as Error).stack ?? "", /^TimeoutError: nothing came\n.*plain-failure/);
});

test("other errors and values arrive as structured clone keeps them", () => {
  const arrived = sent(new RangeError("no"));
  assert.ok(arrived instanceof RangeError);
  assert.equal(arrived.message, "no");
  assert.equal(sent("a text"), "a text");
});

test("what can't be sent arrives as an error that says what it was", () => {
  const arrived = sent(() => 1);
  assert.ok(arrived instanceof Error);
  assert.equal(arrived.message, "() => 1");
});
