import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCount, parseDuration, parsePositive } from "../../src/cli/option-parsers.ts";

test("a duration is seconds, or has a unit", () => {
  const cases = {
    "5": 5_000,
    "1.5": 1_500,
    "0.5s": 500,
    "500ms": 500,
    "2m": 120_000,
    "1h": 3_600_000,
  };
  for (const [text, milliseconds] of Object.entries(cases))
    assert.equal(parseDuration(text), milliseconds, text);
});

test("what is no duration is refused with how to write one", () => {
  for (const text of ["", "0", "-1", "5 s", "5d", "1e3", "ms", "99999h"]) {
    assert.throws(() => parseDuration(text), /Write seconds/, text);
  }
});

test("counts are whole numbers", () => {
  assert.equal(parsePositive("12"), 12);
  assert.equal(parseCount("0"), 0);
  for (const text of ["0", "-1", "1.5", "x", ""])
    assert.throws(() => parsePositive(text), /whole number/, text);
  for (const text of ["-1", "1.5", "x", ""])
    assert.throws(() => parseCount(text), /whole number/, text);
});
