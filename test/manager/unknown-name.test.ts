import assert from "node:assert/strict";
import { test } from "node:test";
import { RemoteError } from "../../src/errors.ts";
import { defineManager } from "../../src/manager/define-manager.ts";
import { remote, single } from "../../src/manager/entries.ts";
import { Queue } from "../../src/task/local-queue.ts";

test("a name that the server doesn't have is named", async () => {
  const served = defineManager({
    tasks: single(() => new Queue<number>()),
    broken: () => {
      throw new RangeError("KeyError: 'broken'");
    },
  });
  const asked = defineManager({ task: remote<Queue<number>>(), broken: remote<object>() });
  await using server = await served.serve({ authkey: "abc" });
  await using manager = await asked.connect({ address: server.address, authkey: "abc" });
  await assert.rejects(manager.task(), (error) => {
    assert.ok(error instanceof RemoteError);
    assert.match(error.message, /has nothing that is named "task": whoever serves it must define/);
    assert.ok(error.message.includes(server.address));
    return true;
  });
  await assert.rejects(manager.broken(), /could not do it: .*KeyError: 'broken'/);
});
