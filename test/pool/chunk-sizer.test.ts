import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ChunkSizer } from "../../src/pool/chunk-sizer.ts";
import { CostEstimate } from "../../src/scheduler/cost.ts";

function costing(milliseconds: number): CostEstimate {
  const cost = new CostEstimate();
  cost.observe(milliseconds);
  return cost;
}

describe("ChunkSizer", () => {
  it("sends single items while their cost is unknown", () => {
    const sizer = new ChunkSizer({ cost: new CostEstimate(), workers: 2 });
    assert.deepEqual([sizer.next(1_000), sizer.next(1_000)], [1, 1]);
  });

  it("grows step by step to about 1.5 ms of work", () => {
    const sizer = new ChunkSizer({ cost: costing(0.02), workers: 2 });
    assert.deepEqual(
      [1, 2, 3, 4, 5].map(() => sizer.next(100_000)),
      [4, 16, 64, 75, 75],
    );
  });

  it("shares out the end", () => {
    const sizer = new ChunkSizer({ cost: costing(0.001), workers: 2 });
    for (let count = 0; count < 10; count++) sizer.next(Number.POSITIVE_INFINITY);
    assert.deepEqual([sizer.next(100), sizer.next(4), sizer.next(1)], [25, 1, 1]);
  });

  it("sends long items one at a time", () => {
    assert.equal(new ChunkSizer({ cost: costing(100), workers: 2 }).next(1_000), 1);
  });

  it("keeps to a fixed size, and to a limit", () => {
    assert.equal(new ChunkSizer({ cost: costing(100), workers: 2, fixed: 7 }).next(1_000), 7);
    const limited = new ChunkSizer({ cost: costing(0.0001), workers: 2, most: 3 });
    assert.deepEqual([limited.next(1_000), limited.next(1_000)], [3, 3]);
  });
});
