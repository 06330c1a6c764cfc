import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readlinkSync } from "node:fs";
import { describe, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { MisuseError } from "../../src/errors.ts";
import { loadLibc } from "../../src/memory/libc.ts";
import type { Libc } from "../../src/memory/libc-calls.ts";
import {
  createFile,
  folder,
  openFile,
  removeFile,
  type NamedFile,
} from "../../src/sync/named-file.ts";
import { FileRegion, openRegion, type Region } from "../../src/sync/region.ts";

const skip = existsSync(folder) ? false : `there is no ${folder}`;
const libc = loadLibc();
const noLibc = libc === undefined ? "the C library can't be called here" : skip;

const size = 5_000;
const unmistakable = 7_777;

function withFile(
  use: (file: NamedFile, again: () => NamedFile) => void,
  bytes: number = size,
): void {
  const file = createFile(`skein-test-${randomBytes(6).toString("hex")}`, bytes);
  try {
    use(file, () => openFile(file.name));
  } finally {
    removeFile(file.name, file.inode);
  }
}

function regionContract(name: string, open: (file: NamedFile) => Region): void {
  test(`${name}: what is written to one is read from the other`, () => {
    withFile((file, again) => {
      const [one, other] = [open(file), open(again())];
      assert.deepEqual(other.read(0, size), new Uint8Array(size));
      one.write(4_990, Uint8Array.of(1, 2, 3));
      assert.deepEqual([...other.read(4_989, 6)], [0, 1, 2, 3, 0, 0]);
      other.write(0, new Uint8Array(size).fill(9));
      assert.deepEqual([...one.read(4_995, 5)], [9, 9, 9, 9, 9]);
      assert.equal(one.read(0, 0).length, 0);
      one.close();
      other.close();
    });
  });

  test(`${name}: what is read is a copy`, () => {
    withFile((file) => {
      const region = open(file);
      region.read(0, 10).fill(1);
      assert.deepEqual(region.read(0, 10), new Uint8Array(10));
      region.close();
    });
  });

  test(`${name}: leaves no open file behind`, () => {
    withFile((file) => {
      open(file).close();
      assert.deepEqual(
        openFiles().filter((path) => path.includes(file.name)),
        [],
      );
    });
  });
}

describe("a region", { skip }, () => {
  regionContract("a file", (file) => new FileRegion(file));
  if (libc !== undefined) regionContract("mapped", (file) => openRegion(file, libc));

  test("that is both mapped and read as a file has the same bytes", { skip: noLibc }, () => {
    withFile((file, again) => {
      const [mapped, plain] = [openRegion(file), new FileRegion(again())];
      new Uint8Array(mapped.buffer())[7] = 1;
      assert.equal(plain.read(7, 1)[0], 1);
      plain.write(7, Uint8Array.of(2));
      assert.equal(new Uint8Array(mapped.buffer())[7], 2);
      mapped.close();
      plain.close();
    });
  });

  test("that isn't mapped says why it has no buffer", () => {
    withFile((file) => {
      const region = new FileRegion(file);
      assert.throws(
        () => region.buffer(),
        (error) => error instanceof MisuseError && error.message.includes(`'${file.name}'`),
      );
      region.close();
    });
  });

  test("is unmapped at once when nobody has seen its buffer", { skip: noLibc }, (t) => {
    const unmap = t.mock.method(present(libc), "unmap");
    withFile((file) => openRegion(file).close());
    assert.equal(unmap.mock.callCount(), 1);
  });

  test("stays mapped until its buffer is garbage", { skip: noLibc }, async (t) => {
    const unmap = t.mock.method(present(libc), "unmap");
    const views: Uint8Array[] = [];
    withFile((file) => {
      const region = openRegion(file);
      views.push(new Uint8Array(region.buffer()));
      region.close();
    }, unmistakable);
    // Others may become garbage meanwhile.
    const unmapped = (): boolean =>
      unmap.mock.calls.some(({ arguments: [, length] }) => length === unmistakable);
    const collect = collector();
    for (let turn = 0; turn < 5; turn += 1) {
      collect();
      await new Promise(setImmediate);
    }
    assert.ok(!unmapped());
    views[0]?.fill(1);
    views.length = 0;
    while (!unmapped()) {
      collect();
      await new Promise(setImmediate);
    }
  });

  test("doesn't let its memory be transferred away", { skip: noLibc }, () => {
    withFile((file) => {
      const region = openRegion(file);
      const buffer = region.buffer();
      // Not all versions of Node have it.
      assert.equal(Reflect.get(buffer, "transfer"), undefined);
      assert.equal(Reflect.get(buffer, "transferToFixedLength"), undefined);
      try {
        structuredClone(buffer, { transfer: [buffer] });
      } catch {
        // Node 20 copies, later ones refuse.
      }
      assert.equal(buffer.byteLength, size);
      region.close();
    });
  });
});

function present(found: Libc | undefined): Libc {
  assert.ok(found !== undefined);
  return found;
}

function collector(): () => void {
  setFlagsFromString("--expose-gc");
  // The flag has just brought this function about.
  return runInNewContext("gc") as () => void;
}

function openFiles(): string[] {
  return readdirSync("/proc/self/fd").flatMap((number) => {
    try {
      return [readlinkSync(`/proc/self/fd/${number}`)];
    } catch {
      return [];
    }
  });
}
