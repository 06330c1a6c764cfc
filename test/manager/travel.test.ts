import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Pool, Process, Thread, ThreadPool } from "../../src/index.ts";
import { describeHandle } from "../../src/codec/handle.ts";
import { handles } from "../../src/manager/linked-proxies.ts";
import type { DictProxy } from "../../src/manager/proxies/dict-proxy.ts";
import type { ListProxy } from "../../src/manager/proxies/list-proxy.ts";
import type { LockProxy } from "../../src/manager/proxies/lock-proxy.ts";
import type { QueueProxy } from "../../src/manager/proxies/queue-proxy.ts";
import {
  Manager,
  syncManager,
  type SyncManager,
} from "../../src/manager/sync-manager-definition.ts";
import { noPython, startPythonServer, type PythonServer } from "./python-server.ts";

async function append(list: ListProxy<number>): Promise<void> {
  await list.append(111);
}

async function count(list: ListProxy<string>, report: DictProxy<string, number>): Promise<void> {
  await report.set("length", await list.length());
}

async function deposit({ lock, account }: { lock: LockProxy; account: DictProxy<string, number> }) {
  for (let round = 0; round < 10; round += 1) {
    await using _guard = await lock.acquire();
    await account.set("balance", ((await account.get("balance")) ?? 0) + 1);
  }
}

/** All the ways of a proxy of a manager that `start` gives. */
function travels(title: string, start: () => Promise<SyncManager>, skip: string | false): void {
  describe(`a proxy of ${title} travels`, { skip }, () => {
    let manager: SyncManager;

    before(async () => {
      manager = await start();
    });
    after(() => manager?.close());

    for (const Child of [Process, Thread]) {
      test(`to a ${Child.name}`, async () => {
        using list = await manager.list<number>();
        const child = new Child({ target: append, args: [list] });
        child.start();
        await child.join();
        assert.deepEqual(await list.getValue(), [111]);
      });
    }

    test("to calls of a pool, inside of an argument, and protects with its lock", async () => {
      using lock = await manager.Lock();
      using account = await manager.dict<string, number>();
      await using pool = new Pool(2);
      await pool.map(deposit, [
        { lock, account },
        { lock, account },
        { lock, account },
      ]);
      assert.equal(await account.get("balance"), 30);
    });

    test("captured by a function, and back as a result", async () => {
      using queue = await manager.Queue<string>();
      await using pool = new Pool(1);
      const again: QueueProxy<string> = await pool.apply(async () => {
        await queue.put("from there");
        return queue;
      });
      assert.equal(await again.get({ timeout: 20_000 }), "from there");
      again.close();
      await queue.put("still there");
      assert.equal(await queue.get(), "still there");
    });

    test("and keeps its object, though it is closed right after it was sent", async () => {
      const list = await manager.list(["only", "there"]);
      using report = await manager.dict<string, number>();
      const child = new Process({ target: count, args: [list, report] });
      child.start();
      list.close();
      await child.join();
      assert.equal(await report.get("length"), 2);
    });
  });
}

let python: PythonServer | undefined;
after(() => python?.kill());

travels(
  "a manager of Python's",
  async () => {
    python = await startPythonServer("unix");
    return syncManager.connect(python);
  },
  noPython,
);
travels("a manager of Skein's", () => Manager(), false);
travels("a manager of Skein's over TCP", () => Manager({ address: "127.0.0.1:0" }), false);

test("a handle keeps its object while it is on its way, and what arrives counts for itself", async () => {
  await using manager = await Manager({ in: "thread" });
  const list = await manager.list(["kept"]);
  const { type, data, module } = describeHandle(list) ?? assert.fail("a proxy is a handle");
  assert.match(module ?? "", /linked-proxies/);
  list.close();
  const revive = handles[type] ?? assert.fail("the module knows the type");
  const again = revive(data) as typeof list;
  assert.deepEqual(await again.getValue(), ["kept"]);
  const third = revive(data) as typeof list;
  again.close();
  assert.deepEqual(await third.getValue(), ["kept"]);
});

test("a proxy that has been closed goes nowhere", async () => {
  await using manager = await Manager({ in: "thread" });
  await using pool = new ThreadPool(1);
  const list = await manager.list([1]);
  const dict = await manager.dict<string, unknown>();
  list.close();
  const closed = { name: "ClosedError", message: "this proxy of 'list' has been closed" };
  await assert.rejects(
    pool.apply((proxy: ListProxy<number>) => proxy.length(), [list]),
    closed,
  );
  await assert.rejects(dict.set("list", list), closed);
  assert.equal(await dict.size(), 0);
});
