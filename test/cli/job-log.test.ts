import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { JobLog } from "../../src/cli/job-log.ts";
import { commandOf, jobLogHeader, jobLogLine } from "../../src/cli/job-log-line.ts";
import { returned } from "./surroundings.ts";

function temporary(): string {
  return join(mkdtempSync(join(tmpdir(), "skein-log-")), "jobs.log");
}

function lineOf(sequence: number, input: string): string {
  return jobLogLine("f", { sequence, input }, returned(1));
}

test("without resuming a log begins anew", () => {
  const path = temporary();
  writeFileSync(path, "what was there\n".repeat(100));
  const log = new JobLog(path, "none");
  log.append(lineOf(1, "a"));
  log.close();
  assert.equal(readFileSync(path, "utf8"), `${jobLogHeader}\n${lineOf(1, "a")}\n`);
});

test("a log cut off at any byte is resumed with the lines that are whole", () => {
  const path = temporary();
  const lines = [jobLogHeader, lineOf(1, "one"), lineOf(2, "ü\ntwo")];
  const whole = Buffer.from(lines.map((line) => `${line}\n`).join(""));
  for (let cut = 0; cut <= whole.length; cut += 1) {
    writeFileSync(path, whole.subarray(0, cut));
    const log = new JobLog(path, "all");
    const count = whole.subarray(0, cut).toString("latin1").split("\n").length - 1;
    assert.equal(
      log.finished.find(1, commandOf("f", "one")) === "finished",
      count > 1,
      `cut at ${cut}`,
    );
    assert.equal(
      log.finished.find(2, commandOf("f", "ü\ntwo")) === "finished",
      count > 2,
      `cut at ${cut}`,
    );
    log.append("end");
    log.close();
    const kept = lines.slice(0, Math.max(1, count));
    assert.equal(readFileSync(path, "utf8"), [...kept, "end", ""].join("\n"), `cut at ${cut}`);
  }
});

test("a log of many lines, longer than a chunk of the reader, is read whole", () => {
  const path = temporary();
  const count = 20_000;
  const lines = Array.from({ length: count }, (_, index) =>
    lineOf(index + 1, "x".repeat(index % 300)),
  );
  writeFileSync(path, `${[jobLogHeader, ...lines].join("\n")}\n`);
  const { finished } = new JobLog(path, "all");
  for (let sequence = 1; sequence <= count; sequence += 1) {
    assert.equal(
      finished.find(sequence, commandOf("f", "x".repeat((sequence - 1) % 300))),
      "finished",
    );
  }
  assert.equal(finished.find(count + 1, "f "), "unknown");
  assert.equal(finished.find(1, "g "), "different");
});

test("a strange line in a log is told with its number", () => {
  const path = temporary();
  writeFileSync(path, `${jobLogHeader}\n${lineOf(1, "a")}\nhello\n`);
  assert.throws(() => new JobLog(path, "all"), /line 3, is not a line of a job log: "hello"/);
});

test("a log that can't be opened is an error with the reason", () => {
  assert.throws(
    () => new JobLog(join(tmpdir(), "no such directory", "log"), "none"),
    /can't be opened: ENOENT/,
  );
});
