import assert from "node:assert/strict";
import { existsSync, statfsSync, statSync } from "node:fs";
import { describe, test } from "node:test";
import { MemoryFullError, MisuseError } from "../../src/errors.ts";
import { loadLibc } from "../../src/memory/libc.ts";
import { perThread } from "../../src/per-thread.ts";
import { folder, pathOf } from "../../src/sync/named-file.ts";
import { ShareableList } from "../../src/sync/shareable-list.ts";
import { SharedMemory } from "../../src/sync/shared-memory.ts";

const skip = existsSync(folder) ? false : `there is no ${folder}`;

// In this file the C library can't be called: it is as if that had been found out already.
Object.assign(
  perThread<object>("libc", () => ({})),
  { libc: undefined, asked: true },
);

describe("shared memory without the C library", { skip }, () => {
  test("is read and written", () => {
    assert.equal(loadLibc(), undefined);
    using memory = SharedMemory.create({ size: 3_000_000 });
    using again = SharedMemory.open(memory.name);
    assert.equal(again.size, 3_000_000);
    memory.write(2_999_998, Uint8Array.of(1, 2));
    assert.deepEqual([...again.read(2_999_997)], [0, 1, 2]);
    assert.ok(again.read(0, 2_999_998).every((byte) => byte === 0));
  });

  test("has no buffer, and says why", () => {
    using memory = SharedMemory.create({ size: 1 });
    assert.throws(() => memory.buffer, MisuseError);
    assert.throws(
      () => memory.bytes,
      /can't be mapped, because the C library can't be called here .*use read and write/,
    );
  });

  test("has memory behind all of its bytes from the beginning, or is refused", () => {
    using memory = SharedMemory.create({ size: 3_000_000 });
    assert.ok(statSync(pathOf(memory.name)).blocks * 512 >= 3_000_000);
    const { blocks, bsize } = statfsSync(folder);
    assert.throws(() => SharedMemory.create({ size: (blocks + 1) * bsize }), MemoryFullError);
  });

  test("is enough for a list", () => {
    using list = new ShareableList([1, "two", null]);
    using again = new ShareableList({ name: list.name });
    again.set(0, 2n ** 62n);
    assert.deepEqual([...list], [2n ** 62n, "two", null]);
  });
});
