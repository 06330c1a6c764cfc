import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { FrameReader } from "../../src/connection/frame-reader.ts";
import { headOf } from "../../src/connection/frame-writer.ts";
import { ConnectionLostError, MessageTooLongError } from "../../src/errors.ts";
import { pattern } from "./pairs.ts";

interface Reading {
  readonly reader: FrameReader;
  readonly messages: Uint8Array[];
  readonly errors: Error[];
}

function reading(limit: number = Infinity): Reading {
  const messages: Uint8Array[] = [];
  const errors: Error[] = [];
  const reader = new FrameReader({
    message: (bytes) => messages.push(bytes),
    limit: () => limit,
    unreadable: (error) => errors.push(error),
  });
  return { reader, messages, errors };
}

/** The form that is meant for lengths above 0x7fffffff; readers take it for any. */
function longFrame(bytes: Uint8Array): Uint8Array {
  const head = Buffer.alloc(12, 0xff);
  head.writeBigUInt64BE(BigInt(bytes.byteLength), 4);
  return Buffer.concat([head, bytes]);
}

function frame(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([headOf(bytes.byteLength), bytes]);
}

test("messages come out as they went in, however the stream is split", () => {
  const message = fc.record({ bytes: fc.uint8Array({ maxLength: 300 }), long: fc.boolean() });
  const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(fc.array(message, { maxLength: 20 }), cuts, (sent, sizes) => {
      const stream = Buffer.concat(
        sent.map(({ bytes, long }) => (long ? longFrame(bytes) : frame(bytes))),
      );
      const { reader, messages, errors } = reading();
      for (let at = 0, turn = 0; at < stream.byteLength; turn += 1) {
        const size = sizes[turn % sizes.length] ?? 1;
        reader.push(Uint8Array.from(stream.subarray(at, at + size)));
        at += size;
      }
      assert.deepEqual(errors, []);
      assert.equal(reader.insideMessage, false);
      assert.deepEqual(
        messages,
        sent.map(({ bytes }) => bytes),
      );
    }),
  );
});

test("the rest of a long message may be written into its memory instead", () => {
  const parts = fc.array(fc.record({ size: fc.integer({ min: 1, max: 90 }), push: fc.boolean() }), {
    minLength: 1,
    maxLength: 30,
  });
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 10 }),
      parts,
      (sent, ways) => {
        const stream = Uint8Array.from(Buffer.concat(sent.map(frame)));
        const { reader, messages } = reading();
        for (let at = 0, turn = 0; at < stream.byteLength; turn += 1) {
          const { size = 1, push = true } = ways[turn % ways.length] ?? {};
          const room = push ? undefined : reader.room;
          const part = stream.slice(at, at + Math.min(size, room?.byteLength ?? size));
          if (room === undefined) reader.push(part);
          else {
            room.set(part);
            reader.fill(part.byteLength);
          }
          at += part.byteLength;
        }
        assert.deepEqual(messages, sent);
        assert.equal(reader.room, undefined);
      },
    ),
  );
});

test("there is no room for a message of which only the length has come, if that is long", () => {
  const { reader } = reading();
  reader.push(headOf(2 ** 30));
  assert.equal(reader.room, undefined);
});

test("a message that lies in one chunk is not copied", () => {
  const { reader, messages } = reading();
  const chunk = Uint8Array.from(Buffer.concat([frame(pattern(10)), frame(pattern(20))]));
  reader.push(chunk);
  assert.deepEqual(messages, [pattern(10), pattern(20)]);
  assert.ok(messages.every(({ buffer }) => buffer === chunk.buffer));
});

test("a message of many chunks has memory of its own, exactly as long", () => {
  const { reader, messages } = reading();
  const big = pattern(5_000_000);
  const stream = frame(big);
  for (let at = 0; at < stream.byteLength; at += 65_536)
    reader.push(stream.subarray(at, at + 65_536));
  assert.equal(messages[0]?.buffer.byteLength, 5_000_000);
  assert.equal(Buffer.compare(messages[0] ?? new Uint8Array(), big), 0);
});

test("a length alone takes no memory", () => {
  const before = process.memoryUsage().arrayBuffers;
  const readings = Array.from({ length: 50 }, () => reading());
  for (const { reader } of readings)
    reader.push(Buffer.concat([headOf(0x7fff_ffff), pattern(1000)]));
  const taken = process.memoryUsage().arrayBuffers - before;
  assert.ok(taken < 10_000_000, `${taken} bytes were taken`);
  assert.equal(readings[0]?.reader.expected, 0x7fff_ffff);
});

test("a length above the limit is refused by its header, in both forms", () => {
  for (const head of [headOf(101), longFrame(pattern(101)), headOf(2 ** 40)]) {
    const { reader, errors, messages } = reading(100);
    reader.push(head);
    reader.push(frame(pattern(1)));
    assert.equal(errors.length, 1);
    assert.ok(errors[0] instanceof MessageTooLongError);
    assert.deepEqual(messages, []);
  }
});

test("a negative length is refused", () => {
  for (const length of [-2, -5, -(2 ** 31)]) {
    const head = Buffer.alloc(4);
    head.writeInt32BE(length);
    const { reader, errors } = reading();
    reader.push(head);
    assert.ok(errors[0] instanceof ConnectionLostError);
    assert.match(errors[0].message, new RegExp(String(length)));
  }
});

test("nothing is told after stop, not even what is left of the chunk", () => {
  const messages: Uint8Array[] = [];
  const reader: FrameReader = new FrameReader({
    message: (bytes) => {
      messages.push(bytes);
      reader.stop();
    },
    limit: () => Infinity,
    unreadable: assert.fail,
  });
  reader.push(Buffer.concat([frame(pattern(3)), frame(pattern(4))]));
  assert.equal(messages.length, 1);
});

test("heads above 0x7fffffff have the long form, and no others", () => {
  assert.deepEqual([...headOf(0x7fff_ffff)], [0x7f, 0xff, 0xff, 0xff]);
  assert.deepEqual([...headOf(0x8000_0000)], [255, 255, 255, 255, 0, 0, 0, 0, 128, 0, 0, 0]);
});
