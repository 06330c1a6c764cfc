import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync, lstatSync, readdirSync, statfsSync, statSync, readFileSync } from "node:fs";
import { after, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { describeHandle } from "../../src/codec/handle.ts";
import { ClosedError, MemoryFullError, MisuseError } from "../../src/errors.ts";
import { Process } from "../../src/index.ts";
import { loadLibc } from "../../src/memory/libc.ts";
import { folder, pathOf, removeFile } from "../../src/sync/named-file.ts";
import { ownTag } from "../../src/sync/owner-tag.ts";
import { SharedMemory } from "../../src/sync/shared-memory.ts";
import { finished, finishedProgram, firstLine, startProgram } from "../worker/program.ts";
import { noPython, runPython } from "./python.ts";

const skip = existsSync(folder) ? false : `there is no ${folder}`;
const notMapped = loadLibc() === undefined ? "the C library can't be called here" : skip;
const program = "../sync/memory-program.js";

const newName = (): string => `skein-test-${randomBytes(6).toString("hex")}`;
const exists = (name: string): boolean => existsSync(pathOf(name));

/** What is in the folder because of a process. */
const leftBy = (pid: number | undefined): string[] =>
  readdirSync(folder).filter((name) => name.startsWith(`skein_${pid}_`));

function namesIn(line: string): [plain: string, chosen: string] {
  // That is what the program prints.
  return JSON.parse(line) as [string, string];
}

describe("shared memory", { skip }, () => {
  test("is found by its name, and is the same bytes", () => {
    using memory = SharedMemory.create({ size: 100 });
    using again = SharedMemory.open(memory.name);
    assert.equal(again.size, 100);
    assert.deepEqual(again.read(), new Uint8Array(100));
    memory.write(90, Uint8Array.of(1, 2));
    assert.deepEqual([...again.read(89, 4)], [0, 1, 2, 0]);
    assert.deepEqual([...again.read(98)], [0, 0]);
  });
  test("is a view of the memory itself", { skip: notMapped }, () => {
    using memory = SharedMemory.create({ size: 16 });
    using again = SharedMemory.open(memory.name);
    memory.bytes[3] = 5;
    assert.equal(again.bytes[3], 5);
    assert.equal(memory.buffer, memory.buffer);
    assert.equal(Atomics.add(new Int32Array(again.buffer), 1, 7), 0);
    assert.equal(new Int32Array(memory.buffer)[1], 7);
  });

  test("is for its user only", () => {
    using memory = SharedMemory.create({ size: 1 });
    assert.equal(statSync(pathOf(memory.name)).mode & 0o777, 0o600);
  });

  test("is not made twice under one name", () => {
    const name = newName();
    using memory = SharedMemory.create({ size: 1, name });
    assert.equal(memory.name, name);
    assert.throws(() => SharedMemory.create({ size: 1, name }), {
      name: "SkeinError",
      code: "ERR_SKEIN_NAME_TAKEN",
      message: `there is shared memory called '${name}' already`,
    });
    assert.ok(exists(name));
  });

  test("that isn't there can't be opened or unlinked", () => {
    const name = newName();
    const error = {
      code: "ERR_SKEIN_NAME_MISSING",
      message: `there is no shared memory called '${name}'`,
    };
    assert.throws(() => SharedMemory.open(name), error);
    const memory = SharedMemory.create({ size: 1, name });
    memory.unlink();
    assert.throws(() => memory.unlink(), error);
    memory.close();
  });

  test("refuses sizes and names that can't be", () => {
    const name = newName();
    for (const size of [0, -1, 1.5, NaN]) {
      assert.throws(() => SharedMemory.create({ size, name }), {
        name: "MisuseError",
        message: `the shared memory '${name}' can't have a size of ${size} bytes`,
      });
    }
    for (const wrong of ["", ".", "..", "a/b", "/a", "a\0", "x".repeat(256)]) {
      assert.throws(() => SharedMemory.create({ size: 1, name: wrong }), MisuseError);
      assert.throws(() => SharedMemory.open(wrong), MisuseError);
    }
    assert.ok(!exists(name));
  });

  test("for which there is no room is refused at once, and leaves nothing behind", () => {
    const { blocks, bsize } = statfsSync(folder);
    const name = newName();
    const size = (blocks + 1) * bsize;
    assert.throws(
      () => SharedMemory.create({ size, name }),
      (error) =>
        error instanceof MemoryFullError &&
        error.message.includes(`${size} bytes`) &&
        error.message.includes(name),
    );
    assert.ok(!exists(name));
  });

  test("has memory behind all of its bytes from the beginning", () => {
    using memory = SharedMemory.create({ size: 1_000_000 });
    assert.ok(statSync(pathOf(memory.name)).blocks * 512 >= 1_000_000);
  });

  test("names what lies outside", () => {
    using memory = SharedMemory.create({ size: 10 });
    for (const [offset, length] of [
      [5, 6],
      [11, 0],
      [-1, 2],
      [0.5, 1],
    ] as const) {
      assert.throws(() => memory.read(offset, length), RangeError);
      assert.throws(() => memory.write(offset, new Uint8Array(Math.max(length, 10))), RangeError);
    }
    assert.throws(() => memory.read(5, 6), {
      message: `the shared memory '${memory.name}' has 10 bytes, not 6 from byte 5 on`,
    });
  });

  test("that was closed refuses to go on, and still exists", () => {
    const memory = SharedMemory.create({ size: 10 });
    memory.close();
    memory.close();
    for (const use of [
      () => memory.buffer,
      () => memory.bytes,
      () => memory.read(),
      () => memory.write(0, Uint8Array.of(1)),
      () => describeHandle(memory),
    ])
      assert.throws(use, ClosedError);
    using again = SharedMemory.open(memory.name);
    assert.equal(again.size, 10);
    memory.unlink();
    assert.ok(!exists(memory.name));
  });

  test("that was unlinked goes on for those who have it", () => {
    using memory = SharedMemory.create({ size: 10 });
    using again = SharedMemory.open(memory.name);
    memory.unlink();
    memory.write(0, Uint8Array.of(1));
    assert.equal(again.read(0, 1)[0], 1);
  });

  test("is unlinked when who made it is disposed of, not when another is", () => {
    const memory = SharedMemory.create({ size: 10, name: newName() });
    const { length: notes } = leftBy(process.pid);
    SharedMemory.open(memory.name)[Symbol.dispose]();
    assert.ok(exists(memory.name));
    memory[Symbol.dispose]();
    assert.ok(!exists(memory.name));
    assert.equal(leftBy(process.pid).length, notes - 1);
    memory[Symbol.dispose]();
  });

  test("doesn't unlink what another has made under its name", () => {
    const name = newName();
    const memory = SharedMemory.create({ size: 10, name });
    SharedMemory.open(name).unlink();
    using other = SharedMemory.create({ size: 20, name });
    memory[Symbol.dispose]();
    assert.equal(SharedMemory.open(name).size, other.size);
  });

  test("travels as its name", async () => {
    using memory = SharedMemory.create({ size: 10 });
    const child = new Process({
      target: () => {
        memory.write(4, Uint8Array.of(4));
        memory[Symbol.dispose]();
        return memory.size;
      },
    });
    child.start();
    assert.equal(await child.result(), 10);
    assert.equal(memory.read(4, 1)[0], 4);
    assert.ok(exists(memory.name));
  });
});

describe("shared memory that was not unlinked", { skip }, () => {
  for (const what of ["end", "throw"]) {
    test(`is removed when its program ends with ${what}`, async () => {
      const { output } = await finishedProgram(program, [what, newName()]);
      for (const name of namesIn(output)) assert.ok(!exists(name));
      assert.deepEqual(leftBy(pidIn(output)), []);
    });
  }

  test("of a thread stays until the program ends", async () => {
    const child = startProgram(program, ["thread", newName()]);
    const end = finished(child);
    const [made = "", left] = (await end).output.split("\n");
    // The memory without a name of its own, and the note about the other.
    assert.equal(left, "2");
    for (const name of namesIn(made)) assert.ok(!exists(name));
    assert.deepEqual(leftBy(child.pid), []);
  });

  test("is not removed by a program that has only opened it", async () => {
    using memory = SharedMemory.create({ size: 10, name: newName() });
    const { code, errors } = await finishedProgram(program, ["open", memory.name]);
    assert.deepEqual([code, errors], [0, ""]);
    assert.ok(exists(memory.name));
  });

  test("is removed soon after its program was killed", async () => {
    const child = startProgram(program, ["stay", newName()]);
    const names = namesIn(await firstLine(child));
    assert.ok(child.kill("SIGKILL"));
    while (names.some(exists) || leftBy(child.pid).length > 0) await delay(10);
  });
  test("is removed by the next program when what guards it was killed, too", async () => {
    const child = startProgram(program, ["stay", newName()]);
    const names = namesIn(await firstLine(child));
    assert.equal((await finishedProgram(program, ["sweep"])).code, 0);
    // As long as the program lives nobody takes anything away.
    for (const name of names) assert.ok(exists(name));
    const end = finished(child);
    const helpers = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8");
    // Never 0, which would be the test's own group.
    for (const pid of helpers.match(/\d+/g) ?? []) process.kill(Number(pid), "SIGKILL");
    child.kill("SIGKILL");
    await end;
    assert.equal((await finishedProgram(program, ["sweep"])).code, 0);
    for (const name of names) assert.ok(!exists(name));
    assert.deepEqual(leftBy(child.pid), []);
  });

  test("is left alone when its name has come to belong to another", async () => {
    const child = startProgram(program, ["stay", newName()]);
    const [, name] = namesIn(await firstLine(child));
    SharedMemory.open(name).unlink();
    using memory = SharedMemory.create({ size: 33, name });
    const end = finished(child);
    child.kill("SIGKILL");
    await end;
    await finishedProgram(program, ["sweep"]);
    assert.ok(exists(name));
    assert.deepEqual(leftBy(child.pid), []);
    assert.equal(memory.size, 33);
  });
});

describe("shared memory and Python", { skip: noPython === false ? skip : noPython }, () => {
  const name = newName();
  after(() => {
    if (exists(name)) removeFile(name, lstatSync(pathOf(name)).ino);
  });

  test("Python reads and writes what Skein has made", () => {
    using memory = SharedMemory.create({ size: 5_000 });
    memory.write(4_998, Uint8Array.of(1, 2));
    const read = runPython(
      `
memory = SharedMemory(name)
leave(memory)
print(json.dumps([memory.size, *memory.buf[4998:5000]]))
memory.buf[0] = 77
memory.close()
`,
      memory.name,
    );
    assert.deepEqual(read, [5_000, 1, 2]);
    assert.equal(memory.read(0, 1)[0], 77);
  });

  test("Skein reads, writes and unlinks what Python has made", () => {
    runPython("m = SharedMemory(name, create=True, size=3); m.buf[1] = 9; leave(m)", name);
    const memory = SharedMemory.open(name);
    assert.deepEqual([...memory.read()], [0, 9, 0]);
    memory.write(2, Uint8Array.of(8));
    const read = runPython("m = SharedMemory(name); leave(m); print(m.buf[2])", name);
    assert.equal(read, 8);
    memory.unlink();
    memory.close();
    assert.throws(() => runPython("SharedMemory(name)", name), /FileNotFoundError/);
  });
});

/** The memory's owner is in its name. */
function pidIn(output: string): number {
  const [name] = namesIn(output);
  const pid = Number(name.split("_")[1]);
  assert.ok(pid > 0 && pid !== Number(ownTag().split("_")[0]));
  return pid;
}
