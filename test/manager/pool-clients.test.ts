import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { PoolProxy } from "../../src/manager/proxies/pool-proxy.ts";
import { test } from "node:test";
import { defineManager } from "../../src/manager/define-manager.ts";
import { single } from "../../src/manager/entries.ts";
import {
  Manager,
  syncManager,
  type SyncManager,
} from "../../src/manager/sync-manager-definition.ts";
import { CancelledError, ClosedError, ConnectionLostError } from "../../src/errors.ts";
import { TaskGroup } from "../../src/task/task-group.ts";
import { Pool } from "../../src/pool/pool.ts";
import { Process } from "../../src/worker/process.ts";
import { noPython } from "./python-server.ts";
import { python, serve, until } from "./serving.ts";

setFlagsFromString("--expose-gc");

test("a client in Python is told that its functions can't run", { skip: noPython }, async () => {
  await using server = await serve();
  const code = `
import math
pool = m.Pool(1)
for function in (math.sqrt, len, os.getpid, 5):
    try:
        pool.map(function, [1])
    except (RemoteError, TypeError) as error:
        print("TypeError: functions of Python can't run here" in repr(error) or "functions of" in str(error))
pool.close()
pool.join()
print("joined")`;
  assert.deepEqual(await python(server, code, ["Pool"]), [
    "True",
    "True",
    "True",
    "True",
    "joined",
  ]);
});

test("the calls of a client that is killed are cancelled, and others' go on", async () => {
  await using manager = await Manager({ authkey: "abc" });
  using pool = await manager.Pool(2);
  using started = await manager.Semaphore(0);
  const client = new Process({
    target: async () => {
      const hold = async (): Promise<never> => {
        await started.release();
        for (;;);
      };
      await Promise.all([1, 2, 3].map(() => pool.apply(hold)));
    },
  });
  client.start();
  await started.acquire();
  await started.acquire();
  client.kill();
  await client.join();
  assert.deepEqual(await pool.map((item: number) => item, [1, 2, 3]), [1, 2, 3]);
  const { cancelled } = await pool.statistics();
  assert.equal(cancelled, 3);
});

test("a call ends with the task that has made it, and with the server", async () => {
  await using manager = await Manager({ authkey: "abc" });
  using pool = await manager.Pool(1);
  using started = await manager.Event();
  const hold = async (): Promise<never> => {
    await started.set();
    for (;;);
  };
  await using group = new TaskGroup();
  const task = group.spawn(() => pool.apply(hold));
  await started.wait();
  task.cancel();
  await assert.rejects(async () => task, CancelledError);
  assert.equal(await pool.apply(() => "free"), "free");
  await started.clear();
  const cut = assert.rejects(pool.apply(hold), (error) => {
    return error instanceof ConnectionLostError || error instanceof ClosedError;
  });
  await started.wait();
  await manager.shutdown();
  await cut;
});

test("the pools of a server end with it, and those that nobody has any more", async () => {
  const server = await syncManager.serve({ authkey: "abc" });
  await using manager = await syncManager.connect({ address: server.address, authkey: "abc" });
  const pids = async (pool: PoolProxy): Promise<number> => pool.apply(() => process.pid);
  const kept = await manager.Pool(1);
  const first = await pids(kept);
  const second = await dropped(manager, pids);
  await untilGone(second);
  assert.equal(await pids(kept), first);
  server.shutdown();
  await untilGone(first);
});

async function dropped(
  manager: SyncManager,
  pids: (pool: PoolProxy) => Promise<number>,
): Promise<number> {
  using pool = await manager.Pool(1);
  return pids(pool);
}

/** Waits until the process has ended, while what is forgotten is collected. */
function untilGone(pid: number): Promise<void> {
  const collect = runInNewContext("gc") as () => void;
  return until(() => {
    collect();
    return !isThere(pid);
  });
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test("a pool that a factory returns is served by its proxy, also in a thread", async () => {
  const definition = defineManager({
    workers: single(() => new Pool({ workers: 1, name: "mine" })),
  });
  await using manager = await definition.start({ in: "thread" });
  using pool = await manager.workers();
  assert.equal(await pool.apply((a: number, b: number) => a + b, [1, 2]), 3);
  assert.match(await pool.repr(), /mine/);
  await pool.terminate();
});
