import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CancelledError, TimeoutError } from "../../src/errors.ts";
import { asCompleted } from "../../src/task/as-completed.ts";
import { defer } from "../../src/task/deferred.ts";
import { gather } from "../../src/task/gather.ts";
import { shield } from "../../src/task/shield.ts";
import { sleep } from "../../src/task/sleep.ts";
import { Task } from "../../src/task/task.ts";
import { waitFor } from "../../src/task/wait-for.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { rejects } from "./rejects.ts";

const forever = Number.POSITIVE_INFINITY;
const never = new Promise<never>(() => {});

async function after<Value>(delay: number, value: Value): Promise<Value> {
  await sleep(delay);
  return value;
}

describe("gather", () => {
  it("gives values in the order in which it was given the awaitables, with their types", async () => {
    const [text, number, plain] = await gather([Task.run(after, 3, "text"), after(1, 7), "plain"]);
    assert.equal(`${text.length} ${number.toFixed(1)} ${plain}`, "4 7.0 plain");
    assert.deepEqual(await gather([]), []);
  });

  it("rejects with the first error at once, and the others go on", async () => {
    const gate = defer<void>();
    const other = Task.run(async () => {
      await gate.promise;
      return "went on";
    });
    const error = new Error("no");
    await rejects(gather([other, Promise.reject(error)]), error);
    gate.resolve();
    assert.equal(await other, "went on");
  });

  it("gives outcomes when asked to", async () => {
    const error = new Error("no");
    assert.deepEqual(await gather([1, Promise.reject(error)], { outcomes: true }), [
      { ok: true, value: 1 },
      { ok: false, error },
    ]);
  });

  it("cancels them with the task around it, each once, and rejects when they have ended", async () => {
    const steps: string[] = [];
    const stubborn = Task.run(async () => {
      try {
        await sleep(forever);
      } finally {
        await sleep(1);
        steps.push("cleaned up");
      }
    });
    const quick = Task.run(() => sleep(forever));
    const outer = Task.run(() => gather([quick, stubborn, never, quick]));
    await sleep(0);
    outer.cancel("enough");
    await rejects(outer, "enough");
    assert.deepEqual(steps, ["cleaned up"]);
    assert.deepEqual([quick.cancelled, stubborn.cancelled], [true, true]);
  });
});

describe("asCompleted", () => {
  it("gives values as they come", async () => {
    const values = await new VirtualClock().run(async () => {
      const order: string[] = [];
      const given = [Task.run(after, 30, "slow"), after(10, "quick"), Task.run(after, 20, "fair")];
      for await (const value of asCompleted(given)) order.push(value);
      return order;
    });
    assert.deepEqual(values, ["quick", "fair", "slow"]);
  });

  it("rejects at the place of one that failed, and goes on", async () => {
    const error = new Error("no");
    const completed = asCompleted([Promise.resolve(1), Promise.reject(error), Promise.resolve(2)]);
    assert.deepEqual(await completed.next(), { done: false, value: 1 });
    await rejects(completed.next(), error);
    assert.deepEqual(await completed.next(), { done: false, value: 2 });
    assert.deepEqual(await completed.next(), { done: true, value: undefined });
  });

  it("gives outcomes with their places when asked to", async () => {
    const error = new Error("no");
    const gate = defer<number>();
    const seen: unknown[] = [];
    for await (const one of asCompleted([gate.promise, Promise.reject(error)], {
      outcomes: true,
    })) {
      seen.push(one);
      gate.resolve(7);
    }
    assert.deepEqual(seen, [
      { ok: false, error, index: 1 },
      { ok: true, value: 7, index: 0 },
    ]);
  });

  it("rejects when the time of all is up, and they go on", async () => {
    const clock = new VirtualClock();
    await clock.run(async () => {
      const completed = asCompleted([Task.run(after, 10, 1), Task.run(after, 100, 2)], {
        timeout: 50,
      });
      assert.equal((await completed.next()).value, 1);
      await rejects(completed.next(), TimeoutError);
      assert.equal(clock.now(), 50);
      await sleep(100);
      assert.equal((await completed.next()).value, 2);
    });
  });

  it("is ended by the cancellation of the task around it, which its tasks survive", async () => {
    const gate = defer<number>();
    const inner = Task.run(() => gate.promise);
    const outer = Task.run(async () => {
      for await (const _one of asCompleted([inner]));
    });
    outer.cancel("enough");
    await rejects(outer, "enough");
    gate.resolve(1);
    assert.equal(await inner, 1);
  });

  it("gives nothing more after it was left", async () => {
    const completed = asCompleted([Promise.resolve(1), Promise.resolve(2)]);
    for await (const _one of completed) break;
    assert.deepEqual(await completed.next(), { done: true, value: undefined });
  });
});

describe("waitFor", () => {
  it("gives what comes in time, and leaves no alarm", async () => {
    const clock = new VirtualClock();
    assert.equal(await clock.run(() => waitFor(Task.run(after, 5, "x"), { timeout: 9 })), "x");
    assert.equal(clock.pending, 0);
  });

  it("cancels a task that is late, and waits for its end", async () => {
    const clock = new VirtualClock();
    const steps: string[] = [];
    const late = clock.run(() =>
      waitFor(
        Task.run(async () => {
          try {
            await sleep(forever);
          } finally {
            await sleep(10);
            steps.push(`cleaned up at ${clock.now()}`);
          }
        }),
        { timeout: 100 },
      ),
    );
    await rejects(late, TimeoutError);
    assert.deepEqual(steps, ["cleaned up at 110"]);
  });

  it("leaves a mere promise to itself", async () => {
    await rejects(waitFor(never, { timeout: 1 }), TimeoutError);
    assert.equal(await waitFor(Promise.resolve(1), { timeout: 0 }), 1);
  });

  it("cancels the task with the reason of its signal", async () => {
    const controller = new AbortController();
    const tasks = [Task.run(() => sleep(forever)), Task.run(() => sleep(forever))] as const;
    const waiting = waitFor(tasks[0], controller);
    controller.abort("enough");
    await rejects(waiting, "enough");
    await rejects(waitFor(tasks[1], controller), "enough");
    assert.ok(tasks.every((task) => task.cancelled));
  });

  it("cancels anything that says that it can be", async () => {
    let stop: (reason: unknown) => void = () => {};
    const call = new Promise<never>((_resolve, reject) => {
      stop = reject;
    });
    const result = Object.assign(call, { cancel: (reason: unknown) => (stop(reason), true) });
    await rejects(waitFor(result, { timeout: 1 }), TimeoutError);
  });
});

describe("shield", () => {
  it("lets a function go on when the task around it is cancelled", async () => {
    const gate = defer<void>();
    const steps: string[] = [];
    const outer = Task.run(() =>
      shield(async () => {
        await sleep(1);
        steps.push("went on");
        gate.resolve();
      }),
    );
    outer.cancel();
    await rejects(outer, CancelledError);
    await gate.promise;
    assert.deepEqual(steps, ["went on"]);
  });

  it("lets a task go on", async () => {
    const gate = defer<string>();
    const inner = Task.run(() => gate.promise);
    const outer = Task.run(() => shield(inner));
    outer.cancel();
    await rejects(outer, CancelledError);
    gate.resolve("went on");
    assert.equal(await inner, "went on");
  });

  it("gives and throws what is in it", async () => {
    assert.equal(await shield(Promise.resolve(1)), 1);
    assert.equal(await shield(() => 2), 2);
    const error = new Error("no");
    await rejects(
      shield(() => Promise.reject(error)),
      error,
    );
  });
});
