import assert from "node:assert/strict";
import { test } from "node:test";
import { loopback } from "../../src/wire/loopback-transport.ts";
import { plain, transportContract } from "../contracts/transport.ts";

transportContract("loopback", async () => {
  const [left, right] = loopback();
  return { left, right };
});

test("loopback: a frame is never delivered inside send", async () => {
  const [left, right] = loopback();
  let delivered = 0;
  right.receive(() => {
    delivered += 1;
  });
  left.send(plain(Uint8Array.of(1)));
  assert.equal(delivered, 0);
  await Promise.resolve();
  assert.equal(delivered, 1);
});

test("loopback: an object that rides along arrives as a copy", async () => {
  const [left, right] = loopback();
  const original = new Map([["key", { deep: 1 }]]);
  const received = new Promise<unknown>((resolve) => {
    right.receive(({ attachments }) => resolve(attachments[0]));
  });
  left.send({ bytes: new Uint8Array(0), attachments: [original], transfer: [] });
  const copy = await received;
  assert.deepEqual(copy, original);
  assert.notEqual(copy, original);
});
