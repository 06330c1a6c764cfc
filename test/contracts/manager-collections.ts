import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MisuseError } from "../../src/errors.ts";
import type { SyncManager } from "../../src/manager/sync-manager-definition.ts";
import { PythonException } from "../../src/pickle/python-exception.ts";

/** What the collections of a manager do for a client. */
export function collectionsContract(manager: () => SyncManager): void {
  describe("a list", () => {
    test("is changed and read item by item", async () => {
      using list = await manager().list(["a", "b"]);
      await list.append("c");
      await list.extend(["d", "e"]);
      await list.push("f", "g");
      await list.insert(0, "start");
      await list.set(1, "A");
      assert.equal(await list.length(), 8);
      assert.equal(await list.get(-1), "g");
      assert.equal(await list.at(99), undefined);
      assert.equal(await list.pop(), "g");
      assert.equal(await list.pop(0), "start");
      await list.remove("d");
      await list.delete(0);
      assert.deepEqual(await list.getValue(), ["b", "c", "e", "f"]);
      assert.deepEqual(await list.slice(1, 3), ["c", "e"]);
      assert.deepEqual(await list.slice(-2), ["e", "f"]);
      assert.equal(await list.index("e"), 2);
      assert.equal(await list.index("nowhere"), -1);
      assert.equal(await list.includes("f"), true);
      assert.equal(await list.count("f"), 1);
      await list.reverse();
      assert.deepEqual(await list.getValue(), ["f", "e", "c", "b"]);
      await list.sort();
      assert.deepEqual(await list.getValue(), ["b", "c", "e", "f"]);
      await list.sort({ reverse: true });
      assert.equal(await list.repr(), "['f', 'e', 'c', 'b']");
    });

    test("raises as in Python", async () => {
      using list = await manager().list<unknown>([1, "a"]);
      await assert.rejects(list.get(9), (error: unknown) => {
        assert.ok(error instanceof PythonException);
        assert.equal(error.className, "IndexError");
        assert.equal(error.message, "list index out of range");
        return true;
      });
      await assert.rejects(list.sort(), { name: "TypeError" });
      await assert.rejects(async () => list.get(0.5), MisuseError);
    });

    test("is iterated in steps", async () => {
      using list = await manager().list(Array.from({ length: 1_000 }, (_, index) => index));
      const seen: number[] = [];
      for await (const item of list) seen.push(item);
      assert.deepEqual(
        seen,
        Array.from({ length: 1_000 }, (_, index) => index),
      );
    });
  });

  describe("a dictionary", () => {
    test("has the methods of a Map", async () => {
      using dict = await manager().dict<string, number>({ a: 1 });
      await dict.set("b", 2);
      await dict.update({ c: 3 });
      await dict.update([["d", 4]]);
      assert.equal(await dict.size(), 4);
      assert.equal(await dict.get("c"), 3);
      assert.equal(await dict.get("missing"), undefined);
      assert.equal(await dict.has("a"), true);
      assert.equal(await dict.delete("a"), true);
      assert.equal(await dict.delete("a"), false);
      assert.equal(await dict.pop("b"), 2);
      assert.equal(await dict.pop("b"), undefined);
      assert.equal(await dict.setDefault("e", 5), 5);
      assert.deepEqual(await dict.keys(), ["c", "d", "e"]);
      assert.deepEqual(await dict.values(), [3, 4, 5]);
      assert.deepEqual(await dict.popItem(), ["e", 5]);
      assert.deepEqual(
        await dict.copy(),
        new Map([
          ["c", 3],
          ["d", 4],
        ]),
      );
      assert.deepEqual(
        await dict.getValue(),
        new Map([
          ["c", 3],
          ["d", 4],
        ]),
      );
      const seen: [string, number][] = [];
      for await (const entry of dict) seen.push(entry);
      assert.deepEqual(seen, [
        ["c", 3],
        ["d", 4],
      ]);
      await dict.clear();
      assert.equal(await dict.popItem(), undefined);
    });

    test("has keys and values of any kind", async () => {
      using dict = await manager().dict<unknown, unknown>();
      const bytes = new Uint8Array([1, 2, 3]);
      await dict.set(1, null);
      await dict.set("nested", { list: [1, 2.5, "ü", true, null, 2n ** 70n], bytes });
      await dict.set("set", new Set([1, 2]));
      assert.equal(await dict.get(1), null);
      const nested = (await dict.get("nested")) as Record<string, unknown>;
      assert.deepEqual(nested["list"], [1, 2.5, "ü", true, null, 2n ** 70n]);
      assert.deepEqual(Buffer.from(nested["bytes"] as Uint8Array), Buffer.from(bytes));
      assert.deepEqual(await dict.get("set"), new Set([1, 2]));
    });
  });

  test("a Namespace has named values", async () => {
    using space = await manager().Namespace<{ x: number; name: string }>({ x: 1, name: "a" });
    await space.set("x", 2);
    assert.equal(await space.get("x"), 2);
    assert.equal(await space.get("name"), "a");
    await space.delete("name");
    await assert.rejects(space.get("name"), { name: "AttributeError" });
  });

  test("an Array of 64 bits gives numbers, and a bigint only where one is needed", async () => {
    const large = 2n ** 60n;
    // Its type is that of most numbers; the others are what `get` gives, too.
    using array = await manager().Array("q", [1, -2, large as unknown as number]);
    assert.deepEqual(await array.getValue(), [1, -2, large]);
    assert.deepEqual(await array.slice(0, 2), [1, -2]);
    assert.equal(await array.get(2), large);
  });

  test("a Value and an Array hold numbers", async () => {
    using value = await manager().Value("i", 7);
    await value.set(8);
    assert.equal(await value.get(), 8);
    using array = await manager().Array("i", [1, 2, 3]);
    await array.set(1, 20);
    assert.equal(await array.length(), 3);
    assert.equal(await array.get(1), 20);
    assert.equal(await array.at(5), undefined);
    assert.deepEqual(await array.getValue(), [1, 20, 3]);
    assert.deepEqual(await array.slice(1, 2), [20]);
  });
}
