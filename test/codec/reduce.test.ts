import assert from "node:assert/strict";
import { test } from "node:test";
import type { FunctionDecoding, FunctionEncoding } from "../../src/codec/custom.ts";
import { reduce, registerReducer } from "../../src/codec/reduce.ts";
import { encoded, roundTrip } from "./round-trip.ts";

/** Lets functions of this process through by number. */
function local(): { functions: () => FunctionEncoding & FunctionDecoding } {
  const known: Function[] = [];
  const helper: FunctionEncoding & FunctionDecoding = {
    reduce: (value) => ({ head: known.push(value) - 1 }),
    reduceObject: () => undefined,
    refuse: () => undefined,
    create: (head) => known[Number(head)] ?? assert.fail(),
    fill: () => assert.fail(),
  };
  return { functions: () => helper };
}

test("an object says by a method how it is made again, by a function or by a class", () => {
  class Celsius {
    readonly #degrees: number;
    constructor(degrees: number) {
      this.#degrees = degrees;
    }
    get degrees(): number {
      return this.#degrees;
    }
    [reduce](): [typeof Celsius, number] {
      return [Celsius, this.#degrees];
    }
  }
  const value = new Celsius(21);
  const plain = { [Symbol.for("skein.reduce")]: () => [(a: string, b: string) => a + b, "x", "y"] };
  const [first, second, text] = roundTrip([value, value, plain], local());
  assert.ok(first instanceof Celsius);
  assert.equal(first.degrees, 21);
  assert.equal(first, second);
  assert.equal(text, "xy");
});

test("a registered reducer holds for subclasses, and the most derived one wins", () => {
  class Animal {
    readonly name: string;
    constructor(name: string) {
      this.name = name;
    }
  }
  class Dog extends Animal {}
  class Puppy extends Dog {}
  class Cat extends Animal {}
  registerReducer(Animal, ({ name }) => [Animal, `animal ${name}`]);
  registerReducer(Dog, ({ name }) => [Dog, `dog ${name}`]);
  const arrived = roundTrip([new Puppy("a"), new Cat("b")], local());
  assert.deepEqual(
    arrived.map(({ name }) => name),
    ["dog a", "animal b"],
  );
  assert.deepEqual(
    arrived.map(({ constructor }) => constructor),
    [Dog, Animal],
  );
});

test("a reducer for a built-in class is heard", () => {
  class Marked extends Map<string, number> {}
  registerReducer(Marked, (map) => [Marked, [...map].map(([key, value]) => [key, value + 1])]);
  assert.deepEqual([...roundTrip(new Marked([["a", 1]]), local())], [["a", 2]]);
});

test("a reducer may name a built-in class or function", () => {
  const of = (rebuild: Function, ...args: unknown[]): object => ({
    [reduce]: () => [rebuild, ...args],
  });
  const value = [of(Date, 5), of(String, 7), of(Math.max, 1, 3), of(Map, [[1, 2]])];
  assert.deepStrictEqual(roundTrip<unknown>(value, local()), [
    new Date(5),
    "7",
    3,
    new Map([[1, 2]]),
  ]);
});

test("what leads back to its own object, or isn't a reduction, is refused; errors of the reducer come out", () => {
  const loop: object = { [reduce]: (): unknown[] => [Object, [loop]] };
  assert.throws(
    () => encoded({ loop }, local()),
    /\.loop -> argument 0 of the reducer -> \[0\] -> it refers back/,
  );
  assert.throws(() => encoded({ [reduce]: () => "text" }, local()), /must return an array/);
  const broken = {
    [reduce]: () => {
      throw new RangeError("mine");
    },
  };
  assert.throws(() => encoded([broken], local()), new RangeError("mine"));
});
