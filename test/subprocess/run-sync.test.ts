import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { Worker } from "node:worker_threads";
import { MisuseError } from "../../src/errors.ts";
import type { Command } from "../../src/subprocess/command.ts";
import { runSync, type SyncOptions } from "../../src/subprocess/run-sync.ts";
import type { SyncTask } from "./sync-thread.ts";

/** What comes of `runSync` in a thread: the fields of the result or of the error. */
async function inThread(
  command: Command,
  options: SyncOptions = {},
): Promise<Record<string, unknown>> {
  const workerData: SyncTask = { command, options };
  const worker = new Worker(new URL("sync-thread.js", import.meta.url), { workerData });
  const [message] = (await once(worker, "message")) as [Record<string, unknown>];
  return message;
}

describe("runSync", () => {
  it("isn't allowed on the main thread", () => {
    assert.throws(() => runSync(["true"]), MisuseError);
  });

  it("gives the return code and the output", async () => {
    const line = "cat; echo no >&2; exit 3";
    const options = { captureOutput: true, input: "é" };
    const completed = await inThread(["sh", "-c", line], options);
    const { returncode, stdout, stderr } = completed;
    assert.deepEqual([returncode, stdout, stderr], [3, "é", "no\n"]);
    const killed = await inThread("kill -9 $$", { shell: true });
    assert.deepEqual([killed["returncode"], killed["stdout"]], [-9, undefined]);
  });

  it("gives bytes", async () => {
    const completed = await inThread(["printf", "a"], { captureOutput: true, encoding: "buffer" });
    assert.deepEqual(completed["stdout"], new Uint8Array([0x61]));
  });

  it("throws the errors of run", async () => {
    const failed = await inThread(["sh", "-c", "echo a; exit 2"], {
      captureOutput: true,
      check: true,
    });
    assert.deepEqual(
      [failed["code"], failed["returncode"], failed["stdout"]],
      ["ERR_SKEIN_CALLED_PROCESS", 2, "a\n"],
    );
    const expired = await inThread(["sleep", "1000"], { timeout: 50 });
    assert.deepEqual([expired["timeout"], expired["command"]], [50, ["sleep", "1000"]]);
    const missing = await inThread(["skein-has-no-such-program"]);
    assert.deepEqual(
      [missing["code"], missing["reason"]],
      ["ERR_SKEIN_PROGRAM_NOT_STARTED", "ENOENT"],
    );
    const long = await inThread(["yes"], { captureOutput: true, maxBuffer: 1000 });
    assert.deepEqual([long["code"], long["limit"]], ["ERR_SKEIN_OUTPUT_TOO_LONG", 1000]);
  });
});
