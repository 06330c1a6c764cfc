import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { syncManager } from "../../src/manager/sync-manager-definition.ts";

class Account {
  deposit(amount: number): number {
    return amount;
  }
}

test("a proxy is shown with its kind, its name and its server", async () => {
  const definition = syncManager.extend({ account: () => new Account() });
  await using manager = await definition.start({ in: "thread" });
  const { address } = manager;
  using list = await manager.list([1]);
  assert.equal(inspect(list), `<ListProxy of 'list' at ${address}>`);
  using account = await manager.account();
  assert.equal(inspect([account]), `[ <ObjectProxy of 'account' at ${address}> ]`);
});
