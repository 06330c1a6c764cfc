import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { describe, test } from "node:test";
import { describeHandle } from "../../src/codec/handle.ts";
import { ClosedError, MisuseError } from "../../src/errors.ts";
import { Thread } from "../../src/index.ts";
import { folder, pathOf } from "../../src/sync/named-file.ts";
import { ShareableList } from "../../src/sync/shareable-list.ts";
import { SharedMemory } from "../../src/sync/shared-memory.ts";
import type { ListItem } from "../../src/sync/list-item.ts";
import { noPython, runPython } from "./python.ts";

const skip = existsSync(folder) ? false : `there is no ${folder}`;

/** One of each, with the ends of the ranges. */
const items: readonly ListItem[] = [
  0,
  -1,
  Number.MAX_SAFE_INTEGER,
  2n ** 63n - 1n,
  -(2n ** 63n),
  0.1,
  -Infinity,
  1e300,
  -0,
  NaN,
  true,
  false,
  null,
  "",
  "eightby8",
  "Grüße, 世界 🎈",
  "\uFEFFmark",
  "a\0b",
  Uint8Array.of(),
  Uint8Array.of(0, 1, 255),
];

describe("a shareable list", { skip }, () => {
  test("gives what was put in, also to who opens it by its name", () => {
    using list = new ShareableList(items);
    assert.deepEqual([...list], items);
    using again = new ShareableList({ name: list.name });
    assert.deepEqual([...again], items);
    assert.equal(again.length, items.length);
  });

  test("can be empty, have a name, and come from any iterable", () => {
    using empty = new ShareableList([]);
    assert.deepEqual([...empty], []);
    assert.equal(empty.format, "");
    using named = new ShareableList("ab", { name: `${empty.name}-of-two` });
    assert.equal(named.name, `${empty.name}-of-two`);
    assert.deepEqual([...named], ["a", "b"]);
  });

  test("shows what is set to the others", () => {
    using list = new ShareableList(["progress", 0, null]);
    using again = new ShareableList({ name: list.name });
    again.set(1, 50);
    again.set(0, "done");
    again.set(2, "8 bytes!");
    assert.deepEqual([...list], ["done", 50, "8 bytes!"]);
    assert.throws(() => again.set(2, "9 bytes!!"), {
      name: "MisuseError",
      message: `item 2 of '${list.name}' has room for 8 bytes, not 9`,
    });
    assert.throws(() => again.set(2, "ääääü"), MisuseError);
    assert.deepEqual(list.get(2), "8 bytes!");
  });

  test("lets an item change its type, and a float stay one", () => {
    using list = new ShareableList([0.5, "text", 7, true]);
    list.set(0, 2);
    list.set(1, 1.5);
    list.set(2, false);
    list.set(3, Uint8Array.of(1));
    assert.deepEqual([...list], [2, 1.5, false, Uint8Array.of(1)]);
    assert.equal(list.format, "ddxxxxxxx?8s");
    list.set(1, "longer than that".slice(0, 8));
    list.set(0, null);
    list.set(0, 2n);
    assert.deepEqual([list.get(0), list.get(1)], [2, "longer t"]);
    assert.equal(list.format, "q8sxxxxxxx?8s");
  });

  test("loses zeros at the end of text and bytes, as Python's", () => {
    using list = new ShareableList(["a\0\0", Uint8Array.of(1, 0)]);
    assert.deepEqual([...list], ["a", Uint8Array.of(1)]);
  });

  test("names an index that isn't there", () => {
    using list = new ShareableList([1, 2]);
    for (const index of [-1, 2, 0.5]) {
      const error = { name: "RangeError", message: `there is no index ${index} in a list of 2` };
      assert.throws(() => list.get(index), error);
      assert.throws(() => list.set(index, 1), error);
    }
    assert.deepEqual(
      [list.at(-1), list.at(-3), list.at(2), list.at(0)],
      [2, undefined, undefined, 1],
    );
  });

  test("names an item that can't be in it", () => {
    // @ts-expect-error undefined is no item
    assert.throws(() => new ShareableList([1, undefined]), {
      name: "MisuseError",
      message: /^item 1 can't be undefined: a list holds /,
    });
    assert.throws(
      () => new ShareableList([2n ** 63n]),
      /item 0 can't be 9223372036854775808, which/,
    );
    assert.throws(() => new ShareableList(["x".repeat(10_000_000)]), /item 0 would be too long/);
    using list = new ShareableList([1]);
    // @ts-expect-error an object is no item
    assert.throws(() => list.set(0, {}), MisuseError);
    assert.equal(list.get(0), 1);
  });

  test("counts and finds by value", () => {
    using list = new ShareableList([1, 1n, true, "1", Uint8Array.of(1), null, 2n ** 60n, 1]);
    assert.equal(list.count(1), 3);
    assert.equal(list.count(1n), 3);
    assert.equal(list.count(Uint8Array.of(1)), 1);
    assert.equal(list.indexOf(2n ** 60n), 6);
    assert.equal(list.indexOf(null), 5);
    assert.equal(list.indexOf("2"), -1);
  });

  test("can't be opened where there is none", () => {
    const missing = { code: "ERR_SKEIN_NAME_MISSING" };
    assert.throws(() => new ShareableList({ name: "skein-test-no-list" }), missing);
    for (const words of [[], [-1], [1], [2 ** 53], [2, 0, 8, 4], [1, 0, 2 ** 40]]) {
      using memory = SharedMemory.create({ size: Math.max(words.length * 8, 1) });
      memory.write(0, new Uint8Array(BigInt64Array.from(words, BigInt).buffer));
      assert.throws(() => new ShareableList({ name: memory.name }), {
        name: "MisuseError",
        message: `there is no ShareableList in the shared memory '${memory.name}'`,
      });
    }
  });

  test("is unlinked when who made it is disposed of", () => {
    const list = new ShareableList([1]);
    new ShareableList({ name: list.name })[Symbol.dispose]();
    assert.ok(existsSync(pathOf(list.name)));
    list[Symbol.dispose]();
    assert.ok(!existsSync(pathOf(list.name)));
    assert.throws(() => list.get(0), ClosedError);
    assert.throws(() => describeHandle(list), ClosedError);
  });

  test("travels as its name", async () => {
    using list = new ShareableList([1, 2]);
    const child = new Thread({
      target: () => {
        list.set(0, "five");
        return [...list];
      },
    });
    child.start();
    assert.deepEqual(await child.result(), ["five", 2]);
    assert.deepEqual([...list], ["five", 2]);
  });
});

describe("a shareable list and Python", { skip: noPython === false ? skip : noPython }, () => {
  /** The same as JSON that Python can make. */
  const literal =
    '[0, -1, 9007199254740991, 2**63-1, -2**63, 0.1, -1e300, -0.0, True, False, None, "", "eightby8", "a\\0b", b"", bytes([0, 1, 255])]';
  const same: readonly ListItem[] = [
    0,
    -1,
    Number.MAX_SAFE_INTEGER,
    2n ** 63n - 1n,
    -(2n ** 63n),
    0.1,
    -1e300,
    -0,
    true,
    false,
    null,
    "",
    "eightby8",
    "a\0b",
    Uint8Array.of(),
    Uint8Array.of(0, 1, 255),
  ];

  test("are the same bytes", () => {
    using list = new ShareableList(same);
    const theirs = runPython(
      `
mine = ShareableList(name=name)
leave(mine.shm)
theirs = ShareableList(${literal})
print(json.dumps([theirs.shm.size, bytes(theirs.shm.buf).hex(), theirs.format]))
theirs.shm.close()
theirs.shm.unlink()
`,
      list.name,
    );
    const bytes = Buffer.from(list.memory.read()).toString("hex");
    assert.deepEqual([list.memory.size, bytes, list.format], theirs);
  });

  test("Python reads and changes what Skein has made", () => {
    using list = new ShareableList([...same, "Grüße 世界"]);
    const equal = runPython(
      `
mine = ShareableList(name=name)
leave(mine.shm)
print(json.dumps(list(mine) == ${literal} + ["Grüße 世界"]))
mine[0] = 2.5
mine[5] = None
mine[10] = "text"
mine[11] = False
mine[12] = b"bytes"
mine[-1] = "ü"
`,
      list.name,
    );
    assert.equal(equal, true);
    const changed: ListItem[] = [...same, "ü"];
    changed[0] = 2.5;
    changed[5] = null;
    changed[10] = "text";
    changed[11] = false;
    changed[12] = Buffer.from("bytes");
    assert.deepEqual(Array.from(list, plain), changed.map(plain));
  });

  test("Skein reads and changes what Python has made", () => {
    const made = `skein-test-${process.pid}-list`;
    runPython(`mine = ShareableList(${literal}, name=name); leave(mine.shm)`, made);
    const list = new ShareableList({ name: made });
    try {
      assert.deepEqual([...list], same);
      list.set(0, "text");
      list.set(1, null);
      list.set(5, 3);
      list.set(8, 2n ** 62n);
      list.set(12, Uint8Array.of(1, 2));
      const theirs = runPython(
        `
mine = ShareableList(name=name)
leave(mine.shm)
expected = ${literal}
expected[0] = "text"
expected[1] = None
expected[5] = 3.0
expected[8] = 2**62
expected[12] = bytes([1, 2])
print(json.dumps([list(mine) == expected, type(mine[5]).__name__, mine.format]))
`,
        made,
      );
      assert.deepEqual(theirs, [true, "float", list.format]);
    } finally {
      list.unlink();
      list.close();
    }
  });
});

/** Bytes are compared by what is in them, not by their class. */
function plain(item: ListItem): unknown {
  return item instanceof Uint8Array ? [...item] : item;
}
