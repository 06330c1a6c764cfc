import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  commandOf,
  jobLogHeader,
  jobLogLine,
  parseJobLogLine,
} from "../../src/cli/job-log-line.ts";
import { threw } from "./surroundings.ts";

test("a line has the columns of the header, in seconds and bytes", () => {
  const answer = { kind: "returned", json: '"ü"', started: 1_500, runtime: 12.34 } as const;
  const line = jobLogLine("a.ts#f", { sequence: 7, input: "ä" }, answer);
  assert.equal(line, "7\t:\t1.500\t0.012\t2\t4\t0\t0\ta.ts#f ä");
  assert.equal(line.split("\t").length, jobLogHeader.split("\t").length);
});

test("whatever the input, its line is one line, and is read back", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.boolean(), (input, fails) => {
      const answer = fails
        ? threw("no")
        : ({ kind: "returned", json: "1", started: 0, runtime: 0 } as const);
      const line = jobLogLine("f", { sequence: 3, input }, answer);
      assert.ok(!/[\n\r\0]/.test(line));
      const command = commandOf("f", input);
      assert.deepEqual(parseJobLogLine(line), {
        sequence: 3,
        exitValue: fails ? 1 : 0,
        signal: 0,
        command,
      });
    }),
  );
});

test("different inputs are different commands", () => {
  const awkward = fc.string({ unit: fc.constantFrom("\\", "t", "n", "\t", "\n", "0", "\0") });
  fc.assert(
    fc.property(awkward, awkward, (one, other) => {
      assert.equal(commandOf("f", one) === commandOf("f", other), one === other);
    }),
  );
});

test("other text is no line of a job log", () => {
  for (const text of ["", "hello", jobLogHeader, "1\t:\t0.1\t0.1\t1\t1\t0"]) {
    assert.equal(parseJobLogLine(text), undefined, text);
  }
});

test("a line that GNU parallel wrote is read", () => {
  const line = "3\t:\t1700000000.123\t     0.004\t0\t2\t-1\t15\tsleep 10";
  assert.deepEqual(parseJobLogLine(line), {
    sequence: 3,
    exitValue: -1,
    signal: 15,
    command: "sleep 10",
  });
});
