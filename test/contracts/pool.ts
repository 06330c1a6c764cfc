import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CancelledError,
  ClosedError,
  currentTask,
  MisuseError,
  NotSendableError,
  TimeoutError,
  WorkerLostError,
  type Pool,
  type PoolOptions,
} from "../../src/index.ts";

/** One kind of pool. */
export interface PoolKind {
  readonly name: string;
  create(options?: number | PoolOptions): Pool;
  /** Whether a running function can be stopped from outside, and its worker can die alone. */
  readonly isolated: boolean;
}

const minute = { timeout: 60_000 };

class Celsius {
  readonly degrees: number;

  constructor(degrees: number) {
    this.degrees = degrees;
  }

  warmer(by: number): Celsius {
    return new Celsius(this.degrees + by);
  }
}

class OddError extends Error {
  readonly code: string;
  readonly detail: { readonly place: string };

  constructor(code: string, place: string, message: string) {
    super(message);
    this.code = code;
    this.detail = { place };
  }
}

/** What every pool does, whatever its workers are. */
export function poolContract(kind: PoolKind): void {
  describe(`${kind.name}: calls`, minute, () => {
    it("runs a closure with what it captures", async () => {
      await using pool = kind.create(2);
      const factor = 3;
      const triple = (value: number): number => value * factor;
      assert.equal(await pool.apply((value: number) => triple(value) + 1, [4]), 13);
    });

    it("awaits what the function returns, and runs generators to their end", async () => {
      await using pool = kind.create(1);
      const values = await pool.apply(
        function* (count: number) {
          for (let value = 0; value < count; value++) yield value;
        },
        [3],
      );
      assert.deepEqual(values, [0, 1, 2]);
      assert.equal(await pool.apply(async (value: number) => value + 1, [1]), 2);
    });

    it("sends instances there and back", async () => {
      await using pool = kind.create(1);
      const warm = await pool.apply((cold: Celsius) => cold.warmer(20), [new Celsius(1)]);
      assert.ok(warm instanceof Celsius);
      assert.equal(warm.degrees, 21);
    });

    it("copies the arguments at the moment of the call", async () => {
      await using pool = kind.create(1);
      const list = [1, 2];
      const large = new Uint8Array(100_000).fill(7);
      const both = Promise.all([
        pool.apply((items: number[]) => items.length, [list]),
        pool.apply((bytes: Uint8Array) => bytes[99_999], [large]),
      ]);
      list.push(3);
      large.fill(0);
      assert.deepEqual(await both, [2, 7]);
    });

    it("calls back with the value, or with the error", async () => {
      await using pool = kind.create(1);
      const heard: unknown[] = [];
      await pool.applyAsync(() => 5, [], { callback: (value) => heard.push(value) });
      const failing = pool.applyAsync(
        () => {
          throw new RangeError("too far");
        },
        [],
        { errorCallback: (error) => heard.push(String(error)) },
      );
      await assert.rejects(failing.get(), RangeError);
      assert.deepEqual(heard, [5, "RangeError: too far"]);
    });

    it("tells whether a result is ready and whether it succeeded", async () => {
      await using pool = kind.create(1);
      const result = pool.applyAsync((value: number) => value, [1]);
      assert.equal(result.ready(), false);
      assert.throws(() => result.successful(), MisuseError);
      assert.equal(await result.wait({ timeout: 30_000 }), true);
      assert.deepEqual([result.ready(), result.successful()], [true, true]);
      assert.deepEqual([await result.get(), await result.get({ timeout: 0 })], [1, 1]);
    });

    it("gives up waiting after the timeout of get, while the call goes on", async () => {
      await using pool = kind.create(1);
      const result = pool.applyAsync(() => sleep(500, "late"), []);
      await assert.rejects(result.get({ timeout: 0 }), TimeoutError);
      assert.equal(await result.wait({ timeout: 0 }), false);
      assert.equal(await result, "late");
    });

    it("lets a higher priority go first", async () => {
      await using pool = kind.create(1);
      const order: number[] = [];
      await pool.apply(() => 0, []);
      const calls = [0, -1, 5, 1].map((priority) =>
        pool
          .apply((value: number) => value, [priority], { priority })
          .then((value) => order.push(value)),
      );
      await Promise.all(calls);
      assert.deepEqual(order, [5, 1, 0, -1]);
    });

    it("reports progress while the call runs", async () => {
      await using pool = kind.create(1);
      const seen: unknown[] = [];
      const count = async (): Promise<string> => {
        for (const step of [1, 2, 3]) currentTask()?.report({ step });
        return "done";
      };
      assert.equal(await pool.apply(count, [], { progress: (value) => seen.push(value) }), "done");
      assert.deepEqual(seen, [{ step: 1 }, { step: 2 }, { step: 3 }]);
    });

    it("runs several asynchronous calls in one worker when allowed", async () => {
      await using pool = kind.create({ workers: 1, concurrency: 3 });
      const rendezvous = async (): Promise<number> => {
        const state = globalThis as { arrived?: number };
        state.arrived = (state.arrived ?? 0) + 1;
        while (state.arrived < 3) await sleep(1);
        return state.arrived;
      };
      assert.deepEqual(
        await Promise.all([1, 2, 3].map(() => pool.apply(rendezvous, []))),
        [3, 3, 3],
      );
    });
  });

  describe(`${kind.name}: map`, minute, () => {
    it("gives results in order, for lists, iterables and asynchronous iterables", async () => {
      await using pool = kind.create(2);
      const square = (value: number): number => value * value;
      const numbers = Array.from({ length: 1_000 }, (_, index) => index);
      const squares = numbers.map(square);
      async function* later(): AsyncGenerator<number> {
        yield* numbers;
      }
      assert.deepEqual(await pool.map(square, numbers), squares);
      assert.deepEqual(await pool.map(square, new Set(numbers)), squares);
      assert.deepEqual(await pool.map(square, later()), squares);
      assert.deepEqual(await pool.map(square, numbers, { chunkSize: 7 }), squares);
      assert.deepEqual(await pool.map(square, []), []);
      assert.deepEqual(await pool.mapAsync(square, [3]).get(), [9]);
    });

    it("spreads lists of arguments with starmap", async () => {
      await using pool = kind.create(1);
      const minus = (left: number, right: number): number => left - right;
      assert.deepEqual(
        await pool.starmap(minus, [
          [3, 1],
          [10, 4],
        ]),
        [2, 6],
      );
      assert.deepEqual(await pool.starmapAsync(minus, [[1, 1]]), [0]);
    });

    it("rejects with the first error, or runs everything first when asked to", async () => {
      await using pool = kind.create(1);
      const fussy = (value: number): number => {
        if (value >= 3) throw new RangeError(`no ${value}`);
        return value;
      };
      await assert.rejects(pool.map(fussy, [1, 2, 3, 4]), { message: "no 3" });
      await assert.rejects(pool.map(fussy, [5, 1, 4], { failFast: false, chunkSize: 1 }), {
        message: "no 5",
      });
      assert.deepEqual(await pool.map(fussy, [1, 2]), [1, 2]);
    });

    it("rejects with what the input throws", async () => {
      await using pool = kind.create(1);
      function* broken(): Generator<number> {
        yield 1;
        throw new Error("source is broken");
      }
      await assert.rejects(
        pool.map((value: number) => value, broken()),
        { message: "source is broken" },
      );
    });

    it("is cancelled as a whole", async () => {
      await using pool = kind.create(1);
      const result = pool.mapAsync(
        () => sleep(30),
        Array.from({ length: 1_000 }, (_, index) => index),
      );
      assert.equal(result.cancel(), true);
      assert.equal(result.cancel(), false);
      await assert.rejects(result.get(), CancelledError);
      assert.equal(await pool.apply(() => "free again", []), "free again");
    });
  });

  describe(`${kind.name}: imap`, minute, () => {
    it("gives results in order, and pulls an endless source only as far as needed", async () => {
      await using pool = kind.create(2);
      let pulled = 0;
      function* naturals(): Generator<number> {
        for (;;) yield pulled++;
      }
      const taken: number[] = [];
      for await (const value of pool.imap((item: number) => item * 2, naturals(), {
        bufferSize: 10,
      })) {
        taken.push(value);
        assert.ok(pulled - taken.length <= 10, `${pulled} pulled for ${taken.length} taken`);
        if (taken.length === 100) break;
      }
      assert.deepEqual(
        taken,
        Array.from({ length: 100 }, (_, index) => index * 2),
      );
    });

    it("pulls nothing before the first result is asked for, and closes the source at the end", async () => {
      await using pool = kind.create(1);
      const events: string[] = [];
      function* source(): Generator<number> {
        events.push("pulled");
        try {
          for (;;) yield 1;
        } finally {
          events.push("closed");
        }
      }
      const results = pool.imap((value: number) => value, source());
      await pool.apply(() => 0, []);
      assert.deepEqual(events, []);
      await results.next();
      await results.return();
      assert.deepEqual(events, ["pulled", "closed"]);
      assert.deepEqual(await results.next(), { done: true, value: undefined });
    });

    it("rejects at the place of the failing item and goes on", async () => {
      await using pool = kind.create(2);
      const fussy = (value: number): number => {
        if (value === 2) throw new RangeError("no two");
        return value;
      };
      const results = pool.imap(fussy, [1, 2, 3]);
      assert.deepEqual(await results.next(), { done: false, value: 1 });
      await assert.rejects(results.next(), RangeError);
      assert.deepEqual(await results.next(), { done: false, value: 3 });
      assert.equal((await results.next()).done, true);
    });

    it("gives what the source gave before it threw", async () => {
      await using pool = kind.create(1);
      async function* broken(): AsyncGenerator<number> {
        yield 1;
        yield 2;
        throw new Error("source is broken");
      }
      const results = pool.imap((value: number) => value, broken());
      assert.equal((await results.next()).value, 1);
      assert.equal((await results.next()).value, 2);
      await assert.rejects(results.next(), { message: "source is broken" });
      assert.equal((await results.next()).done, true);
    });

    it("gives results as they are done with imapUnordered", async () => {
      await using pool = kind.create(kind.isolated ? 2 : { workers: 1, concurrency: 2 });
      const results = pool.imapUnordered((delay: number) => sleep(delay, delay), [1_000, 1], {
        chunkSize: 1,
      });
      assert.deepEqual([(await results.next()).value, (await results.next()).value], [1, 1_000]);
    });

    it("gives up waiting for a result after a timeout, without losing it", async () => {
      await using pool = kind.create(1);
      const results = pool.imap((value: number) => sleep(20, value), [1, 2], { chunkSize: 1 });
      await assert.rejects(results.next({ timeout: 0 }), TimeoutError);
      assert.deepEqual(await results.next({ timeout: 30_000 }), { done: false, value: 1 });
      assert.deepEqual(await results.next(), { done: false, value: 2 });
    });

    it("answers several next at a time in order", async () => {
      await using pool = kind.create(2);
      const results = pool.imap((value: number) => value, [1, 2, 3]);
      const steps = await Promise.all([
        results.next(),
        results.next(),
        results.next(),
        results.next(),
      ]);
      assert.deepEqual(
        steps.map((step) => step.value),
        [1, 2, 3, undefined],
      );
    });
  });

  describe(`${kind.name}: errors`, minute, () => {
    it("keeps class, code, cause and fields of an error with an odd constructor", async () => {
      await using pool = kind.create(1);
      const fail = (): never => {
        throw Object.assign(new OddError("E_ODD", "attic", "odd"), {
          cause: new TypeError("inner"),
        });
      };
      await assert.rejects(pool.apply(fail, []), (error) => {
        assert.ok(error instanceof OddError);
        assert.deepEqual(
          [error.code, error.detail.place, error.message],
          ["E_ODD", "attic", "odd"],
        );
        assert.ok(error.cause instanceof TypeError);
        return true;
      });
    });

    it("shows where the error was thrown and where the call came from", async () => {
      await using pool = kind.create(1);
      const explode = (): never => {
        throw new Error("here");
      };
      async function callerOfPool(): Promise<unknown> {
        return pool.apply(explode, []);
      }
      await assert.rejects(callerOfPool(), (error) => {
        assert.ok(error instanceof Error && error.stack !== undefined);
        const [thrown, called] = error.stack.split("called from");
        assert.match(thrown ?? "", /at explode .*contracts\/pool\.[jt]s/);
        assert.match(called ?? "", /callerOfPool/);
        return true;
      });
    });

    it("passes on whatever is thrown", async () => {
      await using pool = kind.create(1);
      for (const thrown of ["text", 7, null, undefined, { plain: true }]) {
        const outcome = await pool
          .apply(
            (value: unknown) => {
              throw value;
            },
            [thrown],
          )
          .then(
            () => "no error",
            (error: unknown) => ({ error }),
          );
        assert.deepEqual(outcome, { error: thrown });
      }
    });

    it("refuses an argument that can't be sent, naming the path, and goes on", async () => {
      await using pool = kind.create(1);
      const argument = { deep: [{ promise: Promise.resolve() }] };
      await assert.rejects(
        pool.apply((value: unknown) => value, [argument]),
        (error) => {
          assert.ok(error instanceof NotSendableError);
          assert.match(error.message, /deep.*0.*promise.*Promise/);
          return true;
        },
      );
      assert.equal(await pool.apply(() => 1, []), 1);
    });

    it("fails the call alone whose result can't be sent", async () => {
      await using pool = kind.create(1);
      const calls = await Promise.allSettled([
        pool.apply(() => 1, []),
        pool.apply(() => ({ weak: new WeakMap() }), []),
        pool.apply(() => 2, []),
      ]);
      assert.deepEqual(
        calls.map(({ status }) => status),
        ["fulfilled", "rejected", "fulfilled"],
      );
      await assert.rejects(
        pool.apply(function makeWeak() {
          return { weak: new WeakMap() };
        }, []),
        /result of 'makeWeak'.*weak/,
      );
    });

    it("sends an error without the parts that can't travel", async () => {
      await using pool = kind.create(1);
      const fail = (): never => {
        throw Object.assign(new Error("with luggage"), { code: "E_LUGGAGE", timer: new WeakMap() });
      };
      await assert.rejects(pool.apply(fail, []), { message: "with luggage", code: "E_LUGGAGE" });
    });

    it("tries again as often as asked, and then gives the error", async () => {
      await using pool = kind.create(1);
      const flaky = (needed: number): number => {
        const state = globalThis as { attempts?: number };
        state.attempts = (state.attempts ?? 0) + 1;
        if (state.attempts < needed) throw new Error(`attempt ${state.attempts}`);
        const { attempts } = state;
        state.attempts = 0;
        return attempts;
      };
      assert.equal(await pool.apply(flaky, [3], { retries: 2 }), 3);
      await assert.rejects(pool.apply(flaky, [9], { retries: 1 }), { message: "attempt 2" });
      assert.equal(pool.statistics().retried, 3);
    });

    it("rejects everything with what the initializer threw, and doesn't start workers for ever", async () => {
      const pool = kind.create({
        workers: 2,
        initializer: () => {
          throw new RangeError("no start");
        },
      });
      const early = pool.apply(() => 1, []);
      await assert.rejects(early, { name: "RangeError", message: "no start" });
      await assert.rejects(
        pool.apply(() => 1, []),
        RangeError,
      );
      assert.ok(pool.statistics().workersStarted <= 2);
      pool.close();
      await pool.join();
    });
  });

  describe(`${kind.name}: stopping`, minute, () => {
    it("drops a waiting call that is cancelled", async () => {
      await using pool = kind.create(1);
      const first = pool.applyAsync(() => sleep(50, "first"), []);
      const second = pool.applyAsync(() => "second", []);
      assert.equal(second.cancel(), true);
      assert.equal(second.cancel(), false);
      await assert.rejects(second.get(), CancelledError);
      assert.equal(await first, "first");
      assert.equal(first.cancel(), false);
    });

    it("rejects with the signal's reason, and the running function sees the signal", async () => {
      await using pool = kind.create(1);
      const reason = new Error("changed my mind");
      const controller = new AbortController();
      const listen = async (): Promise<string> => {
        const { signal } = currentTask() ?? {};
        currentTask()?.report("running");
        await new Promise((resolve) => signal?.addEventListener("abort", resolve));
        (globalThis as { seen?: boolean }).seen = true;
        return "too late";
      };
      const progress = (): void => controller.abort(reason);
      await assert.rejects(pool.apply(listen, [], { signal: controller.signal, progress }), reason);
      assert.equal(await pool.apply(() => (globalThis as { seen?: boolean }).seen, []), true);
      await assert.rejects(
        pool.apply(() => 1, [], { signal: AbortSignal.abort(reason) }),
        reason,
      );
    });

    it("takes nothing after close, but finishes what it has", async () => {
      const pool = kind.create(1);
      const last = pool.apply(() => sleep(20, "last"), []);
      pool.close();
      pool.close();
      await assert.rejects(
        pool.apply(() => 1, []),
        ClosedError,
      );
      await assert.rejects(
        pool.map((value: number) => value, [1]),
        ClosedError,
      );
      assert.equal(await last, "last");
      await pool.join();
      assert.deepEqual(pool.statistics().workers, []);
    });

    it("rejects what is pending when it is terminated", async () => {
      const pool = kind.create(2);
      const pending = [1, 2, 3, 4].map(() => pool.apply(() => new Promise<never>(() => {}), []));
      const settled = Promise.allSettled(pending);
      await Promise.resolve();
      pool.terminate();
      for (const end of await settled) {
        assert.equal(end.status, "rejected");
        assert.ok(end.reason instanceof ClosedError);
      }
      await pool.join();
    });

    it("refuses join before close or terminate", async () => {
      await using pool = kind.create(1);
      await assert.rejects(pool.join(), MisuseError);
    });
  });

  describe(`${kind.name}: misuse`, minute, () => {
    it("names the option that can't work", () => {
      for (const [options, name] of [
        [0, /workers/],
        [{ workers: 1.5 }, /workers/],
        [{ workers: 1, minWorkers: 2 }, /minWorkers/],
        [{ maxTasksPerChild: 0 }, /maxTasksPerChild/],
        [{ concurrency: -1 }, /concurrency/],
        [{ grace: Number.NaN }, /grace/],
      ] as const) {
        assert.throws(
          () => kind.create(options),
          (error) => error instanceof MisuseError && name.test(error.message),
        );
      }
    });

    it("names the argument that can't work", async () => {
      await using pool = kind.create(1);
      await assert.rejects(
        // @ts-expect-error -- arguments are an array
        pool.apply((value: number) => value, 5),
        /array, as in pool\.apply/,
      );
      await assert.rejects(
        pool.apply(() => 1, [], { retries: -1 }),
        /retries/,
      );
      await assert.rejects(
        pool.map((value: number) => value, [1], { chunkSize: 0 }),
        /chunkSize/,
      );
    });
  });

  if (kind.isolated) isolatedContract(kind);
}

function isolatedContract(kind: PoolKind): void {
  describe(`${kind.name}: workers that die`, minute, () => {
    it("fails the call that exits, and no other", async () => {
      await using pool = kind.create(2);
      const calls = Array.from({ length: 50 }, (_, index) =>
        pool.apply((value: number) => (value === 25 ? process.exit(3) : value), [index]),
      );
      const ends = await Promise.allSettled(calls);
      ends.forEach((end, index) => {
        if (index !== 25) return assert.deepEqual(end, { status: "fulfilled", value: index });
        assert.ok(end.status === "rejected" && end.reason instanceof WorkerLostError);
        assert.equal(end.reason.exitCode, 3);
      });
    });

    it("runs a lost call again when retries are left", async () => {
      await using pool = kind.create(1);
      const exitOnce = (flag: SharedArrayBuffer | string): string => {
        if (typeof flag === "string") return flag;
        return "never";
      };
      assert.equal(await pool.apply(exitOnce, ["ok"], { retries: 1 }), "ok");
      await assert.rejects(
        pool.apply(() => process.exit(1), [], { retries: 2 }),
        WorkerLostError,
      );
      assert.equal(pool.statistics().retried, 2);
      assert.equal(await pool.apply(() => "alive", []), "alive");
    });

    it("survives running out of memory", async () => {
      await using pool = kind.create({ workers: 1, memory: { maxOldGenerationSizeMb: 24 } });
      const hog = (): number => {
        const all: unknown[] = [];
        for (;;) all.push(Array.from({ length: 10_000 }, (_, index) => ({ index })));
      };
      await assert.rejects(pool.apply(hog, []), WorkerLostError);
      assert.equal(await pool.apply(() => "alive", []), "alive");
    });

    it("fails the call whose exception nobody caught, with that exception", async () => {
      await using pool = kind.create(1);
      const throwLater = (): Promise<never> => {
        setImmediate(() => {
          throw new RangeError("nobody caught me");
        });
        return new Promise(() => {});
      };
      await assert.rejects(pool.apply(throwLater, []), {
        name: "RangeError",
        message: "nobody caught me",
      });
      assert.equal(await pool.apply(() => "alive", []), "alive");
    });

    it("kills what overruns its timeout and replaces the worker", async () => {
      await using pool = kind.create({ workers: 1, grace: 0 });
      const spin = (): never => {
        for (;;);
      };
      const innocent = pool.apply(spin, [], { timeout: 20 });
      const behind = [1, 2, 3].map((value) => pool.apply((same: number) => same, [value]));
      await assert.rejects(
        innocent,
        (error) => error instanceof TimeoutError && error.timeout === 20,
      );
      assert.deepEqual(await Promise.all(behind), [1, 2, 3]);
      assert.ok(pool.statistics().workersStarted >= 2);
    });

    it("kills a cancelled call that doesn't listen, after the grace", async () => {
      await using pool = kind.create({ workers: 1, grace: 10 });
      const controller = new AbortController();
      const spin = (): never => {
        currentTask()?.report("spinning");
        for (;;);
      };
      const progress = (): void => controller.abort();
      await assert.rejects(pool.apply(spin, [], { signal: controller.signal, progress }), {
        name: "AbortError",
      });
      assert.equal(await pool.apply(() => "replaced", []), "replaced");
    });

    it("doesn't let a long call hold back those behind it", async () => {
      await using pool = kind.create(2);
      const work = (value: number): number => {
        if (value === 1_000) {
          const end = Date.now() + 1_000;
          while (Date.now() < end);
        }
        return value;
      };
      await Promise.all(Array.from({ length: 500 }, (_, index) => pool.apply(work, [index])));
      const order: number[] = [];
      const values = [1_000, ...Array.from({ length: 200 }, (_, index) => index)];
      await Promise.all(
        values.map((value) => pool.apply(work, [value]).then((same) => order.push(same))),
      );
      assert.equal(order.at(-1), 1_000);
    });

    it("replaces a worker after its number of calls, running the initializer anew", async () => {
      await using pool = kind.create({
        workers: 1,
        maxTasksPerChild: 2,
        initializer: (value: number) => {
          (globalThis as { served?: number }).served = value;
        },
        initargs: [10],
      });
      const serve = (): number => {
        const state = globalThis as { served?: number };
        state.served = (state.served ?? 0) + 1;
        return state.served;
      };
      const served: number[] = [];
      for (let count = 0; count < 6; count++) served.push(await pool.apply(serve, []));
      assert.deepEqual(served, [11, 12, 11, 12, 11, 12]);
    });

    it("runs on every worker with broadcast", async () => {
      await using pool = kind.create(3);
      const mark = (value: number): number => {
        (globalThis as { mark?: number }).mark = value;
        return value;
      };
      assert.deepEqual(await pool.broadcast(mark, [7]), [7, 7, 7]);
      const marks = await Promise.all(
        Array.from({ length: 30 }, () =>
          pool.apply(() => (globalThis as { mark?: number }).mark, []),
        ),
      );
      assert.deepEqual(new Set(marks), new Set([7]));
    });

    it("grows with the load and shrinks after it", async () => {
      await using pool = kind.create({ workers: 3, minWorkers: 0, idleTimeout: 1 });
      assert.equal(pool.statistics().workers.length, 0);
      await Promise.all([1, 2, 3].map(() => pool.apply(() => sleep(30), [])));
      assert.equal(pool.statistics().workersStarted, 3);
      while (pool.statistics().workers.length > 0) await sleep(5);
      assert.equal(await pool.apply(() => "again", []), "again");
    });

    it("says so when workers can't be started at all", async () => {
      const pool = kind.create({ workers: 1, execArgv: ["--no-such-flag-for-node"] });
      await assert.rejects(
        pool.apply(() => 1, []),
        WorkerLostError,
      );
      pool.close();
      await pool.join();
    });

    it("settles 100,000 outstanding calls, each once", async () => {
      await using pool = kind.create(2);
      const values = await Promise.all(
        Array.from({ length: 100_000 }, (_, index) =>
          pool.apply((value: number) => value, [index]),
        ),
      );
      assert.ok(values.every((value, index) => value === index));
      const { completed, waiting, leased } = pool.statistics();
      assert.deepEqual(
        { completed, waiting, leased },
        { completed: 100_000, waiting: 0, leased: 0 },
      );
    });
  });
}
