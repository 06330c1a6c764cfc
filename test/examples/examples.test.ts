import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { count, folder, linesOf } from "./program-lines.ts";

const run = promisify(execFile);

describe("examples", () => {
  it("01: a process runs its target and is waited for", async () => {
    assert.deepEqual(await linesOf("01-process"), [
      "Parent process PID.",
      "Child process will start.",
      "Run child process test (PID)...",
      "Child process end.",
    ]);
  });

  it("02: a forked body knows its parent's variables", async () => {
    const { stdout } = await run(process.execPath, [`${folder}02-fork.js`]);
    const pids = [...stdout.matchAll(/\d+/g)].map(([pid]) => pid);
    const [parent, again, child, inChild, parentInChild] = pids;
    assert.deepEqual([again, inChild, parentInChild], [parent, child, parent], stdout);
    assert.notEqual(child, parent);
  });

  it("03: the pid is known from the start on", async () => {
    assert.deepEqual(await linesOf("03-pid"), [
      "main pid PID",
      "before start: undefined",
      "after start: PID",
      "child runs as Process-1",
      "exit code: 0",
    ]);
  });

  it("04: a daemon ends with its parent", async () => {
    const lines = await linesOf("04-daemon");
    assert.equal(lines.at(-1), "main is done");
    // Whether the daemon gets as far as its first line is up to the machine; its last one it never says.
    assert.deepEqual(
      lines.slice(0, -1).filter((line) => line !== "daemon works"),
      [],
    );
  });

  it("05: a terminated process tells the signal", async () => {
    assert.deepEqual(await linesOf("05-terminate"), ["alive: true", "alive: false exit code: -15"]);
  });

  it("06: a subclass runs in the child with what its constructor set", async () => {
    assert.deepEqual(await linesOf("06-subclass"), [
      "init...",
      "run...",
      "task: hello from Greeter, child: true",
    ]);
  });

  it("07: a pool runs all tasks before join returns", async () => {
    const lines = await linesOf("07-pool");
    assert.equal(lines[0], "Parent process PID.");
    assert.equal(lines[1], "Waiting for all subprocesses done...");
    for (let task = 0; task < 5; task++) {
      assert.equal(count(lines, `Run task ${task} (PID)...`), 1, lines.join("\n"));
      assert.equal(count(lines, `Task ${task} runs N seconds.`), 1, lines.join("\n"));
    }
    assert.equal(lines.at(-1), "All subprocesses done.");
    assert.equal(lines.length, 13);
  });

  it("08: a pool has a worker for each core, and its block ends when it has", async () => {
    const lines = await linesOf("08-pool-of-all-cores");
    assert.match(lines[0] ?? "", /^(\d+) cores, \1 workers$/);
    assert.equal(count(lines, "Results: [ 0, 1, 4, 9 ]"), 1, lines.join("\n"));
    assert.equal(lines.at(-1), "All subprocesses done.");
  });

  it("09: callbacks are told of values and errors", async () => {
    const lines = await linesOf("09-callback");
    for (const index of [0, 1, 2, 3, 4, 7]) assert.equal(count(lines, `${index}-------555`), 1);
    for (const index of [0, 1, 2, 3]) assert.equal(count(lines, `done with ${index}`), 1);
    assert.equal(count(lines, "failed: RangeError: four is too many"), 1);
    assert.equal(count(lines, "got 7 again 7 successful true"), 1);
    assert.equal(lines.at(-1), "all tasks are over");
  });

  it("10: a thread pool does the same", async () => {
    assert.deepEqual(await linesOf("10-thread-pool"), [
      "[ 3, 6, 9, 12 ]",
      "[ 8, 9 ]",
      "one task",
      "all tasks are over",
    ]);
  });

  it("11: a thread has a name and is joined", async () => {
    assert.deepEqual(await linesOf("11-thread"), [
      "thread MainThread is running...",
      "thread LoopThread is running...",
      ...[1, 2, 3, 4, 5].map((step) => `thread LoopThread >>> ${step}`),
      "thread LoopThread ended.",
      "thread MainThread ended.",
    ]);
  });

  it("12: imap takes what it needs of an endless source", async () => {
    assert.deepEqual(await linesOf("12-lazy-results"), ["2 3 5 7 11 13 17 19 23 29"]);
  });

  it("13: a call reports, is stopped, and leaves its worker alive", async () => {
    assert.deepEqual(await linesOf("13-stop-and-report"), [
      "step 1",
      "step 2",
      "step 3",
      "counted to 3",
      "stopped: Error: that will do",
      "the same worker goes on: 42",
    ]);
  });

  it("each numbered program has its test here or in the other files", () => {
    // As everywhere the tests run from the project's folder.
    const tests = readdirSync("test/examples").map((name) =>
      readFileSync(join("test/examples", name), "utf8"),
    );
    const programs = readdirSync(folder).filter((name) => /^\d\d-.*\.js$/.test(name));
    assert.ok(programs.length > 40);
    for (const program of programs) {
      const name = program.replace(".js", "");
      assert.ok(
        tests.some((text) => text.includes(name)),
        `no test of ${name}`,
      );
    }
  });
});
