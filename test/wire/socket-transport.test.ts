import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { SocketTransport } from "../../src/wire/socket-transport.ts";
import { plain, transportContract } from "../contracts/transport.ts";
import { socketPair } from "./socket-pair.ts";

transportContract("socket", async () => {
  const [left, right] = await socketPair();
  return { left: new SocketTransport(left), right: new SocketTransport(right) };
});

test("socket: a small frame is in the kernel when send returns", async () => {
  const [left, right] = await socketPair();
  const transport = new SocketTransport(left);
  transport.send(plain(Uint8Array.of(1, 2, 3)));
  assert.equal(left.writableLength, 0);
  assert.ok(left.bytesWritten === 0, "nothing went through the stream");
  const event: readonly unknown[] = await once(right, "data");
  const [chunk] = event;
  assert.ok(chunk instanceof Buffer);
  assert.deepEqual([...chunk].slice(-3), [1, 2, 3]);
  left.destroy();
  right.destroy();
});

test("socket: an attachment arrives in an ArrayBuffer of its own", async () => {
  const [left, right] = await socketPair();
  const receiver = new SocketTransport(right);
  const received = new Promise<unknown>((resolve) => {
    receiver.receive(({ attachments }) => resolve(attachments[0]));
  });
  new SocketTransport(left).send({
    bytes: new Uint8Array(3),
    attachments: [new Uint8Array(40_000)],
    transfer: [],
  });
  const attachment = await received;
  assert.ok(attachment instanceof ArrayBuffer);
  assert.equal(attachment.byteLength, 40_000);
  left.destroy();
});

test("socket: bytes that are no frame close the connection and name the reason", async () => {
  const [left, right] = await socketPair();
  const transport = new SocketTransport(right);
  const closed = new Promise<void>((resolve) => {
    transport.closed(resolve);
  });
  transport.receive(() => assert.fail("nothing may be delivered"));
  left.on("error", () => {});
  left.write("GET / HTTP/1.1\r\n\r\n");
  await closed;
  assert.match(String(transport.error), /corrupt/);
});

test("socket: a forced flush gets everything out although the event loop never turns", async () => {
  const [left, right] = await socketPair();
  const sender = new SocketTransport(left);
  const receiver = new SocketTransport(right);
  let received = 0;
  receiver.receive(({ bytes }) => {
    received += bytes.byteLength;
  });
  const closed = new Promise<void>((resolve) => {
    receiver.closed(resolve);
  });
  // The other side is gone before anybody read: the flush must notice instead of waiting for ever.
  for (let index = 0; index < 20; index += 1) sender.send(plain(new Uint8Array(100_000)));
  right.destroy();
  sender.flushForExit();
  left.destroy();
  await closed;
  assert.ok(received <= 2_000_000);
});
