import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { encoded, roundTrip } from "./round-trip.ts";

test("numbers keep every bit", () => {
  const odd = [0, -0, 127, 128, -1, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1, NaN, 5e-324];
  for (const value of [...odd, Number.MAX_SAFE_INTEGER, Infinity, -Infinity]) {
    assert.ok(Object.is(roundTrip(value), value), String(value));
  }
  fc.assert(fc.property(fc.double(), (value) => Object.is(roundTrip(value), value)));
});

test("strings of any characters and length keep them, lone surrogates included", () => {
  const lengths = [0, 1, 39, 40, 41, 63, 64, 200, 5_000];
  const units = [
    "a",
    "é",
    "ÿ",
    "Ā",
    "日",
    "😀",
    "\ud800",
    "\udc00",
    "a日",
    "aaaaaaaaaaaaaaaaaaaa\ud800",
  ];
  for (const unit of units) {
    for (const length of lengths) {
      const value = unit.repeat(length);
      assert.equal(roundTrip(value), value);
    }
  }
  fc.assert(fc.property(fc.string({ unit: "binary" }), (value) => roundTrip(value) === value));
});

test("a short string of Latin-1 takes one byte more than it has characters", () => {
  assert.equal(encoded("café").length, 5);
});

test("big integers of either sign keep their value", () => {
  const edge = [0n, -1n, 255n, 256n, 2n ** 64n, -(2n ** 63n), 2n ** 1000n + 1n];
  for (const value of edge) assert.equal(roundTrip(value), value);
  fc.assert(fc.property(fc.bigInt(), (value) => roundTrip(value) === value));
});
