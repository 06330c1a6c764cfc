import assert from "node:assert/strict";
import { test } from "node:test";
import { defineManager } from "../../src/manager/define-manager.ts";
import { ServedList } from "../../src/manager/served/served-list.ts";
import { ServedNamespace } from "../../src/manager/served/served-namespace.ts";
import { syncManager } from "../../src/manager/sync-manager-definition.ts";
import { ServedValue } from "../../src/manager/served/served-value.ts";

test("what is served as Python's types begins with what it was made of", async () => {
  const definition = defineManager({
    rates: () => new ServedNamespace({ rate: 1 }),
    pairs: () => new ServedNamespace([["rate", 2]]),
    names: () => new ServedList(["ada"]),
    count: () => new ServedValue("i", 3),
  });
  await using manager = await definition.start({ in: "thread" });
  using rates = await manager.rates();
  assert.equal(await rates.get("rate"), 1);
  using pairs = await manager.pairs();
  assert.equal(await pairs.repr(), "Namespace(rate=2)");
  using names = await manager.names();
  assert.equal(await names.get(0), "ada");
  using count = await manager.count();
  assert.equal(await count.increment(1), 4);
});

test("a queue has room for a number of items", async () => {
  await using manager = await syncManager.start({ in: "thread" });
  for (const size of ["5", { maxSize: 5 }])
    await assert.rejects(manager.Queue(size as unknown as number), /interpreted as an integer/);
});
