import assert from "node:assert/strict";
import { test } from "node:test";
import { HaltWatch, parseHalt } from "../../src/cli/halt.ts";
import type { Outcome } from "../../src/cli/job.ts";
import { returned, threw } from "./surroundings.ts";

const job = { sequence: 1, input: "" };
const good: Outcome = { kind: "ended", job, answer: returned(1), tries: 1 };
const bad: Outcome = { kind: "ended", job, answer: threw("no"), tries: 1 };

function stopsAt(rule: string, outcomes: readonly Outcome[]): number {
  const parsed = parseHalt(rule);
  assert.ok(typeof parsed === "object");
  const watch = new HaltWatch(parsed);
  return outcomes.findIndex((outcome) => watch.reached(outcome));
}

test("a count is reached by that many jobs of its kind", () => {
  assert.equal(stopsAt("now", [good, bad, bad]), 1);
  assert.equal(stopsAt("soon,fail=2", [bad, good, bad, bad]), 2);
  assert.equal(stopsAt("soon,success=2", [good, bad, good]), 2);
  assert.equal(stopsAt("now,done=3", [good, bad, good]), 2);
  assert.equal(stopsAt("soon,fail=4", [bad, bad, bad]), -1);
});

test("a percentage is of the jobs that have ended, and needs three of them", () => {
  assert.equal(stopsAt("soon,fail=50%", [bad, bad, good]), 2);
  assert.equal(stopsAt("soon,fail=50%", [good, good, bad, good, bad, bad]), 5);
  assert.equal(stopsAt("soon,fail=100%", [good, bad, bad, bad]), -1);
});

test("jobs that were stopped don't count", () => {
  assert.equal(stopsAt("now,done=1", [{ kind: "stopped", job }, good]), 1);
});

test("never is no rule, and nonsense is told what there is", () => {
  assert.equal(parseHalt("never"), undefined);
  for (const text of [
    "",
    "later",
    "now,fail=0",
    "now,fail=-1",
    "soon,fail=1.5",
    "soon,fail=101%",
    "now,",
    "soon,lost=1",
  ]) {
    const problem = parseHalt(text);
    assert.ok(
      typeof problem === "string" && problem.includes("is none of: never, now, soon"),
      text,
    );
  }
});
