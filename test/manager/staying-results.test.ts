import assert from "node:assert/strict";
import { test } from "node:test";
import { MisuseError } from "../../src/errors.ts";
import { defineManager } from "../../src/manager/define-manager.ts";
import { single } from "../../src/manager/entries.ts";
import { noPython } from "./python-server.ts";
import { python, serve } from "./serving.ts";

class Account {
  #balance = 0;
  deposit(amount: number): number {
    return (this.#balance += amount);
  }
  *years(): Generator<number> {
    yield 2024;
    yield 2025;
  }
}

class Bank {
  readonly #accounts = new Map<string, Account>();
  open(owner: string): Account {
    const account = new Account();
    this.#accounts.set(owner, account);
    return account;
  }
  async find(owner: string): Promise<Account | undefined> {
    return this.#accounts.get(owner);
  }
}

const banks = defineManager({
  bank: single(() => new Bank(), { methodToTypeid: { open: "account", find: "account" } }),
  account: { create: () => new Account(), methodToTypeid: { years: "Iterator" } },
});

test("a method whose result stays on the server gives a proxy, or null", async () => {
  await using manager = await banks.start({ in: "thread" });
  using bank = await manager.bank();
  using account = await bank.open("ada");
  assert.equal(await account.deposit(5), 5);
  using same = await bank.find("ada");
  assert.equal(await same?.deposit(5), 10);
  assert.equal(await bank.find("grace"), null);
  const years: number[] = [];
  for await (const year of await account.years()) years.push(year);
  assert.deepEqual(years, [2024, 2025]);
});

test("one that finds nothing gives None to Python", { skip: noPython }, async () => {
  await using server = await serve({
    bank: { create: () => new Bank(), single: true, methodToTypeid: { find: "account" } },
    account: () => new Account(),
  });
  const code = `print(m.bank().find("grace"))`;
  assert.deepEqual(await python(server, code, ["bank", "account"]), ["None"]);
});

test("an object with a next() of its own is no iterator", async () => {
  class Numbers {
    #last = 0;
    next(): number {
      return ++this.#last;
    }
  }
  await using manager = await defineManager({ numbers: () => new Numbers() }).start({
    in: "thread",
  });
  using numbers = await manager.numbers();
  assert.deepEqual([await numbers.next(), await numbers.next()], [1, 2]);
});

test("a name that is misspelt in a definition is named", async () => {
  assert.throws(
    () => defineManager({ bank: single(() => new Bank(), { methodToTypeid: { open: "acount" } }) }),
    (error) =>
      error instanceof MisuseError &&
      /'bank' serves what open\(\) gives as 'acount'/.test(error.message),
  );
  const misspelt = defineManager({
    bank: { create: () => new Bank(), methodToTypeid: { opne: "account" } },
    other: { create: () => new Bank(), exposed: ["opne"] },
    account: () => new Account(),
  });
  await using manager = await misspelt.start({ in: "thread" });
  await assert.rejects(manager.bank(), /what is served as 'bank' has no method 'opne'/);
  await assert.rejects(manager.other(), /what is served as 'other' has no method 'opne'/);
});
