import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { describe, it } from "node:test";
import { LocalSpace } from "../../src/memory/local-memory.ts";
import type { Waiting } from "../../src/memory/memory.ts";
import { SLOT_SET_WORDS, SlotSet } from "../../src/memory/slot-set.ts";
import { Spinner } from "../../src/memory/spinner.ts";

const skip = availableParallelism() < 2 && "on one core nobody can let go while somebody tries";
/** More than it takes until only probes are left. */
const many = 20;

describe("Spinner", () => {
  it("tries until the attempt gives something", { skip }, () => {
    const { waiting, attempts } = waitingFor((count) => (count === 3 ? "it" : undefined));
    assert.equal(new Spinner().spin(waiting), "it");
    assert.equal(attempts(), 3);
  });

  it("gives up when the attempt gives nothing", () => {
    assert.equal(new Spinner().spin(waitingFor(() => undefined).waiting), undefined);
  });

  it(
    "doesn't try where that hasn't helped many times in a row, except now and then",
    { skip },
    () => {
      const { waiting, attempts } = waitingFor(() => undefined);
      const spinner = new Spinner();
      for (let round = 0; round < many; round += 1) spinner.spin(waiting);
      const before = attempts();
      spinner.spin(waiting);
      assert.equal(attempts(), before);
      for (let round = 0; round < 100; round += 1) spinner.spin(waiting);
      assert.ok(attempts() > before);
    },
  );

  it("tries again from the probe on that has helped", { skip }, () => {
    const spinner = new Spinner();
    const vain = waitingFor(() => undefined).waiting;
    for (let round = 0; round < many; round += 1) spinner.spin(vain);
    const { waiting } = waitingFor(() => "it");
    let round = 0;
    while (spinner.spin(waiting) === undefined) assert.ok((round += 1) < 100);
    assert.equal(spinner.spin(waiting), "it");
  });
});

function waitingFor(attempt: (count: number) => string | undefined): {
  waiting: Waiting<string>;
  attempts: () => number;
} {
  const block = new LocalSpace().join().allocate({ kind: 1, bytes: SLOT_SET_WORDS * 4 });
  let count = 0;
  const waiting = { set: new SlotSet(block, 0), attempt: () => attempt((count += 1)) };
  return { waiting, attempts: () => count };
}
