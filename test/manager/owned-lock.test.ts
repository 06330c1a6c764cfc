import assert from "node:assert/strict";
import { test } from "node:test";
import { MisuseError } from "../../src/errors.ts";
import { defineManager } from "../../src/manager/define-manager.ts";
import { single } from "../../src/manager/entries.ts";
import { ServedRLock } from "../../src/manager/served/served-rlock.ts";
import { Lock } from "../../src/task/local-lock.ts";
import { Task } from "../../src/task/task.ts";

test("locks of either kind are served under names of one's own", async () => {
  const locks = defineManager({
    plain: single(() => new Lock()),
    again: single(() => new ServedRLock()),
  });
  await using manager = await locks.start({ in: "thread" });
  const again = await manager.again();
  await again.run(() => again.run(() => {}));
  const guard = await again.acquire();
  assert.equal(await Task.run(async () => (await again.tryAcquire()) === undefined), true);
  await assert.rejects(async () => Task.run(() => again.release()), MisuseError);
  await guard.release();
  const plain = await manager.plain();
  await plain.acquire();
  assert.equal(await plain.tryAcquire(), undefined);
  await Task.run(() => plain.release());
  await Promise.all([plain.run(() => {}), plain.run(() => {}), plain.run(() => {})]);
});
