import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { describeHandle } from "../../src/codec/handle.ts";
import { ClosedError, MisuseError } from "../../src/errors.ts";
import { Process, Thread } from "../../src/index.ts";
import { memoryMode } from "../../src/memory/memory-mode.ts";
import { reviveSharedArray, SharedArray } from "../../src/sync/shared-array.ts";

const broker = memoryMode() === "broker" && "memory isn't mapped here";
const mapped = memoryMode() === "mapped" && "memory is mapped here";
const lock = false;

const numbers = (...values: number[]): SharedArray<"int32"> =>
  new SharedArray("int32", values, { lock });

describe("a SharedArray", () => {
  test("of a length is zeros, of values is these", () => {
    assert.deepEqual([...new SharedArray("bigint64", 3, { lock })], [0n, 0n, 0n]);
    const array = new SharedArray("float32", new Set([1, 0.5]), { lock });
    assert.deepEqual([array.length, [...array]], [2, [1, 0.5]]);
    assert.equal(new SharedArray("int8", 0, { lock }).length, 0);
  });

  test("refuses what is no length or no element", () => {
    for (const length of [-1, 1.5, NaN, 2 ** 32]) {
      assert.throws(() => new SharedArray("int8", length, { lock }), {
        name: "MisuseError",
        message: `an array can't have ${length} elements`,
      });
    }
    assert.throws(() => numbers(1, 0.5), /^MisuseError: 0.5 can't be stored as int32/);
  });

  test("names an index that isn't there", () => {
    const array = numbers(1, 2, 3);
    for (const index of [-1, 3, 0.5, NaN]) {
      const error = { name: "RangeError", message: `there is no index ${index} in an array of 3` };
      assert.throws(() => array.get(index), error);
      assert.throws(() => array.set(index, 1), error);
      assert.throws(() => array.add(index, 1), error);
      assert.throws(() => array.exchange(index, 1), error);
      assert.throws(() => array.compareExchange(index, 1, 1), error);
    }
    assert.deepEqual([...array], [1, 2, 3]);
  });

  test("counts from the end with at", () => {
    const array = numbers(1, 2, 3);
    assert.deepEqual(
      [-4, -3, -1, 0, 2, 3].map((index) => array.at(index)),
      [undefined, 1, 3, 1, 3, undefined],
    );
  });

  test("changes one element and gives what it was", () => {
    const array = numbers(1, 2, 3);
    assert.equal(array.add(1, 5), 2);
    assert.equal(array.exchange(0, -1), 1);
    assert.equal(array.compareExchange(2, 4, 9), 3);
    assert.equal(array.compareExchange(2, 3, 9), 3);
    assert.deepEqual([...array], [-1, 7, 9]);
  });

  test("takes several values at once, or none of them", () => {
    const array = numbers(1, 2, 3);
    array.set([8, 9], 1);
    array.set([], 3);
    assert.deepEqual([...array], [1, 8, 9]);
    assert.throws(() => array.set([5, 5], 2), {
      name: "RangeError",
      message: "2 values from index 2 on don't fit into an array of 3",
    });
    assert.throws(() => array.set([5, 0.5]), MisuseError);
    assert.throws(() => array.set([5], -1), RangeError);
    assert.deepEqual([...array], [1, 8, 9]);
  });

  test("is sliced and filled like a typed array", () => {
    const values = [1, 2, 3, 4, 5];
    const typed = Int32Array.from(values);
    const bounds = [[], [1], [-2], [1, 3], [3, 1], [-4, -1], [0, 99], [-99, 2]];
    for (const [start, end] of bounds) {
      const array = numbers(...values);
      assert.deepEqual(array.slice(start, end), typed.slice(start, end));
      array.fill(0, start, end);
      assert.deepEqual(array.slice(), Int32Array.from(typed).fill(0, start, end));
    }
  });

  test("gives copies with slice and itself with view", () => {
    const array = numbers(1, 2, 3);
    const copy = array.slice();
    const { view } = array;
    array.set(0, 9);
    assert.deepEqual([...copy], [1, 2, 3]);
    assert.deepEqual([...view], [9, 2, 3]);
    view[2] = 7;
    assert.equal(array.get(2), 7);
  });

  test("that was closed refuses to go on", () => {
    const array = numbers(1);
    array.close();
    assert.throws(() => array.get(0), ClosedError);
    assert.throws(() => array.view, ClosedError);
    assert.throws(() => describeHandle(array), ClosedError);
  });

  test("made again from its handle is the same elements", () => {
    const array = numbers(1, 2, 3);
    const description = describeHandle(array);
    assert.equal(description?.type, "skein.SharedArray");
    const again = reviveSharedArray(description?.data);
    assert.deepEqual([again.type, again.length], ["int32", 3]);
    again.set(1, 5);
    assert.equal(array.get(1), 5);
  });

  test("is filled by processes in place", { skip: broker }, async () => {
    using array = new SharedArray("float64", 1_000, { lock });
    const fill = (first: number): void => {
      const { view } = array;
      for (let index = first; index < view.length; index += 2) view[index] = Math.sqrt(index);
    };
    const children = [0, 1].map((first) => new Process({ target: fill, args: [first] }));
    for (const child of children) child.start();
    await Promise.all(children.map((child) => child.result()));
    const expected = Float64Array.from({ length: 1_000 }, (_, index) => Math.sqrt(index));
    assert.deepEqual(array.slice(), expected);
  });

  test("has no view where a broker keeps it", { skip: mapped }, async () => {
    using array = new SharedArray("bigint64", [1n, 2n, 3n], { lock });
    const use = (): string => {
      array.fill(5n, 1);
      array.set([7n], 2);
      try {
        return String(array.view);
      } catch (error) {
        return `${String(error)}: ${array.slice(1).join()}`;
      }
    };
    const child = new Process({ target: use });
    child.start();
    assert.match(await child.result(), /^MisuseError: there is no view .*: 5,7$/);
    assert.deepEqual([...array], [1n, 5n, 7n]);
  });

  test("is changed under its lock", async () => {
    using array = new SharedArray("float64", [1, 2]);
    const swaps = memoryMode() === "mapped" ? 1_001 : 51;
    const work = (): void => {
      for (let swap = 0; swap < swaps; swap += 1) array.updateSync(exchangeEnds);
    };
    const children = [new Process({ target: work }), new Thread({ target: work, dedicated: true })];
    for (const child of children) child.start();
    for (let swap = 0; swap < swaps; swap += 1) await array.update(exchangeEnds);
    await Promise.all(children.map((child) => child.result()));
    // An odd number of exchanges, and each saw both ends.
    assert.deepEqual([...array], [2, 1]);
    assert.equal(await array.update(async ({ length }) => length), 2);
  });
});

function exchangeEnds(array: SharedArray<"float64">): void {
  const [first, last] = [array.get(0), array.get(1)];
  array.set(0, last);
  array.set(1, first);
}
