import assert from "node:assert/strict";
import { test } from "node:test";
import vm from "node:vm";
import { roundTrip } from "./round-trip.ts";

test("dates keep their time, invalid ones stay invalid", () => {
  assert.deepEqual(roundTrip(new Date(1e12)), new Date(1e12));
  assert.ok(Number.isNaN(roundTrip(new Date(NaN)).getTime()));
});

test("a regular expression goes on where it stood", () => {
  const value = /a(?<name>b)/giu;
  value.lastIndex = 5;
  const arrived = roundTrip(value);
  assert.deepEqual(
    [arrived.source, arrived.flags, arrived.lastIndex],
    [value.source, value.flags, 5],
  );
});

test("boxed primitives stay boxed", () => {
  for (const primitive of [1, -0, "text", true, 10n, Symbol.iterator]) {
    const value: unknown = Object(primitive);
    const arrived = roundTrip(value);
    assert.equal(typeof arrived, "object");
    assert.deepStrictEqual(arrived, value);
  }
});

test("maps and sets keep order, identity of keys, cycles and own properties", () => {
  const key = { id: 1 };
  const map = Object.assign(new Map<unknown, unknown>([[key, 1]]), { label: "m" });
  map.set("self", map).set("set", new Set([key, map]));
  const arrived = roundTrip(map);
  const [first] = arrived.keys();
  assert.equal(arrived.get("self"), arrived);
  assert.deepEqual(first, { id: 1 });
  assert.deepEqual([...(arrived.get("set") as Set<unknown>)], [first, arrived]);
  assert.equal(arrived.label, "m");
});

test("hidden properties stay hidden and order is kept", () => {
  const value = Object.defineProperty({ a: 1 }, "hidden", {
    value: [1],
    configurable: true,
    writable: true,
  });
  Object.assign(value, { z: 1, 5: 2, [Symbol.for("k")]: 3 });
  const arrived = roundTrip(value);
  assert.deepEqual(
    Object.getOwnPropertyDescriptors(arrived),
    Object.getOwnPropertyDescriptors(value),
  );
  assert.deepEqual(Reflect.ownKeys(arrived), Reflect.ownKeys(value));
});

test("objects without a prototype have none on the other side", () => {
  const value = Object.assign(Object.create(null) as Record<string, unknown>, { a: 1 });
  value["self"] = value;
  const arrived = roundTrip(value);
  assert.equal(Object.getPrototypeOf(arrived), null);
  assert.equal(arrived["self"], arrived);
  const map = Object.setPrototypeOf(new Map([[1, 2]]), null) as Map<number, number>;
  assert.equal(Map.prototype.get.call(roundTrip(map), 1), 2);
});

test("what is frozen, sealed or closed arrives as an open copy", () => {
  const values = [
    Object.freeze({ a: [1] }),
    Object.seal({ a: 1 }),
    Object.preventExtensions({ a: 1 }),
  ];
  for (const arrived of roundTrip([...values, Object.freeze([1, 2])])) {
    assert.ok(Object.isExtensible(arrived));
    const [first] = Object.values(Object.getOwnPropertyDescriptors(arrived));
    assert.deepEqual([first?.writable, first?.configurable], [true, true]);
  }
});

test("objects of another context of node:vm arrive as those of this one", () => {
  const value = vm.runInNewContext(
    "({ a: [1, { b: 2 }], m: new Map([[1, 2]]), d: new Date(5), e: new TypeError('x') })",
  ) as object;
  const arrived = roundTrip(value) as { a: unknown[]; m: unknown; d: unknown; e: unknown };
  assert.deepStrictEqual(
    { ...arrived, e: 0 },
    { a: [1, { b: 2 }], m: new Map([[1, 2]]), d: new Date(5), e: 0 },
  );
  assert.ok(arrived.e instanceof TypeError);
});

test("URL, search parameters, headers and formatters arrive as such", () => {
  const url = roundTrip(new URL("https://example.org/a?b=c#d"));
  assert.ok(url instanceof URL);
  assert.equal(url.href, "https://example.org/a?b=c#d");
  assert.equal(roundTrip(new URLSearchParams("a=1&a=2")).toString(), "a=1&a=2");
  assert.equal(roundTrip(new Headers({ "x-a": "1" })).get("X-A"), "1");
  assert.equal(roundTrip(new TextDecoder("utf-16le", { fatal: true })).fatal, true);
  assert.equal(roundTrip(new TextEncoder()).encode("é").length, 2);
  const format = new Intl.NumberFormat("de", { minimumFractionDigits: 2 });
  assert.equal(roundTrip(format).format(1.5), format.format(1.5));
  const shared = { a: url, b: url };
  const arrived = roundTrip(shared);
  assert.equal(arrived.a, arrived.b);
});
