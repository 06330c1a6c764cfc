import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CancelledError, ClosedError, MisuseError, TimeoutError } from "../../src/errors.ts";
import { TaskPool } from "../../src/pool/task-pool.ts";
import { currentTask } from "../../src/task/current-scope.ts";
import { defer } from "../../src/task/deferred.ts";
import { sleep } from "../../src/task/sleep.ts";
import { rejects } from "../task/rejects.ts";

const forever = Number.POSITIVE_INFINITY;
const hundred = Array.from({ length: 100 }, (_, index) => index);

describe("a TaskPool", () => {
  it("runs so many calls at a time, in this event loop", async () => {
    await using pool = new TaskPool(20);
    let running = 0;
    let most = 0;
    const gate = defer<void>();
    const results = await pool.map(async (value: number) => {
      most = Math.max(most, ++running);
      if (running === 20) gate.resolve();
      // All twenty have to be here for one to get on.
      await gate.promise;
      await sleep(0);
      running--;
      return value * 2;
    }, hundred);
    assert.equal(most, 20);
    assert.deepEqual(
      results,
      hundred.map((value) => value * 2),
    );
  });

  it("shares its calls among all that is submitted, by priority and order", async () => {
    await using pool = new TaskPool(1);
    const gate = defer<void>();
    const order: string[] = [];
    const first = pool.apply(() => gate.promise);
    const note = (name: string): number => order.push(name);
    const others = [
      pool.apply(note, ["low"], { priority: -1 }),
      pool.apply(note, ["one"]),
      pool.apply(note, ["high"], { priority: 1 }),
      pool.apply(note, ["two"]),
    ];
    assert.deepEqual([pool.statistics().leased, pool.statistics().waiting], [1, 4]);
    gate.resolve();
    await Promise.all([first, ...others]);
    assert.deepEqual(order, ["high", "one", "two", "low"]);
    assert.equal(pool.statistics().completed, 5);
  });

  it("takes and gives the very same values, whatever they are", async () => {
    await using pool = new TaskPool();
    const value = { promise: Promise.resolve(1), call: () => 2 };
    assert.equal(await pool.apply((one: typeof value) => one, [value]), value);
    assert.deepEqual(await pool.starmap(Math.max, [[1, 2], [3]]), [2, 3]);
    assert.deepEqual(
      await pool.apply(function* () {
        yield 1;
        yield 2;
      }),
      [1, 2],
    );
    assert.deepEqual(await pool.broadcast((text: string) => text.length, ["four"]), [4]);
    assert.equal(await pool.apply({ module: "node:path", name: "basename" }, ["/a/b"]), "b");
    await rejects(pool.apply({ module: "node:path", name: "nothing" }, []), MisuseError);
  });

  it("rejects a map with its first error, and drops the rest", async () => {
    await using pool = new TaskPool(2);
    const error = new Error("no");
    const begun: number[] = [];
    const failing = async (value: number): Promise<number> => {
      begun.push(value);
      if (value === 1) throw error;
      await sleep(forever);
      return value;
    };
    await rejects(pool.map(failing, hundred), error);
    assert.deepEqual(begun, [0, 1]);
  });

  it("runs a whole map when told to, and rejects with the first error by place", async () => {
    await using pool = new TaskPool(3);
    const seen: number[] = [];
    const failing = async (value: number): Promise<void> => {
      await sleep(3 - value);
      seen.push(value);
      if (value < 2) throw new RangeError(String(value));
    };
    await assert.rejects(pool.map(failing, [0, 1, 2, 3], { failFast: false }), { message: "0" });
    assert.equal(seen.length, 4);
  });

  it("pulls an endless source only as fast as results are taken", async () => {
    await using pool = new TaskPool(2);
    let pulled = 0;
    let closed = false;
    function* numbers(): Generator<number> {
      try {
        for (;;) yield pulled++;
      } finally {
        closed = true;
      }
    }
    const squares: number[] = [];
    for await (const square of pool.imap(async (value: number) => value ** 2, numbers(), {
      bufferSize: 4,
    })) {
      squares.push(square);
      assert.ok(pulled <= squares.length + 4);
      if (squares.length === 10) break;
    }
    assert.deepEqual(
      squares,
      hundred.slice(0, 10).map((value) => value ** 2),
    );
    assert.equal(closed, true);
  });

  it("gives results in the order in which they come, each error in its place", async () => {
    await using pool = new TaskPool();
    async function* delays(): AsyncGenerator<number> {
      yield* [30, -1, 1];
    }
    const wait = async (delay: number): Promise<number> => {
      if (delay < 0) throw new RangeError("no");
      await sleep(delay);
      return delay;
    };
    const unordered = pool.imapUnordered(wait, delays());
    await rejects(unordered.next(), RangeError);
    assert.deepEqual((await unordered.next()).value, 1);
    assert.deepEqual((await unordered.next()).value, 30);
    assert.equal((await unordered.next()).done, true);
    const ordered = pool.imap(wait, delays());
    assert.deepEqual((await ordered.next()).value, 30);
    await rejects(ordered.next(), RangeError);
    assert.deepEqual((await ordered.next()).value, 1);
    assert.equal((await ordered.next()).done, true);
  });

  it("throws what the source of its items throws, after what came before", async () => {
    await using pool = new TaskPool();
    function* items(): Generator<number> {
      yield 1;
      throw new RangeError("dry");
    }
    await rejects(
      pool.map((value: number) => value, items()),
      RangeError,
    );
    const results = pool.imap((value: number) => value, items());
    assert.equal((await results.next()).value, 1);
    await rejects(results.next(), RangeError);
    assert.equal((await results.next()).done, true);
  });
});

describe("a call of a TaskPool", () => {
  it("has a scope of its own, whose wait ends when it is cancelled", async () => {
    await using pool = new TaskPool();
    const ended = defer<unknown>();
    const sleeper = pool.applyAsync(async () => {
      const own = currentTask();
      try {
        await sleep(forever);
      } catch (error) {
        ended.resolve([currentTask() === own, own?.signal.aborted, error]);
        throw error;
      }
    });
    const isOther = await pool.apply(async () => {
      await sleep(0);
      return currentTask()?.signal.aborted;
    });
    assert.equal(isOther, false);
    const reason = new CancelledError();
    assert.equal(sleeper.cancel(reason), true);
    await rejects(sleeper, reason);
    assert.deepEqual(await ended.promise, [true, true, reason]);
    assert.equal(sleeper.cancel(), false);
  });

  it("keeps its place until what it runs has ended", async () => {
    await using pool = new TaskPool(1);
    const gate = defer<void>();
    const deaf = pool.applyAsync(() => gate.promise);
    const next = pool.applyAsync(() => 1);
    deaf.cancel("enough");
    await rejects(deaf, "enough");
    await sleep(0);
    assert.equal(next.ready(), false);
    gate.resolve();
    assert.equal(await next, 1);
  });

  it("is stopped by its signal, before and while it runs, and by its time limit", async () => {
    await using pool = new TaskPool(1);
    const controller = new AbortController();
    const running = pool.apply(() => sleep(forever), [], controller);
    const waiting = pool.apply(() => 1, [], controller);
    controller.abort("enough");
    await Promise.all([rejects(running, "enough"), rejects(waiting, "enough")]);
    await rejects(
      pool.apply(() => 1, [], controller),
      "enough",
    );
    await rejects(
      pool.apply(() => sleep(forever), [], { timeout: 1 }),
      TimeoutError,
    );
    assert.equal(pool.statistics().cancelled, 4);
  });

  it("is tried again as often as it says, and reports to its progress", async () => {
    await using pool = new TaskPool();
    const seen: unknown[] = [];
    let tries = 0;
    const call = pool.apply(
      () => {
        currentTask()?.report(++tries);
        if (tries < 3) throw new Error("no");
        return "at last";
      },
      [],
      { retries: 2, progress: (value) => seen.push(value) },
    );
    assert.equal(await call, "at last");
    assert.deepEqual(seen, [1, 2, 3]);
    assert.equal(pool.statistics().retried, 2);
  });
});

describe("the end of a TaskPool", () => {
  it("lets everything finish when it is closed, and takes nothing new", async () => {
    const pool = new TaskPool(1);
    const results = [1, 2].map((value) => pool.apply(async () => sleep(1).then(() => value)));
    await rejects(pool.join(), MisuseError);
    pool.close();
    await rejects(
      pool.apply(() => 1),
      ClosedError,
    );
    await rejects(
      pool.map(() => 1, []),
      ClosedError,
    );
    await pool.join();
    assert.deepEqual(await Promise.all(results), [1, 2]);
  });

  it("ends all at once when it is terminated", async () => {
    const pool = new TaskPool(1);
    const calls = [pool.apply(() => sleep(forever)), pool.map(() => sleep(forever), hundred)];
    const ends = calls.map((call) => rejects(call, ClosedError));
    pool.terminate();
    await Promise.all(ends);
    await pool.join({ timeout: 60_000 });
  });
});

describe("the options of a TaskPool", () => {
  it("have to work", () => {
    assert.throws(() => new TaskPool(0), MisuseError);
    assert.equal(new TaskPool({ name: "mine" }).name, "mine");
  });

  it("may have an initializer, which runs once before all calls", async () => {
    const steps: string[] = [];
    await using pool = new TaskPool({
      initializer: async (text: string) => {
        await sleep(0);
        steps.push(text);
      },
      initargs: ["ready"],
    });
    await pool.map((value: number) => steps.push(String(value)), [1, 2]);
    assert.deepEqual(steps, ["ready", "1", "2"]);
    const error = new Error("no");
    await using broken = new TaskPool({ initializer: () => Promise.reject(error) });
    await rejects(
      broken.apply(() => 1),
      error,
    );
    await rejects(
      broken.apply(() => 1),
      error,
    );
  });
});
