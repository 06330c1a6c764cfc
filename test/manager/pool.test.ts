import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  CancelledError,
  ClosedError,
  MisuseError,
  NotSendableError,
  TimeoutError,
  WorkerLostError,
} from "../../src/errors.ts";
import {
  Manager,
  syncManager,
  type StartedSyncManager,
} from "../../src/manager/sync-manager-definition.ts";
import type { PoolProxy } from "../../src/manager/proxies/pool-proxy.ts";

/** A class of the user's own. */
class Celsius {
  readonly degrees: number;
  constructor(degrees: number) {
    this.degrees = degrees;
  }
  get fahrenheit(): number {
    return this.degrees * 1.8 + 32;
  }
}

class TooCold extends Error {
  readonly reading: Celsius;
  constructor(reading: Celsius) {
    super(`too cold: ${reading.degrees}`);
    this.name = "TooCold";
    this.reading = reading;
  }
}

describe("a pool of a manager", () => {
  let manager: StartedSyncManager;
  let pool: PoolProxy;

  before(async () => {
    manager = await Manager({ authkey: "abc" });
    pool = await manager.Pool(2);
  });
  after(async () => {
    await manager?.shutdown();
  });

  test("runs closures in processes of the server", async () => {
    const factor = 6;
    assert.equal(await pool.apply((by: number) => by * factor, [7]), 42);
    const pids = new Set(await pool.map(() => process.pid, [1, 2, 3, 4]));
    assert.equal(pids.has(process.pid), false);
    assert.equal(pids.has(manager.pid), false);
    assert.equal(await pool.apply({ module: "node:path", name: "basename" }, ["/a/b"]), "b");
  });

  test("keeps what pickles could not carry: Maps, class instances, dates, large buffers", async () => {
    const large = new Uint8Array(200_000).fill(7);
    const result = await pool.apply(
      (map: Map<unknown, unknown>, reading: Celsius, bytes: Uint8Array) => ({
        map: new Map([...map].map(([key, value]) => [value, key])),
        warmer: new Celsius(reading.degrees + 1),
        bytes: bytes.map((byte) => byte + 1),
        nothing: undefined,
        when: new Date(0),
      }),
      [new Map([[1n, new Set(["one"])]]), new Celsius(20), large],
    );
    assert.deepEqual([...result.map], [[new Set(["one"]), 1n]]);
    assert.ok(result.warmer instanceof Celsius);
    assert.equal(result.warmer.fahrenheit, new Celsius(21).fahrenheit);
    assert.equal(result.bytes.length, 200_000);
    assert.ok(result.bytes.every((byte) => byte === 8));
    assert.ok("nothing" in result && result.when instanceof Date);
  });

  test("gives errors as they were thrown, with their class, fields and stack", async () => {
    const measure = (degrees: number): never => {
      throw new TooCold(new Celsius(degrees));
    };
    await assert.rejects(pool.apply(measure, [-5]), (error) => {
      assert.ok(error instanceof TooCold);
      assert.equal(error.message, "too cold: -5");
      assert.ok(error.reading instanceof Celsius);
      assert.match(error.stack ?? "", /at measure .*pool\.test\.[jt]s/);
      assert.match(error.stack ?? "", /--- called from/);
      return true;
    });
    await assert.rejects(
      pool.apply(() => Promise.reject(new RangeError("no"))),
      RangeError,
    );
    await assert.rejects(
      pool.apply(() => () => new WeakRef({})).then((make) => pool.apply(make)),
      (error) => error instanceof NotSendableError && /result of/.test(error.message),
    );
    assert.throws(() => pool.imap(() => 1, 5 as never), MisuseError);
    await assert.rejects(
      pool.apply((value: unknown) => value, [new WeakMap()]),
      NotSendableError,
    );
  });

  test("maps 10,000 items in order, and chunks that fail fail the map", async () => {
    const items = Array.from({ length: 10_000 }, (_, index) => index);
    const doubled = await pool.map((item: number) => item * 2, items);
    assert.deepEqual(
      doubled,
      items.map((item) => item * 2),
    );
    const broken = pool.map((item: number) => {
      if (item === 5_000) throw new TooCold(new Celsius(item));
      return item;
    }, items);
    await assert.rejects(broken, TooCold);
    assert.deepEqual(
      await pool.starmap(Math.pow, [
        [2, 3],
        [3, 2],
      ]),
      [8, 9],
    );
    assert.deepEqual(await pool.map((item: number) => item, []), []);
  });

  test("takes more calls at once than a connection does, as they were when they were made", async () => {
    let count = 0;
    const calls: Promise<number>[] = [];
    for (; count < 2_500; count += 1) calls.push(pool.apply(() => count));
    assert.deepEqual(
      await Promise.all(calls),
      Array.from({ length: 2_500 }, (_, index) => index),
    );
  });

  test("runs a generator to its end", async () => {
    function* upTo(end: number): Generator<number, void, never> {
      for (let item = 0; item < end; item += 1) yield item;
    }
    assert.deepEqual(await pool.apply(upTo, [3]), [0, 1, 2]);
  });

  test("gives results as they come, from sources without an end", async () => {
    let pulled = 0;
    function* endless(): Generator<number, void, unknown> {
      for (;;) yield pulled++;
    }
    const seen: number[] = [];
    for await (const square of pool.imap((item: number) => item ** 2, endless(), {
      bufferSize: 20,
    })) {
      seen.push(square);
      if (seen.length === 100) break;
    }
    assert.deepEqual(
      seen,
      Array.from({ length: 100 }, (_, index) => index ** 2),
    );
    assert.ok(pulled <= 140, `${pulled} items were pulled`);
    async function* later(): AsyncGenerator<number, void, unknown> {
      yield* [1, 2, 3];
    }
    const unordered = new Set<number>();
    for await (const item of pool.imapUnordered((each: number) => each, later()))
      unordered.add(item);
    assert.deepEqual(unordered, new Set([1, 2, 3]));
  });

  test("runs functions that use what the manager serves", async () => {
    using list = await manager.list<number>();
    using lock = await manager.Lock();
    using total = await manager.Value("i", 0);
    await pool.map(
      async (item: number) => {
        await list.append(item);
        await using held = await lock.acquire();
        void held;
        await total.set((await total.get()) + item);
      },
      [1, 2, 3, 4],
    );
    assert.deepEqual(
      (await list.getValue()).toSorted((a, b) => a - b),
      [1, 2, 3, 4],
    );
    assert.equal(await total.get(), 10);
  });

  test("has handles that can be asked, and callbacks", async () => {
    const told: number[] = [];
    const result = pool.applyAsync((base: number) => base + 1, [1], {
      callback: (value) => told.push(value),
    });
    assert.equal(await result.get({ timeout: 60_000 }), 2);
    assert.equal(result.successful(), true);
    assert.deepEqual(told, [2]);
    const sums = pool.mapAsync((item: number) => item + 1, [1, 2]);
    assert.deepEqual(await sums, [2, 3]);
    const powers = pool.starmapAsync((base: number, power: number) => base ** power, [[2, 5]]);
    assert.deepEqual(await powers, [32]);
  });

  test("cancels calls, and ends workers that do not stop", async () => {
    using started = await manager.Event();
    const endless = async (): Promise<never> => {
      await started.set();
      for (;;);
    };
    const result = pool.applyAsync(endless);
    await started.wait();
    assert.equal(result.cancel(), true);
    await assert.rejects(result.get(), CancelledError);
    // There are workers again.
    assert.deepEqual(await pool.map((item: number) => item, [1, 2, 3]), [1, 2, 3]);

    await started.clear();
    const abort = new AbortController();
    const aborted = pool.apply(endless, [], { signal: abort.signal });
    await started.wait();
    abort.abort(new RangeError("enough"));
    await assert.rejects(aborted, { name: "RangeError", message: "enough" });
    await assert.rejects(pool.apply(endless, [], { timeout: 50 }), TimeoutError);
    assert.equal(await pool.apply(() => "alive"), "alive");
    const { cancelled } = await pool.statistics();
    assert.ok(cancelled >= 2);
  });

  test("tells of workers that die, and tries again where it may", async () => {
    const die = (): void => process.kill(process.pid, "SIGKILL") as never;
    await assert.rejects(pool.apply(die), WorkerLostError);
    using tries = await manager.Value("i", 0);
    const thirdTime = async (): Promise<number> => {
      const count = (await tries.get()) + 1;
      await tries.set(count);
      if (count < 3) process.kill(process.pid, "SIGKILL");
      return count;
    };
    assert.equal(await pool.apply(thirdTime, [], { retries: 2 }), 3);
  });

  test("is shared by clients, each of which has its own calls", async () => {
    await using other = await syncManager.connect({ address: manager.address, authkey: "abc" });
    using shelf = await other.dict<string, PoolProxy>();
    await shelf.set("pool", pool);
    const same = await shelf.get("pool");
    assert.ok(same !== undefined);
    const [mine, others] = await Promise.all([
      pool.map((item: number) => [item, process.pid], [1, 2, 3]),
      same.map((item: number) => [item, process.pid], [4, 5, 6]),
    ]);
    assert.deepEqual(
      [...mine, ...others].map(([item]) => item),
      [1, 2, 3, 4, 5, 6],
    );
  });

  test("takes functions of JavaScript only", async () => {
    await assert.rejects(pool.apply("math.sqrt", [1]), MisuseError);
    await assert.rejects(
      pool.apply(() => 1, [], { progress() {} }),
      MisuseError,
    );
  });

  test("ends when it is closed, and says so", async () => {
    using short = await manager.Pool(1);
    assert.equal(await short.apply(() => 1), 1);
    await assert.rejects(short.join(), MisuseError);
    await short.closePool();
    await short.join({ timeout: 60_000 });
    await assert.rejects(
      short.apply(() => 1),
      ClosedError,
    );
  });

  test("rejects what has not ended when it is terminated", async () => {
    using short = await manager.Pool(1);
    using started = await manager.Event();
    const waiting = short.apply(async () => {
      await started.set();
      await new Promise(() => {});
    });
    await started.wait();
    await short.terminate();
    await assert.rejects(waiting, ClosedError);
    await short.join({ timeout: 60_000 });
  });
});
