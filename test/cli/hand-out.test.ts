import assert from "node:assert/strict";
import { test } from "node:test";
import { HandOut } from "../../src/cli/hand-out.ts";

function afterJobs(handOut: HandOut, count: number, runtime: number): number {
  for (let jobs = 0; jobs < count; jobs += 1) handOut.learn(runtime);
  return handOut.size;
}

test("nothing waits in a worker's hands before much is known, or when jobs are long", () => {
  const handOut = new HandOut(3);
  assert.equal(handOut.size, 3);
  assert.equal(afterJobs(handOut, 20, 0.1), 3);
  assert.equal(afterJobs(handOut, 1_000, 500), 3);
});

test("many short jobs are handed out by the handful, up to a limit", () => {
  assert.equal(afterJobs(new HandOut(2), 1_000, 1), 2 * 11);
  assert.equal(afterJobs(new HandOut(2), 10_000, 0), 2 * 257);
  assert.equal(afterJobs(new HandOut(2), 32, 0), 2 * 3);
});

test("one long job is enough to be careful again, and trust comes back with many short ones", () => {
  const handOut = new HandOut(2);
  assert.ok(afterJobs(handOut, 1_000, 0.1) > 100);
  assert.equal(afterJobs(handOut, 1, 1_000), 2);
  assert.equal(afterJobs(handOut, 20, 0.1), 2);
  assert.ok(afterJobs(handOut, 2_000, 0.1) > 100);
});
