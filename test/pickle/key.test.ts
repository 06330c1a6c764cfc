import assert from "node:assert/strict";
import { test } from "node:test";
import { ByteArray } from "../../src/pickle/byte-array.ts";
import { Complex } from "../../src/pickle/complex.ts";
import { PlainDate, PlainDateTime, PlainTime } from "../../src/pickle/date-time.ts";
import { Decimal } from "../../src/pickle/decimal.ts";
import { Deque } from "../../src/pickle/deque.ts";
import { Dict } from "../../src/pickle/dict.ts";
import { Float } from "../../src/pickle/float.ts";
import { Fraction } from "../../src/pickle/fraction.ts";
import { GlobalName } from "../../src/pickle/global-name.ts";
import { keyOf } from "../../src/pickle/key.ts";
import { FrozenSet, PythonSet } from "../../src/pickle/python-set.ts";
import { Range } from "../../src/pickle/range.ts";
import { TimeDelta, TimeZone } from "../../src/pickle/time-delta.ts";
import { Tuple } from "../../src/pickle/tuple.ts";
import { Uuid } from "../../src/pickle/uuid.ts";

const utc = new TimeZone(new TimeDelta(0));
const east = new TimeZone(new TimeDelta(0, 7200));

/** Values of one line are the same key in Python, those of different lines aren't. */
const classes: readonly (readonly unknown[])[] = [
  [
    1,
    true,
    new Float(1),
    new Complex(1, 0),
    new Decimal("1.0"),
    new Decimal("1E+0"),
    new Fraction(2, 2),
  ],
  [0, false, new Float(-0), -0, new Decimal("0.00"), new Complex(0, -0)],
  [0.5, new Decimal("0.50"), new Fraction(1, 2)],
  [new Decimal("0.1")],
  [0.1],
  [new Fraction(1, 3)],
  [100, new Decimal("1E+2"), new Fraction(200, 2)],
  [2 ** 53, 2n ** 53n, new Float(2 ** 53)],
  [2n ** 53n + 1n],
  [1e300, BigInt(1e300), new Float(1e300)],
  [new Decimal("1E+1000000")],
  [new Decimal("1E-1000000")],
  [Infinity, new Decimal("Infinity")],
  [null, undefined],
  ["None"],
  ["1"],
  [""],
  ["\0"],
  ["\0s\0"],
  ["\0b1"],
  [Buffer.from("1"), Uint8Array.of(0x31)],
  [new Tuple([])],
  [new Tuple([1]), new Tuple([true])],
  [new Tuple([1, 2]), new Tuple([new Float(1), 2])],
  [new Tuple([12])],
  [new Tuple(["1", 2])],
  [new Tuple([new Tuple([1]), 2])],
  [new Tuple([new Tuple([1, 2])])],
  [keyOf(new Tuple([1, 2]))],
  [new FrozenSet([1, "a"]), new FrozenSet(["a", true])],
  [new FrozenSet([])],
  [new Range(0, 3), new Range(0, 3, 1)],
  [new Range(0, 5, 2), new Range(0, 6, 2)],
  [new Range(0, 0), new Range(5, 1)],
  [new Range(7, 8), new Range(7, 9, 5)],
  [new Complex(1, 2)],
  [new PlainDate(2020, 1, 2)],
  [new PlainDateTime(new PlainDate(2020, 1, 2), new PlainTime({}))],
  [
    new PlainDateTime(new PlainDate(2020, 1, 2), new PlainTime({ zone: utc })),
    new PlainDateTime(new PlainDate(2020, 1, 2), new PlainTime({ hour: 2, zone: east })),
    new Date(Date.UTC(2020, 0, 2)),
  ],
  [new PlainTime({ hour: 1 })],
  [new PlainTime({ hour: 1, zone: utc }), new PlainTime({ hour: 3, zone: east })],
  [new TimeDelta(1), new TimeDelta(0, 86_400)],
  [utc, new TimeZone(new TimeDelta(0), "UTC")],
  [
    new Uuid("12345678-1234-5678-1234-567812345678"),
    new Uuid("{12345678123456781234567812345678}"),
  ],
  [new GlobalName("builtins", "int"), new GlobalName("builtins", "int")],
];

test("two values have the same key exactly when Python's dict has", () => {
  for (const [row, values] of classes.entries()) {
    for (const [otherRow, others] of classes.entries()) {
      for (const value of values) {
        for (const other of others) {
          const map = new Map([[keyOf(value), 1]]);
          assert.equal(
            map.has(keyOf(other)),
            row === otherRow,
            `${String(value)} ${String(other)}`,
          );
        }
      }
    }
  }
});

test("what has no hash in Python is its TypeError", () => {
  const values: [unknown, string][] = [
    [[], "list"],
    [{}, "dict"],
    [new Map(), "dict"],
    [new Dict(), "dict"],
    [new Set(), "set"],
    [new PythonSet(), "set"],
    [new ByteArray(new Uint8Array(1)), "bytearray"],
    [new Deque(), "deque"],
    [new Tuple([1, [2]]), "list"],
  ];
  for (const [value, type] of values) {
    assert.throws(() => keyOf(value), {
      name: "TypeError",
      className: "TypeError",
      message: `unhashable type: '${type}'`,
    });
    assert.throws(() => new Dict().set(value, 1), { className: "TypeError" });
    assert.throws(() => new PythonSet([value]), { className: "TypeError" });
  }
});

test("a key that is shared exponentially is an error and not a wait", () => {
  let tuple = new Tuple<readonly unknown[]>([1]);
  for (let level = 0; level < 100; level += 1) tuple = new Tuple([tuple, tuple]);
  assert.throws(() => keyOf(tuple), { className: "MemoryError" });
  let deep = new Tuple<readonly unknown[]>([1]);
  for (let level = 0; level < 10_000; level += 1) deep = new Tuple([deep]);
  assert.throws(() => keyOf(deep), { className: "RecursionError" });
});

test("a dict keeps the first of equal keys and the last value, in order", () => {
  const dict = new Dict<unknown, string>([
    ["b", "1"],
    [true, "2"],
    [1, "3"],
    [new Tuple([1]), "4"],
  ]);
  assert.equal(dict.size, 3);
  assert.deepEqual([...dict.values()], ["1", "3", "4"]);
  assert.deepEqual([...dict.keys()].slice(0, 2), ["b", true]);
  assert.equal(dict.get(new Float(1)), "3");
  assert.equal(dict.get(new Tuple([true])), "4");
  assert.equal(dict.has("c"), false);
  assert.equal(dict.delete(1), true);
  assert.equal(dict.delete(1), false);
  assert.equal(dict.toObject(), undefined);
  dict.delete(new Tuple([1]));
  assert.deepEqual(dict.toObject(), { b: "1" });
  dict.set(1, "5");
  assert.deepEqual(
    [...dict],
    [
      ["b", "1"],
      [1, "5"],
    ],
  );
  dict.clear();
  assert.equal(dict.size, 0);
  assert.deepEqual([...dict], []);
});

test("sets have Python's equality", () => {
  const set = new PythonSet<unknown>([1, true, new Tuple(["a"])]);
  assert.equal(set.size, 2);
  assert.ok(set.has(new Tuple(["a"])));
  assert.ok(set.delete(new Float(1)));
  assert.deepEqual([...set].length, 1);
  set.add(2).clear();
  assert.equal(set.size, 0);
});
