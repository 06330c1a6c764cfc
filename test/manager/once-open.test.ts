import assert from "node:assert/strict";
import { test } from "node:test";
import { TimeoutError } from "../../src/errors.ts";
import { onceOpen } from "../../src/manager/once-open.ts";
import { defer } from "../../src/task/deferred.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";

test("a call begins with what is opened, and fails as the opening does", async () => {
  const answer = onceOpen(Promise.resolve("line"), {}, async (place) => `answer of ${place}`);
  assert.equal(await answer, "answer of line");
  const failed = onceOpen(Promise.reject(new Error("closed")), { blocking: true }, async () => 1);
  await assert.rejects(failed, /closed/);
});

test("a caller that has gone begins nothing", async () => {
  using clock = new VirtualClock().install();
  const opening = defer<string>();
  const begun: string[] = [];
  const begin = async (place: string): Promise<void> => void begun.push(place);
  const controller = new AbortController();
  const aborted = onceOpen(opening.promise, { signal: controller.signal }, begin);
  const late = onceOpen(opening.promise, { patience: 100 }, begin);
  const others = onceOpen(opening.promise, { patience: 200 }, begin);
  const outcomes = Promise.allSettled([aborted, late]);
  controller.abort(new Error("changed my mind"));
  await clock.advance(100);
  const [first, second] = await outcomes;
  assert.match(String(first.status === "rejected" && first.reason), /changed my mind/);
  assert.ok(second.status === "rejected" && second.reason instanceof TimeoutError);
  opening.resolve("line");
  await others;
  assert.deepEqual(begun, ["line"]);
});
