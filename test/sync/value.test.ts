import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { describeHandle } from "../../src/codec/handle.ts";
import { ClosedError, MisuseError, TimeoutError } from "../../src/errors.ts";
import { Process, Thread } from "../../src/index.ts";
import { memoryMode } from "../../src/memory/memory-mode.ts";
import { Lock } from "../../src/sync/lock.ts";
import { RLock } from "../../src/sync/rlock.ts";
import { reviveValue, Value } from "../../src/sync/value.ts";

const lock = false;

describe("a Value", () => {
  test("is zero unless told otherwise", () => {
    assert.equal(new Value("float64", undefined, { lock }).value, 0);
    assert.equal(new Value("bigint64", undefined, { lock }).value, 0n);
    assert.equal(new Value("int8", 7, { lock }).get(), 7);
  });

  test("keeps what is set", () => {
    const value = new Value("float64", 1, { lock });
    value.value = 2.5;
    assert.equal(value.get(), 2.5);
    value.set(-0);
    assert.ok(Object.is(value.value, -0));
  });

  test("cuts whole numbers to the bits that there are", () => {
    const value = new Value("int32", 2 ** 31, { lock });
    assert.equal(value.value, -(2 ** 31));
    value.add(-1);
    assert.equal(value.value, 2 ** 31 - 1);
  });

  test("names what can't be stored", () => {
    const value = new Value("int32", 0, { lock });
    assert.throws(() => value.set(1.5), {
      name: "MisuseError",
      message: "1.5 can't be stored as int32: it isn't a whole number",
    });
    assert.throws(() => value.add(NaN), /NaN can't be stored as int32/);
    assert.throws(() => value.exchange(Infinity), MisuseError);
    assert.throws(() => value.compareExchange(0, 0.5), MisuseError);
    // @ts-expect-error a text is no number
    assert.throws(() => new Value("float64", "1", { lock }), /'1' can't be stored as float64/);
    assert.throws(
      // @ts-expect-error a number is no bigint
      () => new Value("bigint64", 1, { lock }),
      /1 can't be stored as bigint64: it isn't a bigint/,
    );
    assert.equal(value.value, 0);
  });

  test("knows its types", () => {
    // @ts-expect-error Python's codes are no names of types
    assert.throws(() => new Value("i", 0, { lock }), {
      name: "MisuseError",
      message: /^'i' is no type of elements; these are: int8, /,
    });
  });

  test("that was closed refuses to go on", () => {
    const value = new Value("int32", 0, { lock });
    value.close();
    value.close();
    assert.throws(() => value.value, ClosedError);
    assert.throws(() => describeHandle(value), ClosedError);
  });

  test("made again from its handle is the same number", () => {
    const value = new Value("biguint64", 5n, { lock });
    const description = describeHandle(value);
    assert.equal(description?.type, "skein.Value");
    const again = reviveValue(description?.data);
    assert.equal(again.type, "biguint64");
    again.add(2n);
    assert.equal(value.value, 7n);
  });

  test("without a lock can't be updated under it", async () => {
    const value = new Value("int32", 0, { lock });
    assert.throws(() => value.lock, /this Value has no lock/);
    await assert.rejects(
      value.update(() => 1),
      MisuseError,
    );
  });

  test("loses no addition of threads and processes", async () => {
    using value = new Value("float64", 0, { lock });
    // A broker takes a thousand times as long.
    const rounds = memoryMode() === "mapped" ? 20_000 : 200;
    const work = (): void => {
      for (let round = 0; round < rounds; round += 1) value.add(1);
    };
    const children = [
      new Process({ target: work }),
      new Process({ target: work }),
      new Thread({ target: work, dedicated: true }),
    ];
    for (const child of children) child.start();
    await Promise.all(children.map((child) => child.result()));
    assert.equal(value.value, 3 * rounds);
  });
});

describe("the lock of a Value", () => {
  test("keeps updates of threads and processes apart", async () => {
    using value = new Value("int32", 0);
    const rounds = memoryMode() === "mapped" ? 2_000 : 100;
    const work = (): void => {
      for (let round = 0; round < rounds; round += 1) value.updateSync((number) => number + 1);
    };
    const children = [
      new Process({ target: work }),
      new Process({ target: work }),
      new Thread({ target: work, dedicated: true }),
    ];
    for (const child of children) child.start();
    for (let round = 0; round < rounds; round += 1) await value.update((number) => number + 1);
    await Promise.all(children.map((child) => child.result()));
    assert.equal(value.value, 4 * rounds);
  });

  test("travels with it", async () => {
    using value = new Value("int32", 1, { lock: new Lock() });
    const child = new Process({
      target: () => [value.lock.constructor.name, value.lock.tryAcquire() === undefined],
    });
    using _ = await value.lock.acquire();
    child.start();
    assert.deepEqual(await child.result(), ["Lock", true]);
  });

  test("can be that of several values", async () => {
    const common = new Lock();
    const [one, other] = [1, 2].map((initial) => new Value("int32", initial, { lock: common }));
    assert.ok(one !== undefined && other !== undefined);
    assert.equal(one.lock, common);
    await one.update((number) => {
      assert.throws(() => other.updateSync(() => 5, { timeout: 0 }), TimeoutError);
      return number + 1;
    });
    assert.deepEqual([one.value, other.value], [2, 2]);
    one.close();
    assert.equal(await other.update(() => 3), 3);
  });

  test("that doesn't come leaves the number as it is", async () => {
    using value = new Value("int32", 1, { lock: new Lock() });
    using _ = await value.lock.acquire();
    await assert.rejects(
      value.update(() => 5, { timeout: 0 }),
      TimeoutError,
    );
    assert.equal(value.value, 1);
  });

  test("is free again when the change fails", async () => {
    using value = new Value("int32", 1, { lock: new Lock() });
    await assert.rejects(
      value.update(() => {
        throw new RangeError("mine");
      }),
      { message: "mine" },
    );
    await assert.rejects(
      value.update(() => 0.5),
      MisuseError,
    );
    assert.equal(
      value.updateSync((number) => number + 1),
      2,
    );
  });

  test("is closed with it if it was made for it", () => {
    const value = new Value("int32");
    const made = value.lock;
    assert.ok(made instanceof RLock);
    value.close();
    assert.throws(() => made.tryAcquire(), ClosedError);
  });

  test("must be one", () => {
    // @ts-expect-error a text is no lock
    assert.throws(() => new Value("int32", 0, { lock: "mine" }), {
      name: "MisuseError",
      message: "lock can be true, false, a Lock or an RLock, not 'mine'",
    });
  });
});
