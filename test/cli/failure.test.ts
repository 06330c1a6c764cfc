import assert from "node:assert/strict";
import { test } from "node:test";
import { failureReport } from "../../src/cli/failure-report.ts";
import { failureOf } from "../../src/cli/failure.ts";

const job = { sequence: 3, input: "a\tb" };

class OddError extends Error {}

test("a failure has the error's class, its message and the user's own place", () => {
  const error = new OddError("bad");
  error.stack = [
    "Error: bad",
    "    at Object.parse (node:internal/json:1:1)",
    "    at parse (file:///app/node_modules/parser/index.js:1:1)",
    "    at hash (file:///app/hash.ts:12:3)",
    "    at runJob (file:///app/dist/src/cli/job-entry.js:1:1)",
  ].join("\n");
  const failure = failureOf(error);
  assert.equal(failure.name, "OddError");
  assert.equal(failure.place, "at hash (/app/hash.ts:12:3)");
  assert.equal(
    failureReport(job, failure, { tries: 1, verbose: false }),
    'skein: job 3 failed: OddError: bad\n    input: "a\\tb"\n    at hash (/app/hash.ts:12:3)',
  );
});

test("anything may be thrown", () => {
  for (const thrown of [undefined, null, "text", 5, { a: 1 }, Object.create(null)]) {
    const report = failureReport(job, failureOf(thrown), { tries: 2, verbose: true });
    assert.match(report, /^skein: job 3 failed after 2 tries: Error: a job threw /);
  }
});

test("verbose shows the causes, too", () => {
  const error = new Error("outer", { cause: new Error("inner") });
  assert.match(
    failureReport(job, failureOf(error), { tries: 1, verbose: true }),
    /\[cause\]: Error: inner/,
  );
});

test("a long input is cut, and lines of a message are indented", () => {
  const report = failureReport(
    { sequence: 1, input: "x".repeat(1_000) },
    failureOf(new Error("a\nb")),
    {
      tries: 1,
      verbose: false,
    },
  );
  assert.match(
    report,
    /^skein: job 1 failed: Error: a\n {4}b\n {4}input: "x{200}"… \(1000 characters\)/,
  );
});
