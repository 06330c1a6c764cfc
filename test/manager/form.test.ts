import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { NotSendableError } from "../../src/errors.ts";
import { Manager, syncManager } from "../../src/manager/sync-manager-definition.ts";
import type { SyncManager } from "../../src/manager/sync-manager-definition.ts";
import { Dict } from "../../src/pickle/dict.ts";
import { Float } from "../../src/pickle/float.ts";
import { PythonException } from "../../src/pickle/python-exception.ts";
import { Tuple } from "../../src/pickle/tuple.ts";

describe("values of a manager", () => {
  let manager: SyncManager;
  let exact: SyncManager;

  before(async () => {
    const authkey = "the key of a test";
    manager = await Manager({ in: "thread", authkey });
    exact = await syncManager.connect({ address: manager.address, authkey, form: "lossless" });
  });
  after(async () => {
    await exact?.close();
    await manager?.close();
  });

  test("come in their natural form, or in one that keeps everything", async () => {
    using list = await exact.list<unknown>([new Float(2), new Tuple([1, "a"]), new Dict([[1, 2]])]);
    assert.deepEqual(await list.getValue(), [
      new Float(2),
      new Tuple([1, "a"]),
      new Dict([[1, 2]]),
    ]);
    using queue = await manager.Queue<unknown>();
    await queue.put(new Tuple([new Float(2), new Map([["a", 1]])]));
    assert.deepEqual(await queue.get(), [2, { a: 1 }]);
  });

  test("have the same methods in both forms", async () => {
    using dict = await exact.dict<unknown, unknown>([["a", 1]]);
    assert.deepEqual(await dict.entries(), [["a", 1]]);
    assert.deepEqual(await dict.popItem(), ["a", 1]);
    assert.equal(await dict.get("a"), undefined);
    using array = await exact.Array("i", [1, 2]);
    assert.deepEqual(await array.getValue(), [1, 2]);
    using set = await exact.set<unknown>([1]);
    assert.deepEqual(await set.values(), [1]);
    using event = await exact.Event();
    await event.set();
    assert.equal(await event.wait(), true);
  });

  test("can be exceptions", async () => {
    using list = await manager.list<unknown>();
    const error = new PythonException({ className: "KeyError", args: ["lost"] });
    await list.append(error);
    const again = await list.get(0);
    assert.ok(again instanceof PythonException);
    assert.equal(again.className, "KeyError");
    assert.deepEqual(again.args, ["lost"]);
  });

  test("that can't be sent are named by their way", async () => {
    using list = await manager.list<unknown>();
    await assert.rejects(list.append({ deep: [() => 1] }), (error) => {
      assert.ok(error instanceof NotSendableError);
      assert.match(error.message, /^argument 1 -> .*deep.* -> \[0\] -> a function/);
      return true;
    });
    assert.equal(await list.length(), 0);
    await assert.rejects(
      manager.Value("i", () => 1),
      /^NotSendableError: argument 2 -> a function/,
    );
  });

  test("can't be proxies of another manager", async () => {
    await using other = await Manager({ in: "thread" });
    using foreign = await other.list();
    using list = await manager.list<unknown>();
    await assert.rejects(list.append([foreign]), /can't be put into another manager/);
  });
});
