import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { connect, type Connection, Listener, type ListenerOptions } from "../../src/connection.ts";
import { AuthenticationError, ConnectionLostError, EndOfPipeError } from "../../src/errors.ts";
import { Float } from "../../src/pickle/float.ts";
import { Tuple } from "../../src/pickle/tuple.ts";
import { pattern, textOf } from "./pairs.ts";
import { noPython, type Peer, startPeer } from "./python.ts";

const skip = noPython;

/** Over these both can talk. */
for (const way of ["tcp", "unix"] as const) {
  const open = (options: ListenerOptions = { authkey: "abc" }): Promise<Listener> =>
    Listener.open(way === "tcp" ? "127.0.0.1:0" : undefined, options);

  test(`${way}: Python's Client sends and receives bytes`, { skip }, async () => {
    using listener = await open();
    const peer = startPeer("connect", { address: listener.address }, "echo_bytes");
    using connection = await listener.accept();
    await exchange(connection);
    connection.close();
    assert.equal(await peer.line(), "echo_bytes: EOFError");
    await peer.ended();
  });

  test(`${way}: Python's Listener sends and receives bytes`, { skip }, async () => {
    await withListener(way, ["echo_bytes"], async (address, peer) => {
      const connection = await connect(address, { authkey: "abc" });
      await exchange(connection);
      connection.close();
      assert.equal(await peer.line(), "echo_bytes: EOFError");
    });
  });

  test(
    `${way}: what a Client of Python sends in two pieces isn't held back`,
    { skip },
    async () => {
      using listener = await open();
      const peer = startPeer("connect", { address: listener.address }, "promptness");
      using connection = await listener.accept();
      connection.onMessage((bytes) => connection.write(bytes.subarray(0, 1)));
      assert.equal(await peer.line(), "promptness: prompt");
      await peer.ended();
    },
  );

  test(
    `${way}: a Client of Python with another key learns it, and so does the listener`,
    { skip },
    async () => {
      const refused: Error[] = [];
      using listener = await open({
        authkey: "abc",
        onRefused: (error) => refused.push(error),
      });
      const { address } = listener;
      const peer = startPeer("connect", { address, key: "abd" }, "echo_bytes");
      assert.equal(await peer.line(), "echo_bytes: AuthenticationError");
      assert.ok(refused[0] instanceof AuthenticationError);
      await peer.ended();
    },
  );

  test(
    `${way}: a Listener of Python with another key learns it, and so does connect`,
    { skip },
    async () => {
      await withListener(way, ["echo_bytes", "wait"], async (address, peer) => {
        await assert.rejects(connect(address, { authkey: "abd" }), AuthenticationError);
        assert.equal(await peer.line(), "echo_bytes: AuthenticationError");
        const connection = await connect(address, { authkey: "abc" });
        connection.close();
        assert.equal(await peer.line(), "wait: EOFError");
      });
    },
  );

  test(`${way}: without keys the handshake is left out`, { skip }, async () => {
    using listener = await open({});
    const peer = startPeer("connect", { address: listener.address, key: "" }, "echo_bytes");
    using connection = await listener.accept();
    await exchange(connection);
    connection.close();
    assert.equal(await peer.line(), "echo_bytes: EOFError");
  });

  test(`${way}: values go to Python and come back unchanged`, { skip }, async () => {
    using listener = await open({ authkey: "abc", form: "lossless", protocol: 2 });
    const peer = startPeer("connect", { address: listener.address }, "echo");
    using connection = await listener.accept();
    for (const value of valuesOfPython()) {
      await connection.send(value);
      assert.deepEqual(await connection.recv(), value);
    }
    connection.close();
    assert.equal(await peer.line(), "echo: EOFError");
  });

  test(`${way}: Python sees the values that it is meant to`, { skip }, async () => {
    await withListener(way, ["describe"], async (address) => {
      using connection = await connect(address, { authkey: "abc", protocol: 2 });
      const seen: unknown[] = [];
      for (const value of [1, 2.5, new Float(2), null, [true], new Tuple([1]), { a: 1 }]) {
        await connection.send(value);
        seen.push(await connection.recv());
      }
      const [dict] = seen.splice(-1);
      assert.deepEqual(seen, ["1", "2.5", "2.0", "None", "[True]", "(1,)"]);
      assert.match(String(dict), /^\{u?'a': 1\}$/);
    });
  });

  test(`${way}: a Python that dies within a message is a lost connection`, { skip }, async () => {
    using listener = await open();
    startPeer("connect", { address: listener.address }, "half");
    using connection = await listener.accept();
    await assert.rejects(connection.recvBytes(), ConnectionLostError);
  });

  test(`${way}: a Python that ends between two messages is a good end`, { skip }, async () => {
    using listener = await open();
    const peer = startPeer("connect", { address: listener.address }, "poll");
    using connection = await listener.accept();
    assert.equal(textOf(await connection.recvBytes()), "send");
    await connection.sendBytes(pattern(3));
    assert.equal(await peer.line(), "poll: False True 3");
    await assert.rejects(connection.recvBytes(), EndOfPipeError);
  });

  test(`${way}: Python's wrong length ends the connection`, { skip }, async () => {
    using listener = await open();
    const peer = startPeer("connect", { address: listener.address }, "lie");
    using connection = await listener.accept();
    await assert.rejects(connection.recvBytes(), /-16 as the length/);
    assert.match(await peer.line(), /^lie: (EOFError|ConnectionResetError|IOError|OSError)$/);
  });
}

function valuesOfPython(): unknown[] {
  const items = [1, -5, 2n ** 80n, 2.5, new Float(2), null, true, "text", "\u00e9\u{1f600}"];
  return [...items, items, new Tuple([new Tuple([]), [[]]]), new Float(-0), "x".repeat(300_000)];
}

/** Everything that an echo of bytes can show. */
async function exchange(connection: Connection): Promise<void> {
  const lengths = [0, 1, 32, 16_384, 16_385, 65_000, 1_000_000, 0, 100_000_000];
  for (const length of lengths) {
    const sent = pattern(length, length);
    const sending = connection.sendBytes(sent);
    const received = await connection.recvBytes();
    await sending;
    assert.equal(Buffer.compare(received, sent), 0, `${length} bytes came back changed`);
  }
}

/** Runs `body` with a Listener of Python that does the actions, one connection after the other. */
async function withListener(
  way: "tcp" | "unix",
  actions: readonly string[],
  body: (address: string, peer: Peer) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "skein-test-"));
  try {
    const address = way === "tcp" ? "127.0.0.1:0" : join(folder, "python");
    const peer = startPeer("listen", { address }, ...actions);
    await body(await peer.line(), peer);
    await peer.ended();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
