import assert from "node:assert/strict";
import { test } from "node:test";
import { Backlog } from "../../src/thread/backlog.ts";
import type { LightRun } from "../../src/thread/light-run.ts";

/** As much of a run as a backlog looks at. */
function run(number: number, ended = false): LightRun {
  return { number, exit: ended ? { exitCode: 0 } : undefined } as unknown as LightRun;
}

test("a backlog gives what it was given, in order, however much that is", () => {
  const backlog = new Backlog();
  for (let number = 0; number < 10_000; number += 1) backlog.add(run(number));
  for (let number = 0; number < 10_000; number += 1) {
    assert.equal(backlog.take()?.number, number);
    backlog.add(run(10_000 + number));
  }
  assert.equal(backlog.list().length, 10_000);
  assert.equal(backlog.list()[0]?.number, 10_000);
  for (let number = 10_000; number < 20_000; number += 1)
    assert.equal(backlog.take()?.number, number);
  assert.equal(backlog.take(), undefined);
});

test("a backlog passes over what has ended", () => {
  const backlog = new Backlog();
  for (const each of [run(1, true), run(2), run(3, true), run(4)]) backlog.add(each);
  assert.deepEqual(
    backlog.list().map(({ number }) => number),
    [2, 4],
  );
  assert.equal(backlog.take()?.number, 2);
  assert.equal(backlog.take()?.number, 4);
  assert.equal(backlog.take(), undefined);
});
