import assert from "node:assert/strict";
import { test } from "node:test";
import { MessageChannel } from "node:worker_threads";
import { PortTransport } from "../../src/wire/port-transport.ts";
import { collect, plain, transportContract } from "../contracts/transport.ts";

function pair(): { left: PortTransport; right: PortTransport } {
  const { port1, port2 } = new MessageChannel();
  return { left: new PortTransport(port1), right: new PortTransport(port2) };
}

transportContract("port", async () => pair());

test("port: only the frame's own bytes cross, not the buffer that they lie in", async () => {
  const { left, right } = pair();
  const received = collect(right, 2);
  left.send(plain(new Uint8Array(1_000_000).subarray(5, 8)));
  left.send(plain(new Uint8Array(1_000_000).subarray(5, 200_005)));
  const [small, large] = await received;
  assert.ok((small?.bytes.buffer.byteLength ?? Infinity) < 100_000);
  assert.equal(large?.bytes.buffer.byteLength, 200_000);
  left.close();
});

test("port: every byte value survives at every size around the change of form", async () => {
  const { left, right } = pair();
  const sizes = [0, 1, 255, 256, 2_047, 2_048, 2_049, 70_000];
  const received = collect(right, sizes.length);
  const sent = sizes.map((size) => new Uint8Array(size).map((_, index) => index));
  for (const bytes of sent) left.send(plain(bytes));
  for (const [index, { bytes }] of (await received).entries()) {
    assert.ok(Buffer.from(sent[index] ?? []).equals(bytes));
  }
  left.close();
});

test("port: what is in the transfer list moves instead of being copied", async () => {
  const { left, right } = pair();
  const received = collect(right, 1);
  const buffer = new ArrayBuffer(100_000);
  left.send({ bytes: Uint8Array.of(1), attachments: [buffer], transfer: [buffer] });
  assert.equal(buffer.byteLength, 0);
  const [frame] = await received;
  const moved = frame?.attachments[0];
  assert.ok(moved instanceof ArrayBuffer && moved.byteLength === 100_000);
  left.close();
});

test("port: shared memory that rides along is the same memory on the other side", async () => {
  const { left, right } = pair();
  const received = collect(right, 1);
  const words = new Int32Array(new SharedArrayBuffer(4));
  left.send({ bytes: new Uint8Array(0), attachments: [words], transfer: [] });
  const [frame] = await received;
  const arrived = frame?.attachments[0];
  assert.ok(arrived instanceof Int32Array);
  Atomics.store(arrived, 0, 42);
  assert.equal(Atomics.load(words, 0), 42);
  left.close();
});

test("port: finish delivers what lies in the port before it tells the end", () => {
  const { left, right } = pair();
  const events: string[] = [];
  right.receive(({ bytes }) => events.push(`frame ${bytes[0]}`));
  right.closed(() => events.push("closed"));
  left.send(plain(Uint8Array.of(1)));
  left.send(plain(Uint8Array.of(2)));
  right.finish();
  assert.deepEqual(events, ["frame 1", "frame 2", "closed"]);
});
