import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { WeakTable } from "../../src/closure/weak-table.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Waits until collecting garbage has brought the condition about. */
async function collected(condition: () => boolean): Promise<void> {
  while (!condition()) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("an object is found while somebody holds it, and its entry goes away with it", async () => {
  const table = new WeakTable<object>();
  const held = {};
  table.set("held", held);
  table.set("loose", {});
  assert.equal(table.get("held"), held);
  await collected(() => table.size === 1);
  assert.equal(table.get("loose"), undefined);
  assert.equal(table.get("held"), held);
});

test("the latest ones are held by the table itself", async () => {
  const table = new WeakTable<object>(2);
  for (const name of ["a", "b", "c"]) table.set(name, { name });
  await collected(() => table.size === 2);
  assert.equal(table.get("a"), undefined);
  assert.deepEqual(table.get("b"), { name: "b" });
  assert.deepEqual(table.get("c"), { name: "c" });
});

test("a name may be given to another object", async () => {
  const table = new WeakTable<object>();
  const second = {};
  table.set("a", {});
  table.set("a", second);
  table.set("loose", {});
  await collected(() => table.size === 1);
  assert.equal(table.get("a"), second);
});
