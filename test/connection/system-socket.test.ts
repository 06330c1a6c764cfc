import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { TLSSocket } from "node:tls";
import { SystemSocket } from "../../src/connection/system-socket.ts";
import { loadLibc } from "../../src/memory/libc.ts";
import { textOf } from "./pairs.ts";

const skip = loadLibc() === undefined && "the C library can't be called here";

interface Ends {
  readonly left: Socket;
  readonly right: Socket;
  readonly system: SystemSocket;
}

/** Two ends of a connection, over TCP unless there is a path; nothing is read from the left one by the event loop. */
async function pair(path?: string): Promise<Ends> {
  const server = createServer({ pauseOnConnect: true }).listen(path ?? 0);
  await once(server, "listening");
  const address = server.address();
  assert.ok(address !== null);
  const right = connect(typeof address === "string" ? { path: address } : { port: address.port });
  const left = await new Promise<Socket>((resolve) => server.once("connection", resolve));
  server.close();
  const system = SystemSocket.of(left);
  assert.ok(system !== undefined);
  return { left, right, system };
}

/** The same over a Unix socket. */
async function unixPair(): Promise<Ends> {
  const folder = mkdtempSync(join(tmpdir(), "skein-test-"));
  try {
    return await pair(join(folder, "socket"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The error that a socket will tell. */
function failureOf(socket: Socket): Promise<Error & { readonly code?: string }> {
  return new Promise((resolve) => socket.once("error", resolve));
}

/** What comes, read past the event loop; undefined when the socket has ended instead. */
async function received(
  { left, system }: Pick<Ends, "left" | "system">,
  into = new Uint8Array(1000),
): Promise<string | undefined> {
  for (;;) {
    const count = system.receive(into);
    if (count > 0) return textOf(into.subarray(0, count));
    if (left.destroyed) return undefined;
    await nextTurn();
  }
}

describe("a system socket", { skip }, () => {
  test("reads what has come, in order, as far as there is room", async () => {
    const ends = await pair();
    ends.right.write("hello world");
    assert.equal(await received(ends, new Uint8Array(5)), "hello");
    assert.equal(await received(ends), " world");
    assert.equal(ends.system.receive(new Uint8Array(10)), 0);
    ends.left.destroy();
    ends.right.destroy();
  });

  test("leaves to the event loop what that has read already", async () => {
    const { left, right, system } = await pair();
    right.write("first");
    await once(left, "readable");
    right.write("second");
    await nextTurn();
    assert.equal(system.receive(new Uint8Array(10)), 0);
    let text = "";
    left.on("data", (chunk) => (text += chunk));
    right.end();
    await once(left, "end");
    assert.equal(text, "firstsecond");
    left.destroy();
  });

  test("leaves the end to the event loop", async () => {
    const { left, right, system } = await pair();
    right.end();
    for (let turn = 0; turn < 100; turn += 1) {
      assert.equal(system.receive(new Uint8Array(10)), 0);
      await nextTurn();
    }
    left.resume();
    await once(left, "end");
    left.destroy();
  });

  test("tells of a reset as the event loop would", async () => {
    const ends = await pair();
    const failure = failureOf(ends.left);
    ends.right.resetAndDestroy();
    assert.equal(await received(ends), undefined);
    const error = await failure;
    assert.equal(error.code, "ECONNRESET");
    assert.equal(error.message, "read ECONNRESET");
  });

  test("sends as much as the system takes, and the event loop the rest", async () => {
    const { left, right, system } = await pair();
    const bytes = new Uint8Array(1 << 24).fill(7);
    let sent = 0;
    for (let last = -1; sent > last;) {
      last = sent;
      sent += system.send(bytes.subarray(sent), bytes.byteLength - sent);
    }
    assert.ok(sent > 0 && sent < bytes.byteLength);
    left.end(bytes.subarray(sent));
    let length = 0;
    for await (const chunk of right as AsyncIterable<Uint8Array>) length += chunk.length;
    assert.equal(length, bytes.byteLength);
    left.destroy();
  });

  test("sends nothing while the event loop has something left", async () => {
    const { left, right, system } = await pair();
    left.write(new Uint8Array(1 << 24));
    assert.ok(left.writableLength > 0);
    assert.equal(system.send(new Uint8Array(10), 10), 0);
    left.destroy();
    right.destroy();
  });

  test("tells of a broken pipe as the event loop would", async () => {
    const { left, right, system } = await pair();
    const failure = failureOf(left);
    right.resetAndDestroy();
    while (!left.destroyed) {
      system.send(new Uint8Array(10), 10);
      await nextTurn();
    }
    const error = await failure;
    assert.match(error.code ?? "", /ECONNRESET|EPIPE/);
  });

  test("tells of a reset over a Unix socket, though the broken pipe comes first", async () => {
    const { left, right, system } = await unixPair();
    assert.equal(system.send(new Uint8Array(10), 10), 10);
    const failure = failureOf(left);
    right.destroy();
    await once(right, "close");
    assert.equal(system.send(new Uint8Array(10), 10), 0);
    const error = await failure;
    assert.equal(error.code, "ECONNRESET");
  });

  test("tells of a broken pipe where the other end has read all", async () => {
    const { left, right, system } = await unixPair();
    const failure = failureOf(left);
    right.destroy();
    await once(right, "close");
    assert.equal(system.send(new Uint8Array(10), 10), 0);
    const error = await failure;
    assert.equal(error.code, "EPIPE");
  });

  test("has nothing more to do with a socket that is closed, for its number may be another's", async () => {
    const { left, right, system } = await pair();
    left.destroy();
    assert.equal(system.receive(new Uint8Array(10)), 0);
    assert.equal(system.send(new Uint8Array(10), 10), 0);
    right.destroy();
  });

  test("can't be had under TLS, whose bytes mean nothing", async () => {
    const { left, right } = await pair();
    assert.equal(SystemSocket.of(new TLSSocket(left)), undefined);
    left.destroy();
    right.destroy();
  });
});
