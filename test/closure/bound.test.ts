import assert from "node:assert/strict";
import { test } from "node:test";
import { bindLater, boundBinding, boundLater } from "../../src/closure/bound.ts";

test("a function bound later does what bind does", () => {
  function add(this: { base: number }, a: number, b: number): number {
    return this.base + a + b;
  }
  const late = boundLater("origin", add);
  assert.equal(bindLater(late, [{ base: 100 }, [20]]), true);
  const early = add.bind({ base: 100 }, 20);
  assert.equal((late as typeof early)(3), early(3));
  assert.equal(late.name, early.name);
  assert.equal(late.length, early.length);
});

test("a class bound later makes instances of itself", () => {
  class Pair {
    readonly values: readonly unknown[];
    constructor(...values: unknown[]) {
      this.values = values;
    }
  }
  const late = boundLater("origin", Pair);
  bindLater(late, [undefined, [1]]);
  const pair = Reflect.construct(late, [2]) as Pair;
  assert.ok(pair instanceof Pair);
  assert.deepEqual(pair.values, [1, 2]);
});

test("what a function is bound to is known, of these functions only", () => {
  const late = boundLater("origin", Math.max);
  assert.equal(boundBinding(late)?.origin, "origin");
  assert.equal(boundBinding(Math.max), undefined);
  assert.equal(bindLater(Math.max, []), false);
});
