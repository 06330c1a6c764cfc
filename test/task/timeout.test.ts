import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MisuseError, TimeoutError } from "../../src/errors.ts";
import { currentTask } from "../../src/task/current-scope.ts";
import { sleep } from "../../src/task/sleep.ts";
import { Task } from "../../src/task/task.ts";
import { timeout } from "../../src/task/timeout.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { rejects } from "./rejects.ts";

describe("timeout", () => {
  it("gives what its body gives in time, and leaves no alarm", async () => {
    const clock = new VirtualClock();
    const given = await clock.run(() =>
      timeout(1_000, async () => {
        await sleep(999);
        return "in time";
      }),
    );
    assert.equal(given, "in time");
    assert.equal(clock.pending, 0);
  });

  it("ends the wait of its body with TimeoutError, and waits for the end of its body", async () => {
    const steps: string[] = [];
    const clock = new VirtualClock();
    const body = async (): Promise<void> => {
      try {
        await sleep(60_000);
      } finally {
        await sleep(500);
        steps.push(`cleaned up at ${clock.now()}`);
      }
    };
    await rejects(
      clock.run(() => timeout(1_000, body)),
      TimeoutError,
    );
    assert.deepEqual(steps, ["cleaned up at 1500"]);
  });

  it("aborts its body's signal with the TimeoutError", async () => {
    const clock = new VirtualClock();
    let reason: unknown;
    const waits = (): Promise<unknown> => {
      const signal = currentTask()?.signal;
      return new Promise((resolve) => {
        signal?.addEventListener("abort", () => resolve((reason = signal.reason)));
      });
    };
    await clock.run(() => timeout(10, waits));
    assert.ok(reason instanceof TimeoutError);
    assert.equal(reason.timeout, 10);
  });

  it("lets a body that survives it return", async () => {
    const clock = new VirtualClock();
    const body = async (): Promise<string> => {
      await sleep(60_000).catch(() => {});
      return "all the same";
    };
    assert.equal(await clock.run(() => timeout(10, body)), "all the same");
  });

  it("throws the body's own error as it is", async () => {
    const error = new TimeoutError("of the body's own", 1);
    await rejects(
      timeout(60_000, () => Promise.reject(error)),
      error,
    );
  });

  it("nests: the outer one's error passes through the inner one", async () => {
    const clock = new VirtualClock();
    const steps: string[] = [];
    const inner = async (): Promise<void> => {
      try {
        await timeout(5_000, () => sleep(60_000));
      } catch (error) {
        steps.push(`inner ${String(error instanceof TimeoutError && error.timeout)}`);
        throw error;
      }
    };
    await rejects(
      clock.run(() => timeout(1_000, inner)),
      TimeoutError,
    );
    assert.equal(clock.now(), 1_000);
    assert.deepEqual(steps, ["inner 1000"]);
  });

  it("of 0 or less ends the first wait", async () => {
    for (const limit of [0, -1]) {
      let begun = false;
      const body = async (): Promise<void> => {
        begun = true;
        await sleep(60_000);
      };
      await rejects(timeout(limit, body), TimeoutError);
      assert.equal(begun, true);
    }
  });

  it("is cancelled with the task around it", async () => {
    const task = Task.run(() => timeout(60_000, () => sleep(60_000)));
    task.cancel("enough");
    await rejects(task, "enough");
  });

  it("refuses what isn't a number of milliseconds, and never ends what has no limit", async () => {
    await rejects(
      timeout(Number.NaN, () => 1),
      MisuseError,
    );
    assert.equal(await timeout(Number.POSITIVE_INFINITY, () => sleep(1).then(() => 1)), 1);
  });
});
