import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import {
  AuthenticationError,
  ClosedError,
  ConnectionLostError,
  MisuseError,
  TimeoutError,
} from "../../src/errors.ts";
import { reconnect } from "../../src/manager/reconnect.ts";
import { syncManager } from "../../src/manager/sync-manager-definition.ts";
import { noPython, startPythonServer } from "./python-server.ts";

describe("a manager that can't be joined", () => {
  test("names the TCP address at which nobody listens", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    assert.ok(typeof address === "object" && address !== null);
    server.close();
    await once(server, "close");
    await assert.rejects(syncManager.connect({ address: ["127.0.0.1", address.port] }), (error) => {
      assert.ok(error instanceof ConnectionLostError);
      assert.match(error.message, new RegExp(`nobody listens at tcp://127.0.0.1:${address.port}`));
      return true;
    });
  });

  test("names the path of a Unix socket that isn't there", async () => {
    const address = join(mkdtempSync(join(tmpdir(), "skein-test-")), "none");
    await assert.rejects(syncManager.connect({ address }), (error) => {
      assert.ok(error instanceof ConnectionLostError);
      assert.ok(error.message.includes(address));
      return true;
    });
  });

  test("asks for the key that was left out", async () => {
    await using server = await syncManager.serve({ authkey: "abc" });
    const { address } = server;
    await assert.rejects(syncManager.connect({ address }), {
      name: "AuthenticationError",
      message: "the manager asks for an authkey: give the one that it has",
    });
  });

  test("is not started with a key for TLS and no word on how to connect, nor the other way round", async () => {
    const address = "127.0.0.1:0";
    for (const halves of [{ tls: { key: "a", cert: "b" } }, { clientTls: { ca: "b" } }])
      await assert.rejects(syncManager.start({ address, ...halves }), MisuseError);
  });

  test("can't be asked for in a form that there isn't", async () => {
    // A program in JavaScript can give anything.
    const form = "exact" as "natural";
    await assert.rejects(syncManager.connect({ address: "127.0.0.1:1", form }), MisuseError);
  });
});

test("a server that has gone is named by all calls that were under way", async () => {
  const server = await syncManager.serve({ address: "127.0.0.1:0", authkey: "abc" });
  await using manager = await syncManager.connect({ address: server.address, authkey: "abc" });
  const queue = await manager.Queue();
  const lock = await manager.RLock();
  await lock.acquire();
  const calls = [queue.get(), queue.get({ timeout: 60_000 }), manager.debugInfo()];
  const outcomes = Promise.allSettled(calls);
  server.shutdown();
  for (const outcome of await outcomes) {
    assert.equal(outcome.status, "rejected");
    assert.ok(outcome.reason instanceof ConnectionLostError);
    assert.ok(outcome.reason.message.includes(server.address), outcome.reason.message);
  }
});

test("what a body throws is what the caller gets, even if the lock can't be released", async () => {
  const server = await syncManager.serve({ authkey: "abc" });
  await using manager = await syncManager.connect({ address: server.address, authkey: "abc" });
  const lock = await manager.Lock();
  const rlock = await manager.RLock();
  const dict = await manager.dict();
  const mine = new RangeError("mine");
  const body = async (): Promise<never> => {
    server.shutdown();
    await assert.rejects(manager.debugInfo(), ConnectionLostError);
    throw mine;
  };
  const runs = [lock.run(body), rlock.run(body), dict.transaction(body)];
  for (const run of await Promise.allSettled(runs))
    assert.equal(run.status === "rejected" && run.reason, mine);
});

describe("a manager of Python's", { skip: noPython }, () => {
  test("refuses a wrong key", async () => {
    await using server = await startPythonServer("unix");
    const { address } = server;
    await assert.rejects(syncManager.connect({ address, authkey: "wrong" }), AuthenticationError);
  });

  test("that is killed rejects all that is under way, and all that comes later", async () => {
    await using server = await startPythonServer("unix");
    await using manager = await syncManager.connect(server);
    using queue = await manager.Queue<number>();
    using dict = await manager.dict();
    using lock = await manager.RLock();
    await lock.acquire();
    const waits = [queue.get(), queue.get({ timeout: 60_000 }), lock.acquire()];
    await dict.set("a", 1);
    const outcomes = Promise.allSettled([
      ...waits,
      ...Array.from({ length: 50 }, () => dict.get("a")),
    ]);
    await server.kill();
    for (const outcome of (await outcomes).slice(0, 2)) {
      assert.equal(outcome.status, "rejected");
      assert.ok(outcome.reason instanceof ConnectionLostError);
    }
    await assert.rejects(dict.get("a"), (error) => {
      assert.ok(error instanceof ConnectionLostError);
      assert.match(error.message, /is lost; reconnect\(\)/);
      return true;
    });
    await assert.rejects(manager.list(), ConnectionLostError);
    await assert.rejects(manager.reconnect(), ConnectionLostError);
  });

  test("is used again after reconnect()", async () => {
    await using server = await startPythonServer("unix");
    await using manager = await syncManager.connect(server);
    using dict = await manager.dict({ a: 1 });
    assert.equal(await dict.get("a"), 1);
    await server.kill();
    await assert.rejects(async () => {
      for (;;) await dict.get("a");
    }, ConnectionLostError);
    await assert.rejects(manager.reconnect(), ConnectionLostError);
    await using _other = await startPythonServer("unix", "sync-server.py", String(server.address));
    await manager.reconnect();
    using list = await manager.list([1]);
    assert.deepEqual(await list.getValue(), [1]);
    await assert.rejects(dict.get("a"), { code: "ERR_SKEIN_REMOTE" });
  });

  test("is left by close(), which gives its objects back and ends its calls", async () => {
    await using server = await startPythonServer("unix");
    const manager = await syncManager.connect(server);
    await using other = await syncManager.connect(server);
    const list = await manager.list(["given back"]);
    const queue = await manager.Queue();
    const waiting = assert.rejects(queue.get(), ClosedError);
    assert.match(await other.debugInfo(), /given back/);
    await manager.close();
    await manager.close();
    await waiting;
    assert.doesNotMatch(await other.debugInfo(), /given back/);
    await assert.rejects(list.length(), ClosedError);
    await assert.rejects(manager.list(), ClosedError);
    await assert.rejects(manager.reconnect(), ClosedError);
  });
});

test("a server that stands still keeps nobody for longer than was asked for", async () => {
  const authkey = "the key of a test";
  await using server = await syncManager.start({ authkey });
  const options = { address: server.address, authkey, callTimeout: 50 };
  await using manager = await answered(() => syncManager.connect({ ...options }));
  using dict = await answered(() => manager.dict<string, number>());
  await answered(() => dict.set("a", 1));
  process.kill(server.pid, "SIGSTOP");
  await assert.rejects(dict.get("a"), TimeoutError);
  await assert.rejects(manager.list(), TimeoutError);
  process.kill(server.pid, "SIGCONT");
  // What nobody waited for any more is answered, and is in nobody's way.
  assert.equal(await answered(() => dict.get("a")), 1);
  await assert.rejects(syncManager.connect({ ...options, callTimeout: 0 }), MisuseError);
});

/** Calls until there is an answer in time: on a busy machine one may take longer than any short limit. */
async function answered<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
    }
  }
}

describe("a manager of Skein's that is killed in the middle of calls", () => {
  for (const place of ["a Unix socket", "TCP"]) {
    test(`rejects them over ${place}, and is used again after reconnect()`, async () => {
      const authkey = "the key of a test";
      const wanted =
        place === "TCP"
          ? "127.0.0.1:0"
          : `unix:${join(mkdtempSync(join(tmpdir(), "skein-test-")), "manager")}`;
      await using first = await syncManager.start({ address: wanted, authkey });
      const { address } = first;
      await using manager = await syncManager.connect({ address, authkey });
      using queue = await manager.Queue<number>();
      using dict = await manager.dict<string, number>();
      await dict.set("a", 1);
      const calls = [queue.get(), ...Array.from({ length: 200 }, () => dict.get("a"))];
      const outcomes = Promise.allSettled(calls);
      process.kill(first.pid, "SIGKILL");
      const [waiting, ...others] = await outcomes;
      assert.ok(waiting?.status === "rejected");
      assert.ok(waiting.reason instanceof ConnectionLostError);
      for (const other of others)
        assert.ok(other.status === "fulfilled" || other.reason instanceof ConnectionLostError);
      await assert.rejects(dict.get("a"), /is lost; reconnect\(\)/);
      await assert.rejects(manager.reconnect(), ConnectionLostError);
      await using _second = await syncManager.start({ address, authkey });
      await manager.reconnect();
      using list = await manager.list([1]);
      assert.deepEqual(await list.getValue(), [1]);
      await assert.rejects(dict.get("a"), { code: "ERR_SKEIN_REMOTE" });
      await reconnect(list);
      assert.equal(await list.length(), 1);
    });
  }
});
