import assert from "node:assert/strict";
import { test } from "node:test";
import {
  describeHandle,
  handle,
  type HandleDescription,
  registerHandle,
} from "../../src/codec/handle.ts";
import { decoded, encoded, roundTrip } from "./round-trip.ts";

class Counter {
  readonly memory: SharedArrayBuffer;
  constructor(memory: SharedArrayBuffer) {
    this.memory = memory;
  }
  [handle](): HandleDescription {
    return { type: "test.counter", data: { memory: this.memory } };
  }
}

const revive = (data: unknown): Counter =>
  new Counter((data as { memory: SharedArrayBuffer }).memory);

test("a handle is revived from its description, once per message", () => {
  registerHandle("test.counter", revive);
  const counter = new Counter(new SharedArrayBuffer(4));
  const arrived = roundTrip({ a: counter, b: counter }, { attachments: [], attaches: "objects" });
  assert.ok(arrived.a instanceof Counter);
  assert.notEqual(arrived.a, counter);
  assert.equal(arrived.a, arrived.b);
  assert.equal(arrived.a.memory, counter.memory);
});

test("what a handle wants moved is attached and listed for the transport", () => {
  registerHandle("test.buffer", (data) => data);
  const buffer = new ArrayBuffer(4);
  const value = { [handle]: () => ({ type: "test.buffer", data: [buffer], transfer: [buffer] }) };
  const attachments: unknown[] = [];
  const moves: object[] = [];
  const bytes = encoded(value, { attachments, attaches: "buffers", moves });
  assert.deepEqual([attachments, moves], [[buffer], [buffer]]);
  assert.deepEqual(decoded(bytes, { attachments }), [buffer]);
});

test("a type that nobody has registered is an error that names it", () => {
  const bytes = encoded({ [handle]: () => ({ type: "test.unknown", data: 1 }) });
  assert.throws(() => decoded(bytes), {
    code: "ERR_SKEIN_UNKNOWN_HANDLE",
    message: /'test\.unknown'/,
  });
});

test("a type is registered once", () => {
  registerHandle("test.once", revive);
  registerHandle("test.once", revive);
  assert.throws(() => registerHandle("test.once", (data) => data), { code: "ERR_SKEIN_MISUSE" });
});

test("what isn't a handle has no description", () => {
  assert.equal(describeHandle({}), undefined);
});

test("the way to what can't be sent in a handle is told", () => {
  const value = { [handle]: () => ({ type: "test.once", data: [Promise.resolve()] }) };
  assert.throws(() => encoded({ value }), /\.value -> \.data -> \[0\] -> a Promise/);
});
