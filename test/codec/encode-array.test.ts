import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { encoded, roundTrip } from "./round-trip.ts";

test("arrays of numbers arrive with the same numbers, packed as tightly as they fit", () => {
  const edges = [
    127,
    128,
    -128,
    -129,
    32_767,
    32_768,
    -32_768,
    -32_769,
    2 ** 31 - 1,
    2 ** 31,
    -0,
    NaN,
    0.5,
  ];
  const numbers = fc.array(fc.oneof(fc.constantFrom(...edges), fc.integer(), fc.double()), {
    maxLength: 100,
  });
  fc.assert(fc.property(numbers, (value) => assert.deepStrictEqual(roundTrip(value), value)));
  for (const edge of edges)
    assert.deepStrictEqual(roundTrip([0, 1, 2, 3, edge]), [0, 1, 2, 3, edge]);
  assert.ok(encoded(Array.from({ length: 1_000 }, () => 100)).length < 1_010);
  assert.ok(encoded(Array.from({ length: 1_000 }, () => 1_000)).length < 2_010);
});

test("holes stay holes and undefined stays undefined", () => {
  const value: unknown[] = [undefined];
  value[3] = 1;
  value[4] = undefined;
  value.length = 7;
  const arrived = roundTrip(value);
  assert.deepEqual(Object.keys(arrived), ["0", "3", "4"]);
  assert.equal(arrived.length, 7);
});

test("an array of four thousand million holes takes a few bytes and no time", () => {
  const value: unknown[] = [];
  value.length = 2 ** 32 - 1;
  value[2 ** 31] = "middle";
  assert.ok(encoded(value).length < 40);
  const arrived = roundTrip(value);
  assert.equal(arrived.length, 2 ** 32 - 1);
  assert.deepEqual(Object.entries(arrived), [[String(2 ** 31), "middle"]]);
});

test("properties that aren't elements come along, in short arrays, long ones and ones with holes", () => {
  const holed = [1, 2];
  holed[50] = 3;
  for (const array of [[1, 2], Array.from({ length: 500 }, (_, index) => index), holed]) {
    const value = Object.assign(array, { label: "x", "7a": [1], "-1": 2, [Symbol.for("s")]: 3 });
    const arrived = roundTrip(value);
    assert.deepStrictEqual(arrived, value);
    assert.deepEqual(Reflect.ownKeys(arrived), Reflect.ownKeys(value));
  }
});

test("the result of a match keeps index, input and groups; a template keeps its raw strings", () => {
  const match = /(?<first>b)(c)/.exec("abc");
  assert.ok(match !== null);
  const arrived = roundTrip(match);
  assert.equal(arrived.index, 1);
  assert.equal(arrived.groups?.["first"], "b");
  const strings = ((parts: TemplateStringsArray) => parts)`a\n`;
  assert.deepEqual(roundTrip(strings).raw, ["a\\n"]);
});

test("an array may hold itself", () => {
  const value: unknown[] = [];
  value.push(value, [value]);
  const arrived = roundTrip(value);
  assert.equal(arrived[0], arrived);
  assert.equal((arrived[1] as unknown[])[0], arrived);
});
