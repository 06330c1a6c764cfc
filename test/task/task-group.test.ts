import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CancelledError, MisuseError } from "../../src/errors.ts";
import { defer } from "../../src/task/deferred.ts";
import { sleep } from "../../src/task/sleep.ts";
import { TaskGroup } from "../../src/task/task-group.ts";
import { Task } from "../../src/task/task.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { rejects } from "./rejects.ts";

const forever = Number.POSITIVE_INFINITY;

async function errorsOf(awaitable: PromiseLike<unknown>): Promise<unknown[]> {
  try {
    await awaitable;
  } catch (error) {
    assert.ok(error instanceof AggregateError, String(error));
    const errors: unknown[] = error.errors;
    return errors;
  }
  assert.fail("it did not reject");
}

async function fail(error: unknown, after = 0): Promise<never> {
  await sleep(after);
  throw error;
}

describe("a TaskGroup", () => {
  it("gives what its body returned when all its tasks have ended", async () => {
    const ended: number[] = [];
    const given = await TaskGroup.run((group) => {
      for (const step of [3, 1, 2])
        group.spawn(async () => {
          await sleep(step);
          ended.push(step);
        });
      assert.equal(group.size, 3);
      return "given";
    });
    assert.equal(given, "given");
    assert.deepEqual(
      ended.toSorted((one, other) => one - other),
      [1, 2, 3],
    );
  });

  it("gives tasks with the types of their results", async () => {
    const sum = await TaskGroup.run(async (group) => {
      const one = group.spawn(async (value: number) => value, 1);
      const two = group.spawn((value: number, text: string) => value + text.length, 1, "x");
      return (await one) + (await two);
    });
    assert.equal(sum, 3);
  });

  it("is left only when its tasks have ended, also as a block", async () => {
    let ended = 0;
    {
      await using group = new TaskGroup();
      for (let index = 0; index < 10; index++)
        group.spawn(async () => {
          await sleep(1);
          ended++;
        });
    }
    assert.equal(ended, 10);
  });

  it("cancels the others when one fails, waits for them, and throws all that they threw", async () => {
    const [first, second] = [new Error("first"), new Error("second")];
    const steps: string[] = [];
    const errors = await errorsOf(
      TaskGroup.run(async (group) => {
        group.spawn(fail, first);
        group.spawn(async () => {
          try {
            await sleep(forever);
          } finally {
            await sleep(1);
            steps.push("cleaned up");
          }
        });
        group.spawn(async () => {
          await sleep(forever).catch(() => {});
          throw second;
        });
        await sleep(forever);
        steps.push("not reached");
      }),
    );
    assert.deepEqual(errors, [first, second]);
    assert.deepEqual(steps, ["cleaned up"]);
  });

  it("whose body fails cancels its tasks, and throws that error among theirs", async () => {
    const error = new Error("body");
    let sibling: Task<void> | undefined;
    const errors = await errorsOf(
      TaskGroup.run((group) => {
        sibling = group.spawn(() => sleep(forever));
        throw error;
      }),
    );
    assert.deepEqual(errors, [error]);
    assert.equal(sibling?.cancelled, true);
  });

  it("as a block throws what its tasks threw", async () => {
    const error = new Error("no");
    const errors = await errorsOf(
      (async () => {
        await using group = new TaskGroup();
        group.spawn(fail, error);
        group.spawn(() => sleep(forever));
      })(),
    );
    assert.deepEqual(errors, [error]);
  });

  it("doesn't mind a task that was cancelled by itself", async () => {
    assert.equal(
      await TaskGroup.run((group) => {
        group.spawn(() => sleep(forever)).cancel();
        return 1;
      }),
      1,
    );
  });

  it("is cancelled with the task around it, which ends with the reason after all have ended", async () => {
    const steps: string[] = [];
    const outer = Task.run(async () => {
      await TaskGroup.run((group) => {
        group.spawn(async () => {
          try {
            await sleep(forever);
          } finally {
            await sleep(1);
            steps.push("cleaned up");
          }
        });
      });
    });
    await sleep(0);
    outer.cancel("enough");
    await rejects(outer, "enough");
    assert.deepEqual(steps, ["cleaned up"]);
  });

  it("is cancelled when its task was before it came to the end of the block", async () => {
    const gate = defer<void>();
    let member: Task<void> | undefined;
    const outer = Task.run(async () => {
      await using group = new TaskGroup();
      member = group.spawn(() => sleep(forever));
      await gate.promise;
    });
    outer.cancel("enough");
    gate.resolve();
    await rejects(outer, "enough");
    assert.equal(member?.cancelled, true);
  });

  it("throws the errors rather than the cancellation", async () => {
    const error = new Error("while cleaning up");
    const outer = Task.run(() =>
      TaskGroup.run((group) => {
        group.spawn(async () => {
          await sleep(forever).catch(() => {});
          throw error;
        });
      }),
    );
    await sleep(0);
    outer.cancel();
    assert.deepEqual(await errorsOf(outer), [error]);
  });

  it("can be cancelled without failing, and then begins nothing more", async () => {
    let begun = 0;
    await TaskGroup.run(async (group) => {
      group.spawn(() => sleep(forever));
      group.cancel();
      const late = group.spawn(() => begun++);
      assert.equal(late.cancelled, true);
      return 0;
    });
    assert.equal(begun, 0);
    await rejects(
      TaskGroup.run(async (group) => {
        group.cancel();
        await sleep(forever);
      }),
      CancelledError,
    );
  });

  it("takes tasks from its tasks, until all have ended", async () => {
    let ended = 0;
    const group = await TaskGroup.run((one) => {
      const branch = async (depth: number): Promise<void> => {
        await sleep(0);
        if (depth > 0) for (const next of [depth - 1, depth - 1]) one.spawn(branch, next);
        ended++;
      };
      one.spawn(branch, 5);
      return one;
    });
    assert.equal(ended, 63);
    assert.throws(() => group.spawn(() => 1), MisuseError);
  });

  it("nests", async () => {
    const error = new Error("deep");
    const errors = await errorsOf(
      TaskGroup.run((outer) => {
        outer.spawn(() => TaskGroup.run((inner) => void inner.spawn(fail, error)));
        outer.spawn(() => TaskGroup.run((inner) => void inner.spawn(() => sleep(forever))));
      }),
    );
    assert.equal(errors.length, 1);
    assert.ok(errors[0] instanceof AggregateError);
    assert.deepEqual(errors[0].errors, [error]);
  });

  it("refuses a limit that can't work", () => {
    for (const limit of [0, -1, Number.NaN])
      assert.throws(() => new TaskGroup({ limit }), MisuseError);
  });
});

describe("a TaskGroup with a limit", () => {
  it("runs so many at a time, in their order, whatever its body does", async () => {
    const clock = new VirtualClock();
    const begun: string[] = [];
    await clock.run(() =>
      TaskGroup.run(
        async (group) => {
          for (let index = 0; index < 5; index++)
            group.spawn(async () => {
              begun.push(`${index} at ${clock.now()}`);
              await sleep(100);
            });
          assert.equal(group.size, 5);
          await sleep(1_000);
        },
        { limit: 2 },
      ),
    );
    assert.deepEqual(begun, ["0 at 0", "1 at 0", "2 at 100", "3 at 100", "4 at 200"]);
  });

  it("never begins what was cancelled before its turn", async () => {
    const begun: number[] = [];
    const error = new Error("no");
    const errors = await errorsOf(
      TaskGroup.run(
        (group) => {
          group.spawn(fail, error, 1);
          const second = group.spawn(() => begun.push(2));
          group.spawn(() => begun.push(3));
          second.cancel();
          assert.equal(second.cancelled, true);
        },
        { limit: 1 },
      ),
    );
    assert.deepEqual(errors, [error]);
    assert.deepEqual(begun, []);
  });

  it("takes 20,000 of which none waits", async () => {
    let ended = 0;
    await TaskGroup.run(
      (group) => {
        group.spawn(() => sleep(1));
        for (let index = 0; index < 20_000; index++) group.spawn(() => ended++);
      },
      { limit: 1 },
    );
    assert.equal(ended, 20_000);
  });
});
