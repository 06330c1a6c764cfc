import assert from "node:assert/strict";
import { test } from "node:test";
import type { Connection } from "../../src/channel/connection.ts";
import { pipe } from "../../src/channel/pipe.ts";
import { Process } from "../../src/index.ts";

const rounds = 60;

/** Sends messages of all sizes, each of which says its number and can be checked, until it is killed. */
function sendForEver(connection: Connection<never, Uint8Array>): void {
  for (let serial = 0; ; serial += 1) {
    const length = 4 + ((serial * 7_919) % (serial % 10 === 0 ? 300_000 : 200));
    const message = new Uint8Array(length).fill(serial);
    new DataView(message.buffer).setUint32(0, serial);
    connection.sendBytesSync(message);
  }
}

function serialOf(message: Uint8Array): number {
  const serial = new DataView(message.buffer, message.byteOffset).getUint32(0);
  assert.ok(message.subarray(4).every((byte) => byte === (serial & 255)));
  return serial;
}

test("a sender that is killed at any moment leaves whole messages, and then the end", async () => {
  for (let round = 0; round < rounds; round += 1) {
    const [ours, theirs] = pipe<Uint8Array, never>({ capacity: 500_000 });
    const children = [0, 1].map(() => new Process({ target: sendForEver, args: [theirs] }));
    for (const child of children) child.start();
    theirs.close();
    const killAt = Math.floor(Math.random() * 400);
    /** The last number from each sender: who sent a message can only be told by the numbers. */
    const last = [-1, -1];
    let received = 0;
    for (;;) {
      const message = await ours.receiveBytes().catch((error: unknown) => error);
      if (!(message instanceof Uint8Array)) {
        assert.match(String(message), /^EndOfPipeError/);
        break;
      }
      const serial = serialOf(message);
      const sender = last.indexOf(serial - 1);
      assert.ok(sender >= 0, `${serial} came after ${last.join(" and ")}`);
      last[sender] = serial;
      received += 1;
      if (received === killAt) for (const child of children) child.kill();
      if (killAt === 0 && received === 1) for (const child of children) child.kill();
    }
    assert.ok(received >= killAt);
    for (const child of children) await child.join();
    ours.close();
  }
});
