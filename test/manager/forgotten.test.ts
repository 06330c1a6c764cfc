import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Manager, type SyncManager } from "../../src/manager/sync-manager-definition.ts";

setFlagsFromString("--expose-gc");
// The flag makes it one.
const collectGarbage = runInNewContext("gc") as () => void;

async function makeAndForget(manager: SyncManager): Promise<void> {
  const list = await manager.list(["forgotten"]);
  assert.equal(await list.length(), 1);
  const other = await manager.dict({ forgotten: list });
  assert.equal(await (await other.get("forgotten"))?.get(0), "forgotten");
}

test("what nobody has a proxy of any more is dropped by the server", async () => {
  await using manager = await Manager({ in: "thread" });
  using kept = await manager.list(["kept"]);
  for (let round = 0; round < 10; round += 1) await makeAndForget(manager);
  while ((await manager.debugInfo()).includes("forgotten")) collectGarbage();
  assert.deepEqual(await kept.getValue(), ["kept"]);
  while ((await manager.numberOfObjects()) > 1) collectGarbage();
});
