import assert from "node:assert/strict";
import { test } from "node:test";
import { HandOut } from "../../src/cli/hand-out.ts";

test("nothing waits in a worker's hands before anything is known, or when jobs are long", () => {
  const handOut = new HandOut(3);
  assert.equal(handOut.size, 3);
  handOut.learn(500);
  assert.equal(handOut.size, 3);
});

test("short jobs are handed out by the handful, up to a limit", () => {
  const handOut = new HandOut(2);
  handOut.learn(1);
  assert.equal(handOut.size, 2 * 11);
  const quick = new HandOut(2);
  quick.learn(0);
  assert.equal(quick.size, 2 * 257);
});

test("one long job is enough to be careful again", () => {
  const handOut = new HandOut(2);
  for (let jobs = 0; jobs < 100; jobs += 1) handOut.learn(0.1);
  handOut.learn(1_000);
  assert.equal(handOut.size, 2);
});

test("trust comes back with many short jobs", () => {
  const handOut = new HandOut(2);
  handOut.learn(1_000);
  for (let jobs = 0; jobs < 200; jobs += 1) handOut.learn(0.1);
  assert.ok(handOut.size > 100);
});
