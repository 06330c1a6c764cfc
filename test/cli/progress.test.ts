import assert from "node:assert/strict";
import { test } from "node:test";
import { Progress } from "../../src/cli/progress.ts";
import { progressLine } from "../../src/cli/progress-line.ts";
import { RateMeter } from "../../src/cli/rate-meter.ts";
import { Tally } from "../../src/cli/tally.ts";
import { Sink } from "./surroundings.ts";

const state = { done: 450, failed: 0, total: 1_000, elapsed: 5_000, rate: 50 };

test("with a total the line has a bar, the rate and the time left", () => {
  assert.equal(progressLine(state, "==--"), "[==--]  45% | 450/1000 | 50/s | 0:11 left");
  assert.equal(
    progressLine({ ...state, rate: 0.05 }, ""),
    "[]  45% | 450/1000 | 0.1/s | 3:03:20 left",
  );
});

test("without a total the line has what is done, the rate and the time so far", () => {
  assert.equal(
    progressLine({ ...state, total: undefined, failed: 2 }, ""),
    "450 done | 50/s | 0:05 | 2 failed",
  );
});

test("before the first job has ended there is no rate", () => {
  assert.equal(
    progressLine({ ...state, done: 0, rate: undefined }, "--"),
    "[--]   0% | 0/1000 | -/s",
  );
});

test("no jobs at all are all done", () => {
  assert.match(progressLine({ ...state, done: 0, total: 0 }, "="), /100%/);
});

test("the rate is that of the last ten seconds", () => {
  const meter = new RateMeter(0);
  assert.equal(meter.rate(0), undefined);
  meter.note(100, 1_000);
  assert.equal(meter.rate(1_000), 100);
  for (let time = 1_000; time <= 60_000; time += 250) meter.note(100 + (time - 1_000) / 100, time);
  const rate = meter.rate(60_000) ?? 0;
  assert.ok(rate > 9.9 && rate < 10.1, String(rate));
});

test("the rate falls when nothing ends any more", () => {
  const meter = new RateMeter(0);
  meter.note(10, 1_000);
  assert.equal(meter.rate(2_000), 5);
  assert.equal(meter.rate(10_000), 1);
});

test("the progress line is redrawn in place, never longer than the terminal is wide, and goes when it stops", () => {
  const stream = new Sink({ isTTY: true });
  const tally = new Tally();
  let now = 0;
  const progress = new Progress({ stream, tally, total: () => 4, now: () => now });
  assert.match(stream.text, /^\r\[-{24}\]   0% \| 0\/4/);
  tally.succeeded = 1;
  tally.failed = 1;
  now = 1_000;
  progress.stop();
  assert.match(stream.text, /\[={12}-{12}\]  50% \| 2\/4 \| 2\.0\/s \| 0:01 left \| 1 failed/);
  assert.ok(stream.text.endsWith("\r\u001B[K"));
  assert.ok(!stream.text.includes("\n"));
  assert.ok(!stream.text.includes("\u001B7"));
  const drawn = stream.text.replaceAll("\u001B[K", "\r").split("\r");
  assert.ok(Math.max(...drawn.map((line) => line.length)) < stream.columns);
});
