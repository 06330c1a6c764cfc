import assert from "node:assert/strict";
import { test } from "node:test";
import { isAmong, nextCount } from "../../src/manager/answer-count.ts";

test("answers are counted on, also where the numbers begin anew", () => {
  const before = 2 ** 31 - 3;
  const counts = [before];
  for (let more = 0; more < 5; more += 1) counts.push(nextCount(counts.at(-1) ?? 0));
  assert.deepEqual(counts, [before, before + 1, before + 2, 0, 1, 2]);
  counts.forEach((read, reads) =>
    counts.forEach((count, written) => assert.equal(isAmong(count, read), written <= reads)),
  );
});
