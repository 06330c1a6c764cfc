import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Frame, Transport } from "../../src/wire/transport.ts";

/** Two connected ends, and how to let go of them. */
export interface TransportPair {
  readonly left: Transport;
  readonly right: Transport;
}

/** What every transport must do. */
export function transportContract(name: string, connect: () => Promise<TransportPair>): void {
  test(`${name}: frames arrive in order and unchanged`, async () => {
    const { left, right } = await connect();
    const received = collect(right, 200);
    const sent = Array.from({ length: 200 }, (_, index) => Uint8Array.of(index, index >> 8, 7));
    for (const bytes of sent) left.send(plain(bytes));
    assert.deepEqual(
      (await received).map(({ bytes }) => [...bytes]),
      sent.map((bytes) => [...bytes]),
    );
    await closeBoth(left, right);
  });

  test(`${name}: both directions work at the same time`, async () => {
    const { left, right } = await connect();
    const received = collect(left, 100);
    right.receive((frame) => right.send(plain(frame.bytes)));
    for (let index = 0; index < 100; index += 1) left.send(plain(Uint8Array.of(index)));
    assert.deepEqual(
      (await received).map(({ bytes }) => bytes[0]),
      Array.from({ length: 100 }, (_, index) => index),
    );
    await closeBoth(left, right);
  });

  test(`${name}: a frame that is a view on a reused buffer may be overwritten right after send`, async () => {
    const { left, right } = await connect();
    const received = collect(right, 50);
    const buffer = new Uint8Array(100_000);
    for (let index = 0; index < 50; index += 1) {
      buffer.fill(index);
      left.send(plain(buffer.subarray(10, 90_000)));
    }
    const frames = await received;
    for (const [index, { bytes }] of frames.entries()) {
      assert.equal(bytes.byteLength, 89_990);
      assert.ok(bytes.every((byte) => byte === index));
      assert.ok(bytes.buffer !== buffer.buffer, "memory must not be shared");
    }
    await closeBoth(left, right);
  });

  test(`${name}: buffers ride along as attachments of the right size`, async () => {
    const { left, right } = await connect();
    const received = collect(right, 3);
    const big = new Float64Array(50_000).map((_, index) => index / 3);
    left.send({
      bytes: Uint8Array.of(1),
      attachments: [big.buffer, new ArrayBuffer(0)],
      transfer: [],
    });
    left.send({ bytes: new Uint8Array(0), attachments: [], transfer: [] });
    left.send({ bytes: Uint8Array.of(2), attachments: [big.subarray(1, 3)], transfer: [] });
    const [first, second, third] = await received;
    assert.deepEqual(new Float64Array(bufferOf(first?.attachments[0])), big);
    assert.equal(bufferOf(first?.attachments[1]).byteLength, 0);
    assert.equal(first?.bytes[0], 1);
    assert.equal(second?.bytes.byteLength, 0);
    assert.deepEqual(
      [...new Float64Array(bufferOf(third?.attachments[0])).slice(-2)],
      [1 / 3, 2 / 3],
    );
    await closeBoth(left, right);
  });

  test(`${name}: an attachment may be overwritten right after send`, async () => {
    const { left, right } = await connect();
    const received = collect(right, 20);
    const data = new Uint8Array(1_000_000);
    for (let index = 0; index < 20; index += 1) {
      data.fill(index);
      left.send({ bytes: Uint8Array.of(index), attachments: [data.buffer], transfer: [] });
    }
    for (const [index, { attachments }] of (await received).entries()) {
      assert.ok(new Uint8Array(bufferOf(attachments[0])).every((byte) => byte === index));
    }
    await closeBoth(left, right);
  });

  test(`${name}: an attachment that can't be sent is refused, and later frames still arrive`, async () => {
    const { left, right } = await connect();
    const received = collect(right, 1);
    assert.throws(() =>
      left.send({ bytes: Uint8Array.of(1), attachments: [() => 1], transfer: [] }),
    );
    left.send(plain(Uint8Array.of(2)));
    assert.deepEqual(
      (await received).map(({ bytes }) => [...bytes]),
      [[2]],
    );
    await closeBoth(left, right);
  });

  test(`${name}: frames that came before anybody listened are delivered first`, async () => {
    const { left, right } = await connect();
    left.send(plain(Uint8Array.of(1)));
    left.send(plain(Uint8Array.of(2)));
    const echoed = collect(left, 1);
    // An answer on the way back proves that the first two have arrived: same order, same event loop.
    right.send(plain(Uint8Array.of(0)));
    await echoed;
    const received = collect(right, 3);
    left.send(plain(Uint8Array.of(3)));
    assert.deepEqual(
      (await received).map(({ bytes }) => bytes[0]),
      [1, 2, 3],
    );
    await closeBoth(left, right);
  });

  test(`${name}: what was sent before close arrives, then the other side is told once`, async () => {
    const { left, right } = await connect();
    const events: string[] = [];
    right.receive(({ bytes }) => events.push(`frame of ${bytes.byteLength}`));
    const told = new Promise<void>((resolve) => {
      right.closed(() => {
        events.push("closed");
        resolve();
      });
    });
    left.send(plain(new Uint8Array(3_000_000)));
    left.send(plain(new Uint8Array(1)));
    left.close();
    left.close();
    await told;
    right.close();
    assert.deepEqual(events, ["frame of 3000000", "frame of 1", "closed"]);
    await new Promise<void>((resolve) => {
      right.closed(resolve);
    });
  });

  test(`${name}: sending after the other side has gone does nothing`, async () => {
    const { left, right } = await connect();
    const told = new Promise<void>((resolve) => {
      left.closed(resolve);
    });
    right.close();
    left.send(plain(Uint8Array.of(1)));
    await told;
    left.send(plain(Uint8Array.of(2)));
    left.close();
    left.send(plain(Uint8Array.of(3)));
  });

  test(`${name}: a listener that throws is an uncaught error and loses no other frame`, async () => {
    const { left, right } = await connect();
    const uncaught = new Promise((resolve) => {
      process.setUncaughtExceptionCaptureCallback(resolve);
    });
    const seen: (number | undefined)[] = [];
    const all = new Promise<void>((resolve) => {
      right.receive(({ bytes }) => {
        seen.push(bytes[0]);
        if (bytes[0] === 1) throw new Error("from the listener");
        if (bytes[0] === 3) resolve();
      });
    });
    for (const byte of [1, 2, 3]) left.send(plain(Uint8Array.of(byte)));
    await all;
    assert.deepEqual(seen, [1, 2, 3]);
    assert.match(String(await uncaught), /from the listener/);
    process.setUncaughtExceptionCaptureCallback(null);
    await closeBoth(left, right);
  });

  test(`${name}: any sequence of frames comes out as it went in`, async () => {
    const part = fc.uint8Array({ maxLength: 300 });
    const large = fc
      .integer({ min: 32_768, max: 400_000 })
      .map((length) => new Uint8Array(length).fill(length));
    const frame = fc.record({
      bytes: fc.oneof(part, large),
      attachments: fc.array(large, { maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 12 }), async (frames) => {
        const { left, right } = await connect();
        const received = collect(right, frames.length);
        for (const { bytes, attachments } of frames)
          left.send({ bytes, attachments, transfer: [] });
        for (const [index, got] of (await received).entries()) {
          const wanted = frames[index];
          assert.ok(wanted !== undefined && Buffer.compare(got.bytes, wanted.bytes) === 0);
          assert.equal(got.attachments.length, wanted.attachments.length);
          for (const [place, attachment] of got.attachments.entries()) {
            assert.ok(
              Buffer.from(bufferOf(attachment)).equals(
                wanted.attachments[place] ?? new Uint8Array(),
              ),
            );
          }
        }
        await closeBoth(left, right);
      }),
      { numRuns: 25 },
    );
  });
}

export function plain(bytes: Uint8Array): Frame {
  return { bytes, attachments: [], transfer: [] };
}

/** The next `count` frames. */
export function collect(transport: Transport, count: number): Promise<Frame[]> {
  const frames: Frame[] = [];
  return new Promise((resolve) => {
    transport.receive((frame) => {
      frames.push(frame);
      if (frames.length === count) resolve(frames);
    });
  });
}

async function closeBoth(left: Transport, right: Transport): Promise<void> {
  const told = new Promise<void>((resolve) => {
    right.closed(resolve);
  });
  left.close();
  await told;
  right.close();
}

/** An attachment as exact memory, whether it came as a buffer or as a view. */
function bufferOf(attachment: unknown): ArrayBuffer {
  if (attachment instanceof ArrayBuffer) return attachment;
  assert.ok(ArrayBuffer.isView(attachment), "an attachment arrives as a buffer or a view");
  const bytes = new Uint8Array(attachment.buffer, attachment.byteOffset, attachment.byteLength);
  return bytes.slice().buffer;
}
