import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { linesOf } from "./program-lines.ts";

describe("examples of other programs", () => {
  it("30: programs are called, told what to do, captured and seen to fail", async () => {
    assert.deepEqual(await linesOf("30-subprocess-call"), [
      "$ expr 6 '*' 7",
      "42",
      "Exit code: 0",
      "$ sh",
      "it said: first",
      "it complained: second",
      "Exit code: 3",
      "captured: Skein & Co",
      "failed with 1 after: half",
      "took too long and was killed",
      'ENOENT: no program "no-such-program" was found in PATH',
    ]);
  });

  it("31: programs are connected by pipes and end each other", async () => {
    assert.deepEqual(await linesOf("31-pipes-between-programs"), [
      "files: 3",
      "counted: 200000 again",
      "the endless one was ended by signal 13",
    ]);
  });

  it("32: lines come while the program still runs", async () => {
    assert.deepEqual(await linesOf("32-real-time-output"), [
      "it says: step 1",
      "it says: step 2",
      "it says: step 3",
      "it says: done",
      "the first line came while others were still to be written: true",
      "hello Alice",
      "hello Bob",
      "exit code: 0",
    ]);
  });
});
