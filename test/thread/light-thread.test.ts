import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { threadId } from "node:worker_threads";
import { currentTask } from "../../src/task/current-scope.ts";
import { sleep } from "../../src/task/sleep.ts";
import {
  CancelledError,
  MisuseError,
  NotSendableError,
  WorkerLostError,
} from "../../src/errors.ts";
import { Event } from "../../src/sync/event.ts";
import { Lock } from "../../src/sync/lock.ts";
import { Queue } from "../../src/channel/queue.ts";
import { currentThread } from "../../src/thread/current-thread.ts";
import { setExceptHook } from "../../src/thread/except-hook.ts";
import { local } from "../../src/thread/local.ts";
import { activeThreads, Thread } from "../../src/thread/thread.ts";

async function started<Returned>(target: () => Returned): Promise<Awaited<Returned>> {
  const thread = new Thread({ target });
  thread.start();
  return (await thread.result()) as Awaited<Returned>;
}

/** Errors of threads aren't shown while `body` runs. */
async function quietly<Result>(body: () => Promise<Result>): Promise<Result> {
  const before = setExceptHook(() => {});
  try {
    return await body();
  } finally {
    setExceptHook(before);
  }
}

describe("a light thread", () => {
  test("gives what its target returned, awaited, and a generator's values as an array", async () => {
    const add = new Thread({ target: (a: number, b: string) => b.repeat(a), args: [3, "x"] });
    add.start();
    assert.equal(await add.result(), "xxx");
    assert.equal(await add.result(), "xxx");
    assert.deepEqual(await started(async () => ({ deep: new Map([[1, "one"]]) })), {
      deep: new Map([[1, "one"]]),
    });
    const generating = new Thread({
      *target() {
        yield 1;
        yield 2;
      },
    });
    generating.start();
    assert.deepEqual(await generating.result(), [1, 2]);
  });

  test("runs in another thread of the process than its starter, which it may share", async () => {
    const place = await started(() => threadId);
    assert.notEqual(place, threadId);
    assert.equal(await started(() => process.pid), process.pid);
  });

  test("knows itself, over awaits and in its tasks", async () => {
    const thread = new Thread({
      name: "special",
      daemon: true,
      target: async () => {
        await sleep(1);
        const { name, ident, isAlive, daemon } = currentThread();
        return [name, ident, isAlive, daemon];
      },
    });
    thread.start();
    assert.deepEqual(await thread.result(), ["special", thread.ident, true, true]);
    assert.deepEqual([thread.isAlive, thread.exitCode], [false, 0]);
  });

  test("has a name by its number, and an ident of its own", async () => {
    const threads = [1, 2, 3].map(() => new Thread({ target: () => currentThread().name }));
    for (const thread of threads) thread.start();
    const names = await Promise.all(threads.map((thread) => thread.result()));
    assert.deepEqual(
      names,
      threads.map(({ name }) => name),
    );
    assert.equal(new Set(threads.map(({ ident }) => ident)).size, 3);
  });

  test("lives beside others of its carrier while it waits", async () => {
    const gate = new Event();
    const queue = new Queue<number>();
    const target = async (number: number): Promise<void> => {
      await queue.put(number);
      await gate.wait();
    };
    const threads = Array.from(
      { length: 300 },
      (_, index) => new Thread({ target, args: [index] }),
    );
    for (const thread of threads) thread.start();
    const begun: number[] = [];
    while (begun.length < 300) begun.push(await queue.get());
    assert.equal(activeThreads().length, 300);
    gate.set();
    await Promise.all(threads.map((thread) => thread.join()));
    assert.deepEqual(
      begun.toSorted((one, other) => one - other),
      threads.map((_, index) => index),
    );
    assert.deepEqual(activeThreads(), []);
  });

  test("has its own of a local, over awaits", async () => {
    const state = local(() => ({ count: 0 }));
    const target = async (times: number): Promise<number> => {
      for (let done = 0; done < times; done += 1) {
        state.count += 1;
        await sleep(0);
      }
      return state.count;
    };
    const threads = Array.from({ length: 50 }, (_, index) => new Thread({ target, args: [index] }));
    for (const thread of threads) thread.start();
    assert.deepEqual(
      await Promise.all(threads.map((thread) => thread.result())),
      threads.map((_, index) => index),
    );
    assert.equal(state.count, 0);
  });

  test("excludes others by a lock, on whatever carriers they are", async () => {
    const lock = new Lock();
    const words = new Int32Array(new SharedArrayBuffer(4));
    const target = async (): Promise<void> => {
      for (let done = 0; done < 20; done += 1) {
        await lock.run(async () => {
          const before = words[0] ?? 0;
          await sleep(0);
          words[0] = before + 1;
        });
      }
    };
    const threads = Array.from({ length: 20 }, () => new Thread({ target }));
    for (const thread of threads) thread.start();
    await Promise.all(threads.map((thread) => thread.join()));
    assert.equal(words[0], 400);
  });

  test("that is cancelled has its wait rejected, once", async () => {
    const begun = new Event();
    const thread = new Thread({
      target: async () => {
        begun.set();
        try {
          await sleep(1_000_000);
        } catch (error) {
          await sleep(1);
          return [error instanceof CancelledError, currentTask()?.signal.aborted];
        }
        return [];
      },
    });
    thread.start();
    await begun.wait();
    thread.cancel();
    assert.deepEqual(await thread.result(), [true, true]);
  });

  test("that is cancelled in a wait for something shared takes nothing", async () => {
    const lock = new Lock();
    const begun = new Event();
    using _held = await lock.acquire();
    const thread = new Thread({
      target: async () => {
        begun.set();
        await lock.acquire();
      },
    });
    thread.start();
    await begun.wait();
    const reason = new Error("enough");
    thread.cancel(reason);
    await assert.rejects(thread.result(), reason);
  });

  test("that is cancelled before it begins never does", async () => {
    const begun = new Event();
    const thread = new Thread({ target: () => begun.set() });
    thread.cancel();
    thread.start();
    await assert.rejects(thread.result(), CancelledError);
    assert.equal(begun.isSet, false);
  });

  test("can't be terminated, only cancelled", async () => {
    const thread = new Thread({ target: () => sleep(1_000_000) });
    thread.start();
    assert.throws(() => thread.terminate(), MisuseError);
    assert.throws(() => thread.kill(), /dedicated: true/);
    thread.cancel();
    assert.equal(await thread.join(), true);
  });

  test("tells what it didn't catch to the hook, with its name, and rejects with it", async () => {
    const told: unknown[] = [];
    const before = setExceptHook(({ name, error }) => told.push(name, error));
    const thread = new Thread({
      name: "unlucky",
      target: () => {
        throw new RangeError("thrown in the thread");
      },
    });
    thread.start();
    await assert.rejects(thread.result(), RangeError);
    setExceptHook(before);
    assert.equal(told[0], "unlucky");
    assert.ok(told[1] instanceof RangeError);
    assert.equal(thread.exitCode, 1);
  });

  test("that can't be sent says what of it can't", () => {
    const target = (value: unknown): unknown => value;
    const thread = new Thread({ target, args: [new WeakMap()] });
    assert.throws(
      () => thread.start(),
      (error) => error instanceof NotSendableError && /argument 0 for 'target'/.test(error.message),
    );
  });

  test("starts further threads, which run beside it", async () => {
    const sum = await started(async () => {
      const double = (value: number): number => value * 2;
      const threads = [1, 2, 3].map((value) => new Thread({ target: double, args: [value] }));
      for (const thread of threads) thread.start();
      const results = await Promise.all(threads.map((thread) => thread.result()));
      return results.reduce((one, other) => one + other, 0);
    });
    assert.equal(sum, 12);
  });

  test("starts threads from a dedicated one, too", async () => {
    const thread = new Thread({
      dedicated: true,
      target: async () => {
        const light = new Thread({ target: () => currentThread().name, name: "grandchild" });
        light.start();
        return light.result();
      },
    });
    thread.start();
    assert.equal(await thread.result(), "grandchild");
    await thread.join();
  });

  test("that ends its carrier ends those that live there, with a typed error, and no others", async () => {
    await quietly(async () => {
      const target = async (exits: boolean): Promise<void> => {
        if (exits) process.exit(3);
        await sleep(1_000_000);
      };
      const others = Array.from({ length: 10 }, () => new Thread({ target, args: [false] }));
      for (const thread of others) thread.start();
      const thread = new Thread({ target, args: [true] });
      thread.start();
      await assert.rejects(thread.result(), (error) => {
        assert.ok(error instanceof WorkerLostError);
        assert.equal(error.exitCode, 3);
        return true;
      });
      for (const other of others) other.cancel();
      for (const other of others)
        await assert.rejects(
          other.result(),
          (error) => error instanceof CancelledError || error instanceof WorkerLostError,
        );
      // There is a carrier again.
      assert.equal(await started(() => 7), 7);
    });
  });

  class Echo extends Thread {
    readonly text: string;

    constructor(text: string) {
      super();
      this.text = text;
    }

    override run(): string {
      const self = currentThread();
      return `${self.name} says ${this.text}, ${self === this && self.ident === this.ident}`;
    }
  }

  test("may be an instance of a subclass, with its properties", async () => {
    const echo = new Echo("hello");
    echo.start();
    const said: string = await echo.result();
    assert.equal(said, `${echo.name} says hello, true`);
  });
});
