import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  AuthenticationError,
  ClosedError,
  ConnectionLostError,
  MisuseError,
  QueueClosedError,
} from "../../src/errors.ts";
import { Pool, Process } from "../../src/index.ts";
import { callMethod } from "../../src/manager/call-method.ts";
import { defineManager } from "../../src/manager/define-manager.ts";
import { remote, single } from "../../src/manager/entries.ts";
import type { ObjectProxy } from "../../src/manager/proxies/object-proxy.ts";
import { Manager, syncManager } from "../../src/manager/sync-manager-definition.ts";
import { Queue } from "../../src/task/local-queue.ts";

class Account {
  balance = 0;
  deposit(amount: number): number {
    this.balance += amount;
    return this.balance;
  }
  async later(text: string): Promise<string> {
    return `${text} later`;
  }
  fail(): never {
    throw new RangeError("too far");
  }
  _secret(): string {
    return "hidden";
  }
}

const bank = defineManager({
  queue: single(() => new Queue<number>()),
  account: single(() => new Account()),
  fresh: (balance: number) => {
    const account = new Account();
    account.balance = balance;
    return account;
  },
  ages: () => new Map([["ada", 36]]),
  names: () => ["ada"],
  settings: () => ({ rate: 1 }),
});

describe("a definition", () => {
  test("is served in a process of its own, with typed proxies", async () => {
    await using manager = await bank.start();
    assert.notEqual(manager.pid, process.pid);
    assert.match(manager.address, /^unix:/);
    using account = await manager.account();
    assert.equal(await account.deposit(5), 5);
    assert.equal(await account.later("see you"), "see you later");
    using same = await manager.account();
    assert.equal(await same.deposit(1), 6);
    using fresh = await manager.fresh(100);
    assert.equal(await fresh.deposit(1), 101);
    await assert.rejects(account.fail(), /too far/);
    assert.equal("_secret" in account, false);
    await assert.rejects(callMethod(account, "_secret"), { code: "ERR_SKEIN_REMOTE" });
    await assert.rejects(callMethod(account, "constructor"), { code: "ERR_SKEIN_REMOTE" });
  });

  test("serves arrays, maps and plain objects as lists and dictionaries", async () => {
    await using manager = await bank.start({ in: "thread" });
    assert.equal(manager.pid, process.pid);
    using names = await manager.names();
    await names.append("grace");
    assert.deepEqual(await names.getValue(), ["ada", "grace"]);
    using ages = await manager.ages();
    await ages.set("grace", 85);
    assert.equal(await ages.get("ada"), 36);
    using settings = await manager.settings();
    assert.equal(await settings.get("rate"), 1);
  });

  test("serves one object for all as long as the server runs", async () => {
    await using server = await bank.serve({ address: "127.0.0.1:0", authkey: "abc" });
    const { address } = server;
    await using one = await bank.connect({ address, authkey: "abc" });
    await using other = await bank.connect({ address, authkey: "abc" });
    const queue = await one.queue();
    await queue.put(7);
    queue.close();
    assert.equal(await (await other.queue()).get({ timeout: 20_000 }), 7);
    await assert.rejects(bank.connect({ address, authkey: "abd" }), AuthenticationError);
  });

  test("ends the loop over a queue that is shut down", async () => {
    await using manager = await bank.start({ in: "thread" });
    const queue = await manager.queue();
    const seen: number[] = [];
    const reading = (async () => {
      for await (const item of queue) seen.push(item);
    })();
    await queue.put(1);
    await queue.put(2);
    await queue.shutdown();
    await reading;
    assert.deepEqual(seen, [1, 2]);
    await assert.rejects(queue.put(3), QueueClosedError);
  });

  test("adds names to those of another one", async () => {
    const both = syncManager.extend({ account: single(() => new Account()) });
    await using manager = await both.start({ in: "thread" });
    using list = await manager.list([1]);
    using account = await manager.account();
    assert.equal(await account.deposit(await list.get(0)), 1);
    assert.throws(() => both.extend({ list: () => [] }), MisuseError);
  });

  test("can't serve what is elsewhere, nor take a name that managers have", async () => {
    const elsewhere = defineManager({ queue: remote<Queue<number>>() });
    await assert.rejects(elsewhere.start(), /'queue' can't be served here/);
    await assert.rejects(elsewhere.serve(), MisuseError);
    assert.throws(() => defineManager({ close: () => [] }), MisuseError);
    for (const name of ["then", "shutdown", "address"])
      assert.throws(() => defineManager({ [name]: () => [] }), MisuseError);
    // A program in JavaScript can give anything.
    assert.throws(() => single(1 as never), MisuseError);
  });
});

describe("a manager that was started", () => {
  test("shuts down once, and leaves no process", async () => {
    const manager = await bank.start();
    const account = await manager.account();
    const { pid } = manager;
    await Promise.all([manager.shutdown(), manager.close(), manager.join()]);
    assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
    await assert.rejects(account.deposit(1), ClosedError);
  });

  test("rejects everything when its process is killed", async () => {
    await using manager = await Manager();
    using queue = await manager.Queue<number>();
    using dict = await manager.dict();
    const waiting = assert.rejects(queue.get(), ConnectionLostError);
    await dict.set("a", 1);
    process.kill(manager.pid, "SIGKILL");
    await waiting;
    await assert.rejects(dict.get("a"), ConnectionLostError);
    await assert.rejects(manager.list(), ConnectionLostError);
  });

  test("has free locks again when who held them is killed", async () => {
    await using manager = await Manager();
    using lock = await manager.Lock();
    using held = await manager.Event();
    const child = new Process({
      target: async () => {
        await lock.acquire();
        await held.set();
        await new Promise(() => setInterval(() => {}, 1_000));
      },
      args: [],
    });
    child.start();
    await held.wait({ timeout: 60_000 });
    const waiting = lock.acquire({ timeout: 60_000 });
    child.kill();
    await child.join();
    await (await waiting).release();
  });

  test("loses no item to a getter that is killed", async () => {
    await using manager = await Manager();
    using queue = await manager.Queue<number>();
    using begun = await manager.Event();
    const child = new Process({
      target: async () => {
        const getting = queue.get();
        await begun.set();
        await getting;
      },
      args: [],
    });
    child.start();
    await begun.wait({ timeout: 60_000 });
    child.kill();
    await child.join();
    const kept = queue.get({ timeout: 60_000 });
    await queue.put(1);
    assert.equal(await kept, 1);
  });
});

describe("what is atomic on a manager of Skein's", () => {
  test("increments lose nothing under load", async () => {
    await using manager = await Manager();
    using counts = await manager.dict<string, number>();
    using value = await manager.Value("i", 0);
    using space = await manager.Namespace({ n: 0 });
    await using pool = new Pool(2);
    const work = Array.from({ length: 4 }, (_, index) => index);
    await pool.map(async (_index: number) => {
      for (let round = 0; round < 25; round += 1) {
        await Promise.all([counts.increment("n"), value.increment(2), space.increment("n")]);
      }
    }, work);
    assert.equal(await counts.get("n"), 100);
    assert.equal(await value.get(), 200);
    assert.equal(await space.get("n"), 100);
  });

  test("a transaction keeps all others waiting, and is over when its body fails", async () => {
    await using manager = await Manager({ in: "thread" });
    using dict = await manager.dict({ balance: 10 });
    const log: string[] = [];
    const others: Promise<unknown>[] = [];
    await dict.transaction(async (held) => {
      others.push(dict.set("balance", 0).then(() => log.push("other")));
      await held.set("balance", ((await held.get("balance")) ?? 0) + 1);
      assert.equal(await held.get("balance"), 11);
      log.push("held");
    });
    await Promise.all(others);
    assert.deepEqual(log, ["held", "other"]);
    const reason = new Error("no");
    const failing = dict.transaction(() => {
      throw reason;
    });
    await assert.rejects(failing, (error) => error === reason);
    assert.equal(await dict.change("balance", (balance) => (balance ?? 0) + 5), 5);
    let kept: typeof dict | undefined;
    await dict.transaction((held) => {
      kept = held;
    });
    await assert.rejects(kept?.get("balance") ?? Promise.resolve(), ClosedError);
    assert.equal(await dict.get("balance"), 5);
  });

  test("changes and exchanges count on what is there", async () => {
    await using manager = await Manager({ in: "thread" });
    using dict = await manager.dict<string, number>();
    assert.equal(await dict.compareExchange("a", undefined, 1), true);
    assert.equal(await dict.compareExchange("a", 2, 3), false);
    assert.equal(await dict.compareExchange("a", 1, undefined), true);
    assert.equal(await dict.has("a"), false);
    using list = await manager.list([1, 5]);
    assert.equal(await list.increment(-1, 2), 7);
    await list.transaction(async (held) => held.set(0, (await held.get(1)) + 1));
    using array = await manager.Array("i", [1, 2]);
    assert.equal(await array.increment(0), 2);
    await array.transaction(async (held) => held.set(1, (await held.get(0)) + (await list.get(0))));
    assert.deepEqual(await array.getValue(), [2, 10]);
    using value = await manager.Value("i", 1);
    assert.equal(await value.compareExchange(1, 5), true);
    const changes = Array.from({ length: 20 }, () => value.update((now) => now + 1));
    await Promise.all(changes);
    assert.equal(await value.get(), 25);
  });

  test("an object of one's own is held by a transaction, too", async () => {
    await using manager = await bank.start({ in: "thread" });
    const account: ObjectProxy<Account> = await manager.account();
    const sum = await account.transaction(async (held) => {
      await held.deposit(1);
      return held.deposit(2);
    });
    assert.equal(sum, 3);
  });
});

describe("a condition of a manager of Skein's", () => {
  test("takes a lock for a condition, which the lock's owner owns, too", async () => {
    await using manager = await Manager({ in: "thread" });
    using lock = await manager.RLock();
    using condition = await manager.Condition(lock);
    await lock.run(async () => {
      assert.equal(await condition.wait({ timeout: 20 }), false);
      await condition.notifyAll();
    });
    await condition.run(() => lock.run(() => condition.notify()));
  });
});

test("a program that has done its work ends, although a manager is still joined", async () => {
  await using manager = await Manager();
  using list = await manager.list<number>();
  const child = new Process({
    target: async () => {
      await list.append(1);
      // Nothing is closed here.
    },
    args: [],
  });
  child.start();
  await child.join();
  assert.equal(child.exitCode, 0);
});
