import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { currentClock, systemClock } from "../../src/task/clock.ts";
import { sleep } from "../../src/task/sleep.ts";
import { Task } from "../../src/task/task.ts";
import { waitWithin } from "../../src/task/wait.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { rejects } from "../task/rejects.ts";
import { TimeoutError } from "../../src/errors.ts";

describe("a VirtualClock", () => {
  it("lets an hour pass at once", async () => {
    using clock = new VirtualClock().install();
    const sleeping = Task.run(sleep, 3_600_000);
    await clock.advance(3_599_999);
    assert.equal(sleeping.ready(), false);
    await clock.advance(1);
    assert.equal(sleeping.ready(), true);
    assert.equal(clock.now(), 3_600_000);
  });

  it("does at each time what comes of it, before it goes on", async () => {
    using clock = new VirtualClock().install();
    const moments: number[] = [];
    const task = Task.run(async () => {
      for (let step = 0; step < 5; step++) {
        await sleep(100);
        await sleep(0);
        moments.push(clock.now());
      }
    });
    await clock.advance(450);
    assert.deepEqual(moments, [100, 200, 300, 400]);
    await clock.runAll();
    assert.equal(task.ready(), true);
    assert.deepEqual(moments, [100, 200, 300, 400, 500]);
  });

  it("runs a body to its end by itself, and is the thread's clock only meanwhile", async () => {
    const clock = new VirtualClock();
    const slept = await clock.run(async () => {
      await sleep(3_600_000);
      await sleep(1_800_000);
      return "slept";
    });
    assert.deepEqual([slept, clock.now()], ["slept", 5_400_000]);
    assert.equal(currentClock(), systemClock);
    await rejects(
      clock.run(() => Promise.reject(new RangeError("no"))),
      RangeError,
    );
  });

  it("is what timeouts last by", async () => {
    using clock = new VirtualClock().install();
    const waiting = waitWithin(new Promise<never>(() => {}), { timeout: 60_000 });
    const seen = rejects(waiting, TimeoutError);
    await clock.advance(60_000);
    await seen;
  });

  it("is gone after its block, and gives the one before it back", () => {
    using outer = new VirtualClock().install();
    {
      using inner = new VirtualClock().install();
      assert.equal(currentClock(), inner);
      inner.install();
    }
    assert.equal(currentClock(), outer);
    outer.uninstall();
    outer.uninstall();
    assert.equal(currentClock(), systemClock);
  });

  it("has no alarm for those who sleep for ever", async () => {
    using clock = new VirtualClock().install();
    const task = Task.run(() => sleep(Number.POSITIVE_INFINITY));
    await clock.runAll();
    assert.deepEqual([task.ready(), clock.pending], [false, 0]);
    task.cancel();
  });
});
