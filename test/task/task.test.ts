import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { CancelledError, MisuseError, TimeoutError } from "../../src/errors.ts";
import { currentTask } from "../../src/task/current-scope.ts";
import { defer } from "../../src/task/deferred.ts";
import { sleep } from "../../src/task/sleep.ts";
import { Task } from "../../src/task/task.ts";
import { rejects } from "./rejects.ts";

const forever = Number.POSITIVE_INFINITY;

describe("a Task", () => {
  it("begins at once and gives what its function returns", async () => {
    const steps: string[] = [];
    const task = Task.run(async (name: string) => {
      steps.push("begun");
      await sleep(0);
      return `hello ${name}`;
    }, "world");
    steps.push("returned");
    assert.deepEqual(steps, ["begun", "returned"]);
    assert.equal(task.ready(), false);
    assert.equal(task.outcome, undefined);
    assert.equal(await task, "hello world");
    assert.equal(task.successful(), true);
    assert.deepEqual(task.outcome, { ok: true, value: "hello world" });
    assert.equal(await task.get(), "hello world");
  });

  it("runs a function that isn't asynchronous to its end", async () => {
    assert.equal(Task.run(() => 7).ready(), true);
    assert.equal(await Task.run(() => 7), 7);
    const error = new Error("no");
    await rejects(
      Task.run(() => {
        throw error;
      }),
      error,
    );
  });

  it("rejects with what its function throws, as often as it is asked", async () => {
    const error = new Error("no");
    const task = Task.run(async () => {
      await sleep(0);
      throw error;
    });
    await rejects(task, error);
    await rejects(task.get(), error);
    assert.equal(await task.wait(), true);
    assert.equal(task.successful(), false);
    assert.equal(task.cancelled, false);
    assert.deepEqual(task.outcome, { ok: false, error });
  });

  it("says that it was asked for its success too early", () => {
    const task = Task.run(() => sleep(forever));
    assert.throws(() => task.successful(), MisuseError);
    task.cancel();
  });

  it("is what currentTask gives in it, over awaits, also one within another", async () => {
    const seen: boolean[] = [];
    const outer: Task<void> = Task.run(async () => {
      await sleep(0);
      const inner: Task<void> = Task.run(async () => {
        await sleep(0);
        seen.push(currentTask() === inner);
      });
      assert.equal(inner.parent, outer);
      await inner;
      seen.push(currentTask() === outer);
    });
    await outer;
    assert.deepEqual(seen, [true, true]);
    assert.equal(currentTask(), undefined);
  });

  it("gives its waits a limit, and goes on", async () => {
    const gate = defer<number>();
    const task = Task.run(() => gate.promise);
    await rejects(task.get({ timeout: 1 }), TimeoutError);
    assert.equal(await task.wait({ timeout: 1 }), false);
    gate.resolve(3);
    assert.equal(await task.get({ timeout: 60_000 }), 3);
  });
});

describe("cancelling a Task", () => {
  it("ends its wait with the reason, and then leaves its cleaning up alone", async () => {
    const steps: string[] = [];
    const task = Task.run(async () => {
      try {
        await sleep(forever);
      } finally {
        await sleep(0);
        steps.push("cleaned up");
      }
    });
    assert.equal(task.cancel(), true);
    await rejects(task, CancelledError);
    assert.deepEqual(steps, ["cleaned up"]);
    assert.equal(task.cancelled, true);
    assert.equal(task.cancel(), false);
  });

  it("ends its next wait when it is in none of Skein's", async () => {
    const gate = defer<void>();
    const task = Task.run(async () => {
      await gate.promise;
      await sleep(forever);
    });
    task.cancel("enough");
    gate.resolve();
    await rejects(task, "enough");
    assert.equal(task.cancelled, true);
  });

  it("may be survived", async () => {
    const task = Task.run(async () => {
      await sleep(forever).catch(() => {});
      return "all the same";
    });
    task.cancel();
    assert.equal(await task, "all the same");
    assert.equal(task.cancelled, false);
    assert.equal(task.isCancelled, true);
  });

  it("that awaits another cancels the other, and again when cancelled again", async () => {
    let survived = 0;
    const inner = Task.run(async () => {
      for (;;) {
        await sleep(forever).catch((error: unknown) => {
          if (++survived === 2) throw error;
        });
      }
    });
    const outer = Task.run(async () => await inner);
    await sleep(0);
    outer.cancel("first");
    await sleep(0);
    assert.deepEqual([survived, outer.ready()], [1, false]);
    outer.cancel("second");
    await rejects(outer, "second");
    assert.equal(inner.ready(), true);
  });

  it("before it awaits another cancels the other, too", async () => {
    const inner = Task.run(() => sleep(forever));
    const gate = defer<void>();
    const outer = Task.run(async () => {
      await gate.promise;
      await inner;
    });
    outer.cancel("enough");
    gate.resolve();
    await rejects(outer, "enough");
    assert.equal(inner.cancelled, true);
  });

  it("ends a wait with get, and the other goes on", async () => {
    const gate = defer<number>();
    const inner = Task.run(() => gate.promise);
    const outer = Task.run(() => inner.get());
    outer.cancel();
    await rejects(outer, CancelledError);
    gate.resolve(1);
    assert.equal(await inner, 1);
  });
});

describe("a Task that nobody awaits", () => {
  const program = (body: string): readonly string[] => {
    const file = new URL("../../src/task/task.js", import.meta.url).href;
    const sleeping = new URL("../../src/task/sleep.js", import.meta.url).href;
    return [
      "--input-type=module",
      "--eval",
      `import { Task } from ${JSON.stringify(file)}; import { sleep } from ${JSON.stringify(sleeping)};
       process.on("unhandledRejection", (error) => console.log("unhandled", error.message));
       ${body}`,
    ];
  };
  const outputOf = async (body: string): Promise<string> =>
    (await promisify(execFile)(process.execPath, program(body))).stdout;

  it("is reported when it fails", async () => {
    const output = await outputOf(
      `Task.run(async () => { await sleep(1); throw new Error("lost"); });`,
    );
    assert.equal(output, "unhandled lost\n");
  });

  it("isn't when it was cancelled, or is awaited in the same turn", async () => {
    const output = await outputOf(`
      Task.run(() => sleep(1e6)).cancel();
      const task = Task.run(() => { throw new Error("caught"); });
      task.then(undefined, () => console.log("caught"));`);
    assert.equal(output, "caught\n");
  });

  it("keeps the program alive while it sleeps", async () => {
    assert.equal(
      await outputOf(`Task.run(async () => { await sleep(20); console.log("done"); });`),
      "done\n",
    );
  });
});
