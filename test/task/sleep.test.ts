import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CancelledError, MisuseError } from "../../src/errors.ts";
import { runInScope } from "../../src/task/current-scope.ts";
import { Scope } from "../../src/task/scope.ts";
import { sleep } from "../../src/task/sleep.ts";
import { Task } from "../../src/task/task.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";

describe("sleep", () => {
  it("never ends too early by the machine's clock", async () => {
    for (const delay of [0.5, 1, 3, 7.25]) {
      const start = performance.now();
      await sleep(delay);
      assert.ok(performance.now() - start >= delay);
    }
  });

  it("ends at most 4 milliseconds late by the virtual clock, and never early", async () => {
    using clock = new VirtualClock(0.3).install();
    const late: number[] = [];
    for (const delay of [1, 2.5, 100, 255, 256, 257.9, 1_000, 3_600_000]) {
      const due = clock.now() + delay;
      void sleep(delay).then(() => late.push(clock.now() - due));
    }
    await clock.runAll();
    assert.equal(late.length, 8);
    for (const each of late) assert.ok(each >= 0 && each <= 4, String(late));
  });

  it("wakes in the order of the moments, whoever began first", async () => {
    using clock = new VirtualClock().install();
    const order: number[] = [];
    for (const delay of [30, 10, 20, 10, 5]) void sleep(delay).then(() => order.push(delay));
    await clock.runAll();
    assert.deepEqual(order, [5, 10, 10, 20, 30]);
  });

  it("of 0 lets the event loop turn", async () => {
    let turned = false;
    setImmediate(() => {
      turned = true;
    });
    await sleep(0);
    await sleep(-5);
    assert.equal(turned, true);
  });

  it("rejects what isn't a number of milliseconds", async () => {
    await assert.rejects(sleep(Number.NaN), MisuseError);
    // A string, as plain JavaScript may give it.
    await assert.rejects(sleep("soon" as unknown as number), MisuseError);
  });

  it("ends with the signal's reason, and the scope can go on", async () => {
    const controller = new AbortController();
    const sleeping = sleep(Number.POSITIVE_INFINITY, controller);
    controller.abort("enough");
    await assert.rejects(sleeping, (reason) => reason === "enough");
    await assert.rejects(sleep(1, controller), (reason) => reason === "enough");
    const scope = new Scope();
    await runInScope(scope, async () => {
      const other = new AbortController();
      const inside = sleep(Number.POSITIVE_INFINITY, other);
      scope.cancel("scope");
      await assert.rejects(inside, (reason) => reason === "scope");
      await sleep(1, other);
    });
  });

  it("is ended for each of many of one moment alone", async () => {
    using clock = new VirtualClock().install();
    const tasks = Array.from({ length: 300 }, (_, index) =>
      Task.run(async () => {
        await sleep(1_000);
        return index;
      }),
    );
    const stopped = [0, 63, 64, 150, 299];
    for (const index of stopped) tasks[index]?.cancel();
    await clock.advance(999);
    assert.equal(tasks.filter((task) => task.ready()).length, stopped.length);
    // Once more into a batch that has been roused before.
    tasks[1]?.cancel();
    await clock.advance(0);
    assert.equal(tasks[1]?.cancelled, true);
    await clock.advance(5);
    assert.equal(tasks.filter((task) => task.cancelled).length, stopped.length + 1);
    assert.equal(await tasks[2], 2);
  });

  it("may be begun anew for the same moment by one that was interrupted", async () => {
    using clock = new VirtualClock().install();
    const task = Task.run(async () => {
      await assert.rejects(sleep(1_000), CancelledError);
      await sleep(1_000);
      return clock.now();
    });
    task.cancel();
    await clock.runAll();
    assert.equal(await task, 1_000);
  });

  it("ends all sleeps of a task that sleeps twice at a time", async () => {
    const task = Task.run(async () =>
      Promise.allSettled([sleep(1e6), sleep(1e6), sleep(1e6, new AbortController())]),
    );
    task.cancel("enough");
    assert.deepEqual(
      (await task).map((one) => one.status === "rejected" && String(one.reason)),
      ["enough", "enough", "enough"],
    );
  });

  it("leaves no alarm behind but one", async () => {
    using clock = new VirtualClock().install();
    const tasks = Array.from({ length: 1_000 }, (_, index) => Task.run(sleep, 10 + index));
    assert.equal(clock.pending, 1);
    for (const task of tasks) task.cancel();
    await clock.runAll();
    assert.equal(clock.pending, 0);
    assert.ok(tasks.every((task) => task.cancelled));
  });
});
