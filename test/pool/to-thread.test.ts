import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { isMainThread } from "node:worker_threads";
import { toProcess, toThread } from "../../src/pool/to-thread.ts";
import { Task } from "../../src/task/task.ts";
import { rejects } from "../task/rejects.ts";

describe("toThread", () => {
  it("runs a function with its arguments in a thread", async () => {
    const factor = 3;
    const [product, main] = await toThread((value: number) => [value * factor, isMainThread], 14);
    assert.deepEqual([product, main], [42, false]);
  });

  it("throws what the function throws", async () => {
    await rejects(
      toThread(() => {
        throw new RangeError("no");
      }),
      RangeError,
    );
  });

  it("is stopped when the task around it is cancelled", async () => {
    const task = Task.run(() => toThread(() => new Promise(() => {})));
    task.cancel("enough");
    await rejects(task, "enough");
  });
});

describe("toProcess", () => {
  it("runs a function in a process", async () => {
    assert.notEqual(await toProcess(() => process.pid), process.pid);
  });
});

it("the pools of toThread and toProcess don't keep a finished program alive", async () => {
  const file = new URL("../../src/pool/to-thread.js", import.meta.url).href;
  const body = `import { toProcess, toThread } from ${JSON.stringify(file)};
    console.log(await toThread((x) => x * 2, 21), await toProcess((x) => x * 2, 4));`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--input-type=module",
    "--eval",
    body,
  ]);
  assert.equal(stdout, "42 8\n");
});
