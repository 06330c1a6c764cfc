import assert from "node:assert/strict";
import { test } from "node:test";
import { connect, Listener } from "../../src/connection.ts";
import { ConnectionLostError, TimeoutError } from "../../src/errors.ts";
import { headOf } from "../../src/connection/frame-writer.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { guard } from "./guard.ts";
import { lure, Stranger } from "./stranger.ts";

const authkey = "abc";

test("one who says nothing is given up when the handshake's time is over", async () => {
  using clock = new VirtualClock().install();
  using guarded = await guard();
  using silent = await Stranger.to(guarded.listener.address);
  await silent.hear();
  // Bytes now and then don't prolong it.
  await clock.advance(9999);
  silent.socket.write(Buffer.alloc(2));
  assert.equal(guarded.listener.statistics().pending, 1);
  await clock.advance(1);
  await silent.closed();
  const error = await guarded.refusal();
  assert.ok(error instanceof TimeoutError);
  assert.equal(error.timeout, 10_000);
  assert.equal(guarded.listener.statistics().pending, 0);
});

test("connect gives a server up that says nothing", async () => {
  const { server, port, next } = await lure();
  using clock = new VirtualClock().install();
  const refused = assert.rejects(connect(["127.0.0.1", port], { authkey }), TimeoutError);
  using stranger = await next();
  await clock.advance(10_000);
  await refused;
  await stranger.closed();
  server.close();
});

test("connect leaves nothing behind when its signal is aborted in the handshake", async () => {
  const { server, port, next } = await lure();
  const controller = new AbortController();
  const reason = new Error("enough");
  const refused = assert.rejects(
    connect(["127.0.0.1", port], { authkey, signal: controller.signal }),
    reason,
  );
  using stranger = await next();
  controller.abort(reason);
  await refused;
  await stranger.closed();
  server.close();
});

test("a flood of silent connections gives up its own oldest, and who has the key gets in", async () => {
  using guarded = await guard({ maxPending: 10 });
  const { listener } = guarded;
  const flood: Stranger[] = [];
  for (let index = 0; index < 30; index += 1) {
    const stranger = await Stranger.to(listener.address);
    await stranger.hear();
    flood.push(stranger);
  }
  assert.equal(listener.statistics().pending, 10);
  const [first] = flood;
  await first?.closed();
  const accepted = listener.accept();
  using client = await connect(listener.address, { authkey });
  using server = await accepted;
  await client.sendBytes(Buffer.from("in"));
  assert.equal(Buffer.from(await server.recvBytes()).toString(), "in");
  for (const stranger of flood) stranger.socket.destroy();
});

test("who isn't accepted counts as pending, and newer ones are turned away", async () => {
  using guarded = await guard({ maxPending: 2 });
  const { listener } = guarded;
  const clients = [
    await connect(listener.address, { authkey }),
    await connect(listener.address, { authkey }),
  ];
  await assert.rejects(connect(listener.address, { authkey }), ConnectionLostError);
  using first = await listener.accept();
  using third = await connect(listener.address, { authkey });
  for (const client of clients) client.close();
  assert.equal(first.closed || third.closed, false);
});

test("a message whose rest doesn't come ends the connection, and a slow one is waited for", async () => {
  using clock = new VirtualClock().install();
  using listener = await Listener.open("127.0.0.1:0", { messageTimeout: 1000 });
  using peer = await Stranger.to(listener.address);
  using connection = await listener.accept();
  const received = connection.recvBytes();
  peer.socket.write(headOf(5));
  for (let byte = 0; byte < 5; byte += 1) {
    await arrival();
    await clock.advance(900);
    peer.socket.write(Buffer.of(byte));
  }
  assert.deepEqual([...(await received)], [0, 1, 2, 3, 4]);
  await clock.advance(1_000_000);
  const lost = assert.rejects(connection.recvBytes(), /the rest of a message did not come/);
  peer.socket.write(Buffer.concat([headOf(5), Buffer.alloc(4)]));
  await arrival();
  await clock.advance(2000);
  await lost;
});

/** What has been written locally is there after a few turns. */
async function arrival(): Promise<void> {
  for (let turns = 0; turns < 20; turns += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}
