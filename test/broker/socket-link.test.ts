import assert from "node:assert/strict";
import { once } from "node:events";
import { PassThrough } from "node:stream";
import type { Socket } from "node:net";
import { test } from "node:test";
import fc from "fast-check";
import { SocketLink } from "../../src/broker/socket-link.ts";

/** What the socket of a link has been given to send. */
async function bytesOf(messages: readonly Uint8Array[]): Promise<Uint8Array> {
  const stream = new PassThrough();
  const link = new SocketLink(stream as unknown as Socket);
  stream.removeAllListeners("data");
  const chunks: Uint8Array[] = [];
  stream.on("data", (chunk: Uint8Array) => chunks.push(chunk));
  for (const message of messages) link.send(message);
  link.close();
  await once(stream, "end");
  return Buffer.concat(chunks);
}

test("messages arrive whole and in order, however the stream is cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 10 }),
      fc.array(fc.integer({ min: 1, max: 15 })),
      async (messages, cuts) => {
        const bytes = await bytesOf(messages);
        const stream = new PassThrough();
        const link = new SocketLink(stream as unknown as Socket);
        const arrived: Uint8Array[] = [];
        link.receive((message) => arrived.push(message));
        let position = 0;
        for (const length of [...cuts, bytes.byteLength]) {
          stream.emit("data", bytes.subarray(position, position + length));
          position += length;
        }
        assert.deepEqual(
          arrived.map((message) => [...message]),
          messages.map((message) => [...message]),
        );
      },
    ),
  );
});

test("no more is read of a stranger whose first message has the wrong length", () => {
  const stream = new PassThrough();
  const link = new SocketLink(stream as unknown as Socket, 16);
  const arrived: Uint8Array[] = [];
  link.receive((message) => arrived.push(message));
  stream.emit("data", Uint8Array.of(17, 0));
  assert.equal(stream.destroyed, false);
  stream.emit("data", Uint8Array.of(0, 0));
  assert.equal(stream.destroyed, true);
  assert.deepEqual(arrived, []);
});

test("after a first message of the right length any may come", () => {
  const stream = new PassThrough();
  const link = new SocketLink(stream as unknown as Socket, 1);
  const arrived: Uint8Array[] = [];
  link.receive((message) => arrived.push(message));
  stream.emit("data", Uint8Array.of(1, 0, 0, 0, 7, 2, 0, 0, 0, 8, 9));
  assert.deepEqual(
    arrived.map((message) => [...message]),
    [[7], [8, 9]],
  );
});
