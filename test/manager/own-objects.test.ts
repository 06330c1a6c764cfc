import assert from "node:assert/strict";
import { test } from "node:test";
import { Queue } from "../../src/task/local-queue.ts";
import { noPython } from "./python-server.ts";
import { python, serve } from "./serving.ts";
import { RemoteError } from "../../src/errors.ts";
import type { ObjectProxy } from "../../src/manager/proxies/object-proxy.ts";
import type { QueueProxy } from "../../src/manager/proxies/queue-proxy.ts";
import type { ServedList } from "../../src/manager/served/served-list.ts";
import { single } from "../../src/manager/entries.ts";
import type { ListProxy } from "../../src/manager/proxies/list-proxy.ts";
import { syncManager } from "../../src/manager/sync-manager-definition.ts";

/** Keeps what it is given. */
class Shelf {
  #kept: unknown;
  keep(thing: unknown): void {
    this.#kept = thing;
  }
  give(): unknown {
    return this.#kept;
  }
}

test("an object of one's own keeps a proxy, and with it the object that it stands for", async () => {
  const definition = syncManager.extend({ shelf: single(() => new Shelf()) });
  await using manager = await definition.start({ in: "thread" });
  using shelf = await manager.shelf();
  const list = await manager.list(["kept"]);
  await shelf.keep({ inside: [list] });
  list.close();
  const { inside } = (await shelf.give()) as { inside: [ListProxy<string>] };
  assert.deepEqual(await inside[0].getValue(), ["kept"]);
});

class Account {
  balance = 0;
  deposit(amount: number): number {
    this.balance += amount;
    return this.balance;
  }
}

/** Uses what else is served here, as the objects that they are. */
class Bank {
  #account: Account | undefined;

  open(account: Account): boolean {
    this.#account = account;
    return account instanceof Account;
  }
  pay(amount: number): void {
    this.#account?.deposit(amount);
  }
  kinds(...things: readonly unknown[]): string[] {
    return things.map((thing) => (thing instanceof Object ? thing.constructor.name : typeof thing));
  }
  async drain({ from }: { from: Queue<number> }): Promise<number> {
    return (await from.get()) + (await from.get());
  }
  tell(queue: Queue<unknown>): unknown {
    return { queue, account: this.#account, size: queue.size };
  }
  extend(list: ServedList<string>): void {
    list.items.push("from inside");
  }
}

const bankDefinition = syncManager.extend({
  bank: single(() => new Bank()),
  account: () => new Account(),
  jobs: single(() => new Queue<number>()),
  branch: (account: Account) => ({ holds: () => account instanceof Account }),
});

test("a proxy that is given to an object of the same server arrives as what it stands for", async () => {
  await using manager = await bankDefinition.start({ in: "thread" });
  using bank = await manager.bank();
  using account = await manager.account();
  using jobs = await manager.jobs();
  using list = await manager.list<string>();
  assert.equal(await bank.open(account), true);
  await bank.pay(7);
  assert.equal(await account.deposit(1), 8);
  await assert.rejects(account.getValue(), RemoteError);
  assert.deepEqual(await bank.kinds(account, jobs, list, "text"), [
    "Account",
    "Queue",
    "ServedList",
    "string",
  ]);
  await jobs.put(2);
  await jobs.put(3);
  assert.equal(await bank.drain({ from: jobs as never }), 5);
  await bank.extend(list);
  assert.deepEqual(await list.getValue(), ["from inside"]);
  const branch = await manager.branch(account);
  assert.equal(await branch.holds(), true);
});

test("what is served goes out as its proxy, also in the middle of a value", async () => {
  await using manager = await bankDefinition.start({ in: "thread" });
  using bank = await manager.bank();
  using account = await manager.account();
  using jobs = await manager.jobs();
  await bank.open(account);
  const told = (await bank.tell(jobs)) as {
    queue: QueueProxy<number>;
    account: ObjectProxy<Account>;
    size: number;
  };
  assert.equal(told.size, 0);
  assert.equal(await told.account.deposit(1), 1);
  assert.equal((await manager.debugInfo()).match(/Account object/g)?.length, 1);
  await told.queue.put(1);
  assert.equal(await jobs.get(), 1);
});

test("items of a queue stay the proxies that they are", async () => {
  await using manager = await bankDefinition.start({ in: "thread" });
  using account = await manager.account();
  using jobs = await manager.jobs();
  await jobs.put([account] as never);
  const [same] = (await jobs.get()) as unknown as [typeof account];
  await same.deposit(3);
  assert.equal(await account.deposit(1), 4);
});

test("a client in Python gives proxies to objects, too", { skip: noPython }, async () => {
  await using server = await serve({ bank: { create: () => new Bank(), single: true } });
  const code = `
bank, l, q = m.bank(), m.list(["a"]), m.Queue()
print(bank.kinds(l, q))
bank.extend(list=l)
print(l[:])
print(type(bank.tell(l)["queue"]).__name__)`;
  assert.deepEqual(await python(server, code, ["bank"]), [
    "['ServedList', 'ServedQueue']",
    "['a', 'from inside']",
    "ListProxy",
  ]);
});

test("a method that returns what can't be sent is told what to do", async () => {
  class Row {}
  class Table {
    rows(): unknown[] {
      return [1, new Row()];
    }
  }
  const definition = syncManager.extend({ table: single(() => new Table()) });
  await using server = await definition.serve();
  await using manager = await definition.connect(server);
  using table = await manager.table();
  const text =
    /NotSendableError: the answer -> \[1\] -> an object of the class Row .*methodToTypeid/;
  await assert.rejects(table.rows(), text);
});
