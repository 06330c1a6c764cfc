import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { jsonLine } from "../../src/cli/json-line.ts";

test("what JSON can represent is written as JSON.stringify writes it, on one line", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const line = jsonLine(value);
      assert.equal(line, JSON.stringify(value));
      assert.ok(!line.includes("\n"));
    }),
  );
});

test("what JSON hasn't is shown as documented", () => {
  const cases: [unknown, string][] = [
    [undefined, "null"],
    [() => 1, "null"],
    [Symbol("s"), "null"],
    [Number.NaN, "null"],
    [12345678901234567890n, '"12345678901234567890"'],
    [{ n: 1n }, '{"n":"1"}'],
    [new Map([["a", new Set([1, 2])]]), '[["a",[1,2]]]'],
    [Buffer.from([1, 2]), "[1,2]"],
    [{ deep: new Float64Array([0.5]) }, '{"deep":[0.5]}'],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
    [
      Object.assign(new RangeError("far"), { code: "E" }),
      '{"name":"RangeError","message":"far","code":"E"}',
    ],
  ];
  for (const [value, line] of cases) assert.equal(jsonLine(value), line);
});

test("a value that contains itself is refused", () => {
  const value: { self?: unknown } = {};
  value.self = value;
  assert.throws(() => jsonLine(value), TypeError);
});
