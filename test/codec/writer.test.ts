import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Reader } from "../../src/codec/reader.ts";
import { Writer } from "../../src/codec/writer.ts";

test("numbers of every form are read as they were written", () => {
  const natural = fc.oneof(
    fc.nat(),
    fc.maxSafeNat(),
    fc.constantFrom(0, 127, 128, 2 ** 31, 2 ** 32, 2 ** 53 - 1),
  );
  fc.assert(
    fc.property(fc.array(natural), fc.integer(), fc.double(), (naturals, integer, double) => {
      const writer = new Writer(1);
      for (const value of naturals) writer.varint(value);
      writer.int32(integer);
      writer.uint32(integer >>> 0);
      writer.float64(double);
      const reader = new Reader(writer.view());
      for (const value of naturals) assert.equal(reader.varint(), value);
      assert.deepEqual(
        [reader.int32(), reader.uint32(), reader.float64()],
        [integer, integer >>> 0, double],
      );
      assert.equal(reader.remaining, 0);
    }),
  );
});

test("a writer can go back, be patched, take parts of bytes and begin anew", () => {
  const writer = new Writer();
  writer.uint32(0);
  writer.raw(
    Uint8Array.from({ length: 100 }, (_, index) => index),
    10,
    90,
  );
  writer.raw(new Uint8Array([1, 2, 3, 4]), 1, 3);
  writer.patchUint32(0, 7);
  assert.equal(writer.position, 86);
  assert.deepEqual([...writer.view()].slice(-3), [89, 2, 3]);
  writer.position = 4;
  assert.deepEqual([...writer.view()], [7, 0, 0, 0]);
  assert.throws(() => (writer.position = 1e9), { code: "ERR_SKEIN_MISUSE" });
  writer.reset();
  assert.equal(writer.position, 0);
});

test("a reader goes where it is sent, and not beyond its bytes", () => {
  const writer = new Writer();
  writer.bytes(new Uint8Array([1, 2, 3]));
  writer.string("é日");
  const reader = new Reader(Buffer.concat([Buffer.from("xx"), writer.view()]).subarray(2));
  assert.deepEqual([...reader.bytes()], [1, 2, 3]);
  const other = reader.at(reader.position);
  assert.equal(other.string(), "é日");
  assert.equal(other.remaining, 0);
  assert.equal(reader.peek(), 2);
  assert.throws(() => reader.skip(1_000), { code: "ERR_SKEIN_CORRUPT" });
  assert.throws(() => (reader.position = 1_000), { code: "ERR_SKEIN_CORRUPT" });
  assert.throws(() => other.byte(), { code: "ERR_SKEIN_CORRUPT" });
  assert.equal(other.peek(), undefined);
});

test("an integer that never ends is an error", () => {
  assert.throws(() => new Reader(new Uint8Array(20).fill(0xff)).varint(), {
    code: "ERR_SKEIN_CORRUPT",
  });
});
