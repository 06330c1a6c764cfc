import assert from "node:assert/strict";
import { createSecretKey } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import type { EncodeContext } from "../../src/codec/context.ts";
import type { ResizableBuffer } from "../../src/codec/encode-buffer.ts";
import { NotSendableError } from "../../src/errors.ts";
import { decoded, encoded, roundTrip } from "./round-trip.ts";

const LARGE = 32 * 1024;

/** Node 20 has resizable buffers, the types of es2023 don't. */
function resizable(
  length: number,
  maxByteLength: number,
): ResizableBuffer & { resize(to: number): void } {
  return Reflect.construct(ArrayBuffer, [length, { maxByteLength }]) as never;
}

test("views of every kind arrive with their elements", () => {
  const bytes = Uint8Array.from({ length: 32 }, (_, index) => index * 7);
  const kinds =
    "Int8 Uint8 Uint8Clamped Int16 Uint16 Int32 Uint32 Float32 Float64 BigInt64 BigUint64";
  for (const name of [...kinds.split(" ").map((kind) => `${kind}Array`), "DataView"]) {
    const View = Reflect.get(globalThis, name) as new (...args: unknown[]) => ArrayBufferView;
    const whole = new View(bytes.buffer);
    assert.deepStrictEqual(roundTrip(whole), whole);
    const part = new View(bytes.buffer, 8, 1);
    assert.deepStrictEqual(roundTrip(part), part);
  }
});

test("a Buffer stays a Buffer, and its pool stays at home", () => {
  const small = Buffer.from("hello");
  assert.notEqual(small.buffer.byteLength, small.length);
  const arrived = roundTrip(small);
  assert.ok(Buffer.isBuffer(arrived));
  assert.equal(arrived.toString(), "hello");
  // Where it lies in its pool is in the message, in up to three bytes; the pool isn't.
  assert.ok(encoded(small).length < 30);
  const two = encoded([Buffer.from("one"), Buffer.from("two")]);
  assert.ok(two.length < 60);
  assert.deepEqual(decoded(two), [Buffer.from("one"), Buffer.from("two")]);
});

test("a view on a part of a buffer ships no more than the part", () => {
  const big = new ArrayBuffer(1_000_000);
  assert.ok(encoded(new Uint8Array(big, 500_000, 10)).length < 50);
  assert.ok(encoded(Buffer.from(big, 500_001, 10)).length < 50);
});

test("views that share a buffer share it on the other side, in whatever order they come", () => {
  const buffer = new ArrayBuffer(64);
  const whole = new Uint8Array(buffer);
  const part = new Uint16Array(buffer, 8, 4);
  const data = new DataView(buffer, 16);
  for (const value of [
    [whole, part, data, buffer],
    [part, data],
    [buffer, part, whole],
    [part, whole],
    [data, part, buffer],
  ]) {
    const arrived = roundTrip(value);
    const buffers = arrived.map((each) => (ArrayBuffer.isView(each) ? each.buffer : each));
    assert.equal(new Set(buffers).size, 1);
    for (const [index, each] of arrived.entries()) {
      const sent = value[index];
      if (ArrayBuffer.isView(each) && ArrayBuffer.isView(sent))
        assert.equal(each.byteOffset, sent.byteOffset);
    }
  }
});

test("Buffers that overlap share what they share, others don't", () => {
  const pool = Buffer.alloc(100);
  const value = [pool.subarray(10, 20), pool.subarray(15, 30), pool.subarray(50, 60)] as const;
  const [first, second, third] = roundTrip(value);
  second[0] = 42;
  assert.equal(first[5], 42);
  assert.notEqual(third.buffer, first.buffer);
  assert.equal(third.buffer.byteLength, 10);
});

test("any set of views of one buffer shows the same bytes on the other side", () => {
  const kinds = [Uint8Array, Uint32Array, Float64Array, DataView, Buffer] as const;
  const ranges = fc.array(fc.tuple(fc.nat(4), fc.nat(12), fc.nat(12)), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(ranges, fc.boolean(), (list, attach) => {
      const { buffer } = Uint8Array.from({ length: 25 * 8 }, (_, index) => index);
      const views = list.map(([kind, offset, length]) => {
        const View = kinds[kind] ?? DataView;
        if (View === Buffer) return Buffer.from(buffer, offset * 7, length * 5);
        const size = "BYTES_PER_ELEMENT" in View ? View.BYTES_PER_ELEMENT : 1;
        return Reflect.construct(View, [
          buffer,
          offset * 8,
          (length * 8) / size,
        ]) as ArrayBufferView;
      });
      const attachments: unknown[] | undefined = attach ? [] : undefined;
      const transfer = attach ? new Set([buffer]) : undefined;
      const arrived = roundTrip(views, { attachments, attaches: "buffers", transfer });
      assert.deepStrictEqual(arrived, views);
    }),
    { numRuns: 300 },
  );
});

test("a resizable buffer keeps its limit, and a view that follows its length goes on following", () => {
  const buffer = resizable(8, 1_024);
  const [arrived, following, fixed] = roundTrip([
    buffer,
    new Uint8Array(buffer),
    new Uint8Array(buffer, 0, 8),
  ] as const);
  assert.equal(arrived.byteLength, 8);
  assert.equal(arrived.maxByteLength, 1_024);
  arrived.resize(16);
  assert.deepEqual([following.length, fixed.length], [16, 8]);
});

test("large buffers ride beside the bytes, small ones in them", () => {
  const attachments: unknown[] = [];
  const large = new Float64Array(LARGE / 8).fill(1.5);
  const value = { large, again: large, small: new Uint8Array(100) };
  const bytes = encoded(value, { attachments, attaches: "buffers" });
  assert.deepEqual(attachments, [large.buffer]);
  assert.ok(bytes.length < 250);
  const arrived = decoded(bytes, { attachments: structuredClone(attachments) }) as typeof value;
  assert.deepStrictEqual(arrived, value);
  assert.equal(arrived.large, arrived.again);
});

test("of a much larger buffer only the part is attached, unless others share it or it is moved", () => {
  const big = new ArrayBuffer(LARGE * 10);
  const part = new Uint8Array(big, 1_000, LARGE);
  const sizes = (value: unknown, transfer?: ReadonlySet<object>): number[] => {
    const attachments: ArrayBuffer[] = [];
    encoded(value, { attachments, attaches: "buffers", transfer });
    return attachments.map((each) => each.byteLength);
  };
  assert.deepEqual(sizes(part), [LARGE]);
  assert.deepEqual(sizes([part, new Uint8Array(big, 8, 8)]), [big.byteLength]);
  assert.deepEqual(sizes(part, new Set([big])), [big.byteLength]);
  assert.deepEqual(sizes(new ArrayBuffer(8), new Set([big])), []);
});

test("what is moved is attached however small it is", () => {
  const attachments: unknown[] = [];
  const { buffer } = new Uint8Array([1, 2, 3]);
  const bytes = encoded([buffer], {
    attachments,
    attaches: "buffers",
    transfer: new Set([buffer]),
  });
  assert.deepEqual(attachments, [buffer]);
  assert.deepEqual(decoded(bytes, { attachments }), [buffer]);
});

test("an attachment may arrive as a view on what was received", () => {
  const sent: ArrayBuffer[] = [];
  const value = new Uint8Array(LARGE).fill(7);
  const bytes = encoded(value, { attachments: sent, attaches: "buffers" });
  const received = Buffer.concat([Buffer.alloc(3), ...sent.map((each) => new Uint8Array(each))]);
  assert.deepStrictEqual(decoded(bytes, { attachments: [received.subarray(3)] }), value);
});

test("without attachments a large buffer is in the bytes", () => {
  const value = Buffer.alloc(LARGE * 3, "x");
  assert.deepEqual(roundTrip(value), value);
});

test("what only structured clone carries goes beside the bytes or is refused", () => {
  const shared = new SharedArrayBuffer(8);
  const { port1, port2 } = new MessageChannel();
  const key = createSecretKey(Buffer.from("secret"));
  for (const value of [shared, port1, key]) {
    const attachments: unknown[] = [];
    const bytes = encoded({ value, twice: value }, { attachments, attaches: "objects" });
    assert.deepEqual(attachments, [value]);
    assert.deepEqual(decoded(bytes, { attachments }), { value, twice: value });
    const poor: EncodeContext[] = [{}, { attachments: [], attaches: "buffers" }];
    for (const context of poor) {
      assert.throws(
        () => encoded({ value }, context),
        (error) => {
          return error instanceof NotSendableError && error.path[0] === ".value";
        },
      );
    }
  }
  const attachments: unknown[] = [];
  const view = roundTrip(new Int32Array(shared), { attachments, attaches: "objects" });
  assert.equal(view.buffer, shared);
  port1.close();
  port2.close();
});
