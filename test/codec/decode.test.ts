import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeValue } from "../../src/codec/decode.ts";
import { handle, registerHandle } from "../../src/codec/handle.ts";
import { Reader } from "../../src/codec/reader.ts";
import { Tag } from "../../src/codec/tags.ts";
import { Writer } from "../../src/codec/writer.ts";
import { encoded } from "./round-trip.ts";

const rich = {
  list: [1, 2, 3, 4, 1.5, "text", "日本", null, undefined, -0, 10n, Symbol.for("x")],
  same: [{ a: 1 }, { a: 2 }],
  map: new Map<unknown, unknown>([["k", new Set([1, { b: [1000, 2000, 3000, 4000] }])]]),
  error: new TypeError("text", { cause: new Date(5) }),
  holes: Object.assign([1], { 5: 2, label: /a/g }),
  bytes: [Buffer.from("abc"), new Uint16Array(4), new DataView(new ArrayBuffer(9), 1, 2)],
  url: new URL("https://example.org"),
  none: Object.assign(Object.create(null) as object, { boxed: Object("text") as unknown }),
  exception: new DOMException("text", "AbortError"),
};

/** Gives what comes of bytes that nobody wrote: a value, or an error that is meant for the reader. */
function attempt(bytes: Uint8Array): void {
  const reader = new Reader(bytes);
  try {
    decodeValue(reader, { attachments: [new ArrayBuffer(8)] });
    assert.ok(reader.position <= bytes.length);
  } catch (error) {
    assert.ok(error instanceof Error);
    const code: unknown = Reflect.get(error, "code");
    assert.ok(
      code === "ERR_SKEIN_CORRUPT" || code === "ERR_SKEIN_UNKNOWN_HANDLE",
      String(error.stack),
    );
  }
}

test("a message cut anywhere is an error", () => {
  const whole = encoded(rich);
  for (let length = 0; length < whole.length; length += 1) {
    assert.throws(() => decodeValue(new Reader(whole.slice(0, length)), {}), {
      code: "ERR_SKEIN_CORRUPT",
    });
  }
});

test("a message with changed bytes is an error or a value", () => {
  const whole = encoded(rich);
  const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(changes, (list) => {
      const bytes = whole.slice();
      for (const [at, byte] of list) bytes[at] = byte;
      attempt(bytes);
    }),
    { numRuns: 5_000 },
  );
});

test("random bytes are an error or a value", () => {
  const tags = fc.constantFrom(...Object.values(Tag));
  const byte = fc.oneof(fc.nat(255), tags);
  const bytes = fc.array(byte, { maxLength: 60 }).map((list) => Uint8Array.from(list));
  fc.assert(fc.property(bytes, attempt), { numRuns: 20_000 });
});

test("lengths without bytes behind them allocate nothing", () => {
  for (const tag of [
    Tag.array,
    Tag.int32s,
    Tag.float64s,
    Tag.record,
    Tag.map,
    Tag.set,
    Tag.latin1,
    Tag.bigint,
    Tag.shapeDefinition,
  ]) {
    const writer = new Writer();
    writer.byte(tag);
    writer.varint(2 ** 40);
    assert.throws(
      () => decodeValue(new Reader(writer.view()), {}),
      { code: "ERR_SKEIN_CORRUPT" },
      String(tag),
    );
  }
});

test("bytes that nest too deeply for the stack are an error", () => {
  const bytes = new Uint8Array(2_000_000).fill(1);
  for (let index = 0; index < bytes.length; index += 2) bytes[index] = Tag.array;
  assert.throws(() => decodeValue(new Reader(bytes), {}), {
    code: "ERR_SKEIN_CORRUPT",
    message: /too deeply/,
  });
});

test("an error of the code that revives an object comes out as it is", () => {
  registerHandle("test.broken", () => {
    throw new RangeError("mine");
  });
  const bytes = encoded([{ [handle]: () => ({ type: "test.broken", data: 1 }) }]);
  assert.throws(() => decodeValue(new Reader(bytes), {}), new RangeError("mine"));
  assert.deepEqual(decodeValue(new Reader(encoded([{ a: 1 }])), {}), [{ a: 1 }]);
});
