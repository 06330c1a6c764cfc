import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { FakeRunner, returned, stage, threw, until } from "./surroundings.ts";

function temporary(name: string): string {
  return join(mkdtempSync(join(tmpdir(), "skein-cli-")), name);
}

test("a job that Ctrl-C ended is not in the log, and runs again with --resume", async () => {
  const log = temporary("jobs.log");
  const first = new FakeRunner((job) => (job.input === "a" ? returned(1) : new Promise(() => {})));
  const run = stage(first, { inputs: ["a", "b", "c"], jobLog: log });
  await until(() => readFileSync(log, "utf8").includes(" a\n"));
  for (let presses = 0; presses < 2; presses += 1) run.signals.emit("SIGINT");
  await run.status;
  const second = new FakeRunner(() => returned(2));
  const resumed = stage(second, { inputs: ["a", "b", "c"], jobLog: log, resume: "all" });
  assert.equal(await resumed.status, 0);
  assert.deepEqual(
    second.begun.map(({ input }) => input),
    ["b", "c"],
  );
  assert.match(resumed.messages.text, /2 ok, 1 skipped/);
});

test("--resume skips failures, --resume-failed runs them again", async () => {
  const log = temporary("jobs.log");
  const inputs = ["a", "b", "c"];
  await stage(new FakeRunner(({ input }) => (input === "b" ? threw("no") : returned(1))), {
    inputs,
    jobLog: log,
  }).status;
  const all = new FakeRunner(() => returned(2));
  assert.equal(await stage(all, { inputs, jobLog: log, resume: "all" }).status, 0);
  assert.equal(all.begun.length, 0);
  const failed = new FakeRunner(() => returned(2));
  assert.equal(await stage(failed, { inputs, jobLog: log, resume: "succeeded" }).status, 0);
  assert.deepEqual(failed.begun, [{ sequence: 2, input: "b" }]);
  const again = new FakeRunner(() => returned(2));
  await stage(again, { inputs, jobLog: log, resume: "succeeded" }).status;
  assert.equal(again.begun.length, 0);
});

test("--resume with other inputs is refused instead of skipping the wrong jobs", async () => {
  const log = temporary("jobs.log");
  await stage(new FakeRunner(() => returned(1)), { inputs: ["a", "b"], jobLog: log }).status;
  const runner = new FakeRunner(() => returned(1));
  const { messages, status } = stage(runner, { inputs: ["x", "b"], jobLog: log, resume: "all" });
  assert.equal(await status, 255);
  assert.match(messages.text, /job 1 of the job log was not "node:path#basename x"/);
});

test("a last line that was cut short is cut off, and its job runs again", async () => {
  const log = temporary("jobs.log");
  await stage(new FakeRunner(() => returned(1)), { inputs: ["a", "b"], jobLog: log }).status;
  const whole = readFileSync(log, "utf8");
  writeFileSync(log, whole.slice(0, -5));
  const runner = new FakeRunner(() => returned(1));
  assert.equal(await stage(runner, { inputs: ["a", "b"], jobLog: log, resume: "all" }).status, 0);
  assert.deepEqual(runner.begun, [{ sequence: 2, input: "b" }]);
  assert.equal(readFileSync(log, "utf8").split("\n").length, whole.split("\n").length);
});

test("--resume refuses a file that is no job log, and leaves it as it is", async () => {
  const log = temporary("notes.txt");
  for (const content of ["my diary\nline two\n", "no newline", "Seq\tHo\tst\n"]) {
    writeFileSync(log, content);
    const { messages, status } = stage(new FakeRunner(() => returned(1)), {
      inputs: ["a"],
      jobLog: log,
      resume: "all",
    });
    assert.equal(await status, 255);
    assert.match(messages.text, /is not a job log/);
    assert.equal(readFileSync(log, "utf8"), content);
  }
});

test(
  "a full disk under the job log ends the run with its error",
  { skip: process.platform !== "linux" },
  async () => {
    const { messages, status } = stage(new FakeRunner(() => returned(1)), {
      inputs: ["a", "b"],
      jobLog: "/dev/full",
    });
    assert.equal(await status, 255);
    assert.match(messages.text, /the job log \/dev\/full can't be written: ENOSPC/);
  },
);
