import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { connect, formatAddress, Listener, parseAddress } from "../../src/connection.ts";
import {
  ClosedError,
  ConnectionLostError,
  EndOfPipeError,
  MisuseError,
  TimeoutError,
} from "../../src/errors.ts";
import { listen, reach, textOf } from "./pairs.ts";

const folder = mkdtempSync(join(tmpdir(), "skein-test-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Leaves the socket of a server behind that has been killed. */
async function leaveStale(path: string): Promise<void> {
  const program = "require('net').createServer().listen(process.argv[1], () => console.log('on'))";
  const child = spawn(process.execPath, ["-e", program, path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "close");
  assert.ok(existsSync(path));
}

async function refusal(address: string): Promise<string> {
  const error: unknown = await Listener.open(address, { authkey: "abc" }).catch(
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof MisuseError, String(error));
  return error.message;
}

test("port 0 becomes a real one", async () => {
  using listener = await Listener.open("localhost:0");
  const { address } = listener;
  assert.ok(address.kind === "tcp" && address.port > 0);
  assert.equal(address.host, "127.0.0.1");
});

test("without an address it is at a Unix socket that only this user reaches, and all goes at close", async () => {
  const listener = await Listener.open();
  const { address } = listener;
  assert.ok(address.kind === "unix");
  assert.ok(existsSync(address.path));
  listener.close();
  assert.equal(existsSync(dirname(address.path)), false);
});

test("the file of a Unix socket goes at close", async () => {
  const path = join(folder, "goes");
  const listener = await Listener.open(path);
  assert.ok(existsSync(path));
  listener.close();
  listener.close();
  assert.equal(existsSync(path), false);
});

test("an address in use is refused by its name", async () => {
  using tcp = await Listener.open("127.0.0.1:0");
  const shown = formatAddress(tcp.address);
  assert.equal(await refusal(shown), `${shown} is in use: another program listens there`);
});

test("the Unix socket of a living server is not replaced", async () => {
  const path = join(folder, "living");
  using listener = await Listener.open(path);
  assert.equal(await refusal(path), `unix:${path} is in use: another program listens there`);
  const accepted = listener.accept();
  using client = await connect(path);
  using server = await accepted;
  await client.sendBytes(Buffer.from("alive"));
  // The probe that asked whether it lives may have come first.
  const [first] = [server];
  const text = await first
    .recvBytes()
    .then(textOf, async () => textOf(await (await listener.accept()).recvBytes()));
  assert.equal(text, "alive");
});

test("the Unix socket of a killed server is replaced", async () => {
  const path = join(folder, "killed");
  await leaveStale(path);
  using listener = await Listener.open(path);
  const accepted = listener.accept();
  using client = await connect(listener.address);
  using server = await accepted;
  await client.sendBytes(Buffer.from("new"));
  assert.equal(textOf(await server.recvBytes()), "new");
});

test("of two servers that find the socket of a killed one, exactly one gets it", async () => {
  for (let round = 0; round < 10; round += 1) {
    const path = join(folder, `both${round}`);
    await leaveStale(path);
    const both = await Promise.allSettled([Listener.open(path), Listener.open(path)]);
    const [winner, ...others] = both.flatMap((one) =>
      one.status === "fulfilled" ? [one.value] : [],
    );
    assert.ok(winner !== undefined && others.length === 0);
    assert.ok(existsSync(path));
    winner.close();
  }
});

test("a file that is no socket is left alone", async () => {
  const path = join(folder, "file");
  writeFileSync(path, "precious");
  assert.match(await refusal(path), /file is the path of a file that is no socket/);
  assert.ok(existsSync(path));
  await assert.rejects(connect(path), ConnectionLostError);
});

test("a missing folder, a foreign address and an unknown host are refused by their names", async () => {
  assert.match(
    await refusal(join(folder, "no", "socket")),
    /no\/socket is in a folder that doesn't/,
  );
  assert.match(
    await refusal("192.0.2.1:0"),
    /tcp:\/\/192\.0\.2\.1:0 is no address of this machine/,
  );
});

test(
  "an address that one may not use is refused by its name",
  { skip: process.getuid?.() === 0 && "root may use everything" },
  async () => {
    mkdirSync(join(folder, "locked"), { mode: 0o500 });
    assert.match(await refusal(join(folder, "locked", "socket")), /may not be opened by this user/);
  },
);

test("beyond this machine it listens only with an authkey", async () => {
  for (const address of ["0.0.0.0:0", "[::]:0"]) {
    await assert.rejects(Listener.open(address), (error) => {
      assert.ok(error instanceof MisuseError);
      assert.ok(error.message.includes(formatAddress(parseAddress(address))));
      return true;
    });
  }
  using listener = await Listener.open("0.0.0.0:0", { authkey: "abc" });
  const accepted = listener.accept();
  const { address } = listener;
  using client = await connect(`127.0.0.1:${address.kind === "tcp" ? address.port : 0}`, {
    authkey: "abc",
  });
  using server = await accepted;
  assert.deepEqual(listener.lastAccepted, server.peer);
  assert.equal(client.closed, false);
});

test("accept keeps to its timeout and signal, and loses no connection", async () => {
  using listener = await listen("tcp");
  await assert.rejects(listener.accept({ timeout: 0 }), TimeoutError);
  await assert.rejects(listener.accept({ timeout: 5 }), TimeoutError);
  const reason = new Error("enough");
  await assert.rejects(listener.accept({ signal: AbortSignal.abort(reason) }), reason);
  using client = await reach("tcp", listener);
  using server = await listener.accept({ timeout: 5000 });
  assert.ok(server.peer.kind === "tcp" && client.peer.kind === "tcp");
});

test("close ends waits in accept, and closes those whom nobody accepted", async () => {
  const listener = await listen("unix", { authkey: "abc" });
  using client = await reach("unix", listener, { authkey: "abc" });
  using accepted = await listener.accept();
  using other = await reach("unix", listener, { authkey: "abc" });
  using kept = await listener.accept();
  using forgotten = await reach("unix", listener, { authkey: "abc" });
  while (listener.statistics().waiting === 0) await turn();
  listener.close();
  await assert.rejects(listener.accept(), ClosedError);
  assert.equal(await forgotten.poll({ timeout: 5000 }), true);
  await client.sendBytes(Buffer.from("still"));
  assert.equal(textOf(await accepted.recvBytes()), "still");
  assert.equal(kept.closed || other.closed, false);
});

test("nobody at the address is a lost connection that names it", async () => {
  const listener = await listen("tcp");
  const { address } = listener;
  listener.close();
  await assert.rejects(connect(address), (error) => {
    assert.ok(error instanceof ConnectionLostError);
    assert.equal(error.message, `nobody listens at ${formatAddress(address)}`);
    return true;
  });
  await assert.rejects(connect(join(folder, "nobody")), /nobody listens at unix:/);
});

test("TLS refuses a certificate that nobody vouches for, and one who doesn't speak it", async () => {
  const refused: Error[] = [];
  using listener = await listen("tls", {
    authkey: "abc",
    onRefused: (error) => refused.push(error),
  });
  const strict = connect(listener.address, { authkey: "abc", tls: {} });
  await assert.rejects(strict, /self-signed certificate/);
  using plain = await connect(listener.address);
  await plain.sendBytes(Buffer.from("in plain words"));
  await assert.rejects(plain.recvBytes());
  using client = await reach("tls", listener, { authkey: "abc" });
  using server = await listener.accept();
  await client.sendBytes(Buffer.from("secret"));
  assert.equal(textOf(await server.recvBytes()), "secret");
  while (refused.length < 2) await turn();
  assert.equal(listener.statistics().pending, 0);
});

test("TLS over a Unix socket is refused", async () => {
  await assert.rejects(Listener.open("/tmp/never", { tls: {} }), /tls is for TCP/);
  await assert.rejects(connect("/tmp/never", { tls: {} }), /tls is for TCP/);
});

const program = fileURLToPath(new URL("programs/idle-program.js", import.meta.url));

test("a program ends when it waits for nothing", () => {
  const run = (how: string): string => {
    const { stdout, stderr } = spawnSync(process.execPath, [program, how], { timeout: 30_000 });
    assert.equal(stderr.toString(), "");
    return stdout.toString();
  };
  assert.equal(run("idle"), "end of program\n");
  assert.equal(run("waiting"), "late\nend of program\n");
  assert.equal(run("listening"), "end of program\nlate\n");
});

test("what a program has written goes out before it ends", async () => {
  using listener = await Listener.open();
  const child = spawn(process.execPath, [program, "flushing", formatAddress(listener.address)]);
  using connection = await listener.accept();
  assert.equal((await connection.recvBytes()).byteLength, 10_000_000);
  await assert.rejects(connection.recvBytes(), EndOfPipeError);
  if (child.exitCode === null) await once(child, "close");
});

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
