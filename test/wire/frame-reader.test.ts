import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { attachmentBytes, headLength, writeHead } from "../../src/wire/frame-layout.ts";
import { FrameReader } from "../../src/wire/frame-reader.ts";
import type { Frame } from "../../src/wire/transport.ts";
import { plain } from "../contracts/transport.ts";

function serialize(frame: Frame): Buffer {
  const attachments = attachmentBytes(frame);
  const head = new Uint8Array(headLength(frame));
  writeHead(head, frame, attachments);
  return Buffer.concat([head, frame.bytes, ...attachments]);
}

function describe(frame: Frame): string[] {
  return [frame.bytes, ...attachmentBytes(frame)].map((bytes) =>
    Buffer.from(bytes).toString("hex"),
  );
}

const frames = fc.array(
  fc.record({
    bytes: fc.uint8Array({ maxLength: 40 }),
    attachments: fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 3 }),
    transfer: fc.constant([]),
  }),
  { maxLength: 8 },
);

test("frames survive any way of being split and joined", () => {
  fc.assert(
    fc.property(
      frames,
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
      (sent, cuts) => {
        const stream = Buffer.concat(sent.map(serialize));
        const received: Frame[] = [];
        const reader = new FrameReader((frame) => received.push(frame));
        for (let position = 0, turn = 0; position < stream.byteLength; turn += 1) {
          const length = cuts[turn % cuts.length] ?? 1;
          reader.push(Uint8Array.from(stream.subarray(position, position + length)));
          position += length;
        }
        assert.deepEqual(received.map(describe), sent.map(describe));
      },
    ),
  );
});

test("every single split point gives the same frame", () => {
  const frame = { bytes: Uint8Array.of(1, 2, 3), attachments: [Uint8Array.of(4, 5)], transfer: [] };
  const stream = serialize(frame);
  for (let cut = 0; cut <= stream.byteLength; cut += 1) {
    const received: Frame[] = [];
    const reader = new FrameReader((got) => received.push(got));
    reader.push(stream.subarray(0, cut));
    reader.push(stream.subarray(cut));
    assert.deepEqual(received.map(describe), [describe(frame)]);
  }
});

test("a frame that lies whole in a chunk is given without a copy", () => {
  const chunk = serialize(plain(Uint8Array.of(1, 2, 3)));
  let received: Frame | undefined;
  new FrameReader((frame) => {
    received = frame;
  }).push(chunk);
  assert.equal(received?.bytes.buffer, chunk.buffer);
});

test("a changed magic number is refused", () => {
  const stream = serialize(plain(Uint8Array.of(1)));
  stream[0] = 0;
  assert.throws(() => new FrameReader(() => {}).push(stream), { code: "ERR_SKEIN_CORRUPT_STREAM" });
});

test("an impossible length of an attachment is refused before memory is taken", () => {
  for (const length of [-1, 0.5, Number.NaN, 2 ** 60]) {
    const stream = serialize({
      bytes: Uint8Array.of(1),
      attachments: [new Uint8Array(5)],
      transfer: [],
    });
    stream.writeDoubleLE(length, 12);
    assert.throws(() => new FrameReader(() => {}).push(stream), {
      code: "ERR_SKEIN_CORRUPT_STREAM",
    });
  }
});
