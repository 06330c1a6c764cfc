import assert from "node:assert/strict";
import { test } from "node:test";
import type { SharedArray } from "../../src/sync/shared-array.ts";
import { count, countLatency, Counters, latencyBounds, slot } from "../../src/web/counters.ts";
import { addRows, latency, traffic } from "../../src/web/statistics.ts";
import { Process } from "../../src/worker/process.ts";

test("each lane has a row of its own, and the rows of a worker that was killed can be read", async () => {
  const counters = Counters.create(2);
  const child = new Process({
    target: (array: SharedArray<"float64">) => {
      const { row, publish } = new Counters(array).row(1);
      count(row, slot.requests, 5);
      publish();
      process.kill(process.pid, "SIGKILL");
    },
    args: [counters.array],
  });
  child.start();
  await child.join();
  const { row } = counters.row(0);
  count(row, slot.requests, 2);
  const [first, second] = counters.rows();
  assert.deepEqual([first?.[slot.requests], second?.[slot.requests]], [2, 5]);
  counters.close();
});

test("a latency falls into the first class that it doesn't exceed", () => {
  const counters = Counters.create(1);
  const { row } = counters.row(0);
  for (const milliseconds of [0, 1, 1.001, 10_000, 10_001]) countLatency(row, milliseconds);
  const { counts, sum } = latency(row);
  assert.equal(counts.length, latencyBounds.length + 1);
  assert.deepEqual([counts[0], counts[1], counts.at(-2), counts.at(-1)], [2, 1, 1, 1]);
  assert.ok(Math.abs(sum - 20.003_001) < 0.01);
  counters.close();
});

test("what had been counted before the end of a worker is added, what only was so while it lived isn't", () => {
  const counters = Counters.create(2);
  for (const lane of [0, 1]) {
    const { row } = counters.row(lane);
    count(row, slot.requests, 3);
    count(row, slot.inFlight, 1);
    count(row, slot.connections, 2);
  }
  const living = traffic(addRows(counters.rows(), { withGauges: true }));
  assert.deepEqual([living.requests, living.inFlight, living.connections], [6, 2, 4]);
  const dead = traffic(addRows(counters.rows(), { withGauges: false }));
  assert.deepEqual([dead.requests, dead.inFlight, dead.connections], [6, 0, 0]);
  counters.close();
});
