import assert from "node:assert/strict";
import { test } from "node:test";
import { processFlags, threadFlags } from "../../src/worker/exec-flags.ts";

test("what the parent itself runs or is debugged with is left out, with its value", () => {
  const own = [
    "--input-type=module",
    "--eval",
    "code",
    "-p",
    "more code",
    "--inspect-brk=127.0.0.1:9229",
    "--inspect-port",
    "0",
    "--test",
    "--watch",
  ];
  assert.deepEqual(processFlags(own), []);
  assert.deepEqual(threadFlags([], own), []);
});

test("what shapes the runtime is passed on, with its value", () => {
  const own = ["--import", "tsx", "-C", "development", "--no-warnings", "--max-old-space-size=64"];
  assert.deepEqual(processFlags(own), own);
});

test("a thread inherits by itself as long as nothing must be left out or added", () => {
  assert.equal(threadFlags([], ["--import", "tsx", "--max-old-space-size=64"]), undefined);
  assert.equal(threadFlags(undefined, []), undefined);
});

test("flags of the whole process aren't named again for a thread, which would refuse them", () => {
  const own = [
    "--expose-gc",
    "--max-old-space-size=64",
    "--import",
    "tsx",
    "--conditions=x",
    "-e",
    "1",
  ];
  assert.deepEqual(threadFlags([], own), ["--import", "tsx", "--conditions=x"]);
  assert.deepEqual(threadFlags(["--no-warnings"], own), [
    "--import",
    "tsx",
    "--conditions=x",
    "--no-warnings",
  ]);
});

test("a value in the next argument is not taken for a flag", () => {
  assert.deepEqual(processFlags(["--require", "--inspect"]), ["--require", "--inspect"]);
});
