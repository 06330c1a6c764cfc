import assert from "node:assert/strict";
import { test } from "node:test";
import { BackOff } from "../../src/web/back-off.ts";

test("the first failure costs no time, each further one twice the one before, up to a limit", () => {
  const backOff = new BackOff({ first: 100, longest: 1_000, healthy: 10_000 });
  const pauses = Array.from({ length: 7 }, () => backOff.failed(5, 0));
  assert.deepEqual(pauses, [0, 100, 200, 400, 800, 1_000, 1_000]);
  assert.equal(backOff.notBefore, 1_000);
});

test("a healthy life, or new code, begins anew", () => {
  const backOff = new BackOff();
  for (let times = 0; times < 5; times += 1) backOff.failed(0, 0);
  assert.equal(backOff.failed(10_000, 0), 0);
  assert.ok(backOff.failed(0, 50) > 0);
  backOff.reset();
  assert.equal(backOff.notBefore, Number.NEGATIVE_INFINITY);
  assert.equal(backOff.failed(0, 0), 0);
});
