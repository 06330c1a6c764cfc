import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Block, Memory } from "../../src/memory/memory.ts";
import type { Element, ElementType } from "../../src/sync/element-type.ts";
import { type SharedArrayState, sharedArrayKind } from "../../src/sync/shared-array-state.ts";
import { type ValueState, valueKind } from "../../src/sync/value-state.ts";

/** Two parties of one memory; they may be the same. */
export interface Parties {
  readonly here: Memory;
  readonly there: Memory;
}

/** What each type keeps exactly, and what is cut. */
const samples: { readonly [Type in ElementType]: readonly (readonly [Element, Element])[] } = {
  int8: [
    [-128, -128],
    [128, -128],
  ],
  uint8: [
    [255, 255],
    [-1, 255],
  ],
  int16: [
    [-32768, -32768],
    [32768, -32768],
  ],
  uint16: [
    [65535, 65535],
    [65536, 0],
  ],
  int32: [
    [-(2 ** 31), -(2 ** 31)],
    [2 ** 31, -(2 ** 31)],
  ],
  uint32: [
    [2 ** 32 - 1, 2 ** 32 - 1],
    [-1, 2 ** 32 - 1],
  ],
  bigint64: [
    [-(2n ** 63n), -(2n ** 63n)],
    [2n ** 63n, -(2n ** 63n)],
  ],
  biguint64: [
    [2n ** 64n - 1n, 2n ** 64n - 1n],
    [-1n, 2n ** 64n - 1n],
  ],
  float32: [
    [0.1, Math.fround(0.1)],
    [-Infinity, -Infinity],
  ],
  float64: [
    [0.1, 0.1],
    [Number.MIN_VALUE, Number.MIN_VALUE],
    [NaN, NaN],
    [-0, -0],
  ],
};

// The table has a row for each type.
const types = Object.keys(samples) as ElementType[];

const amount = (type: ElementType, value: number): Element =>
  type.startsWith("big") ? BigInt(value) : value;

/** What the states of Value and SharedArray do in any memory. */
export function valueStateContract(name: string, makeParties: () => Parties): void {
  const makeValue = (type: ElementType, initial: Element): [ValueState, ValueState, Block] => {
    const { here, there } = makeParties();
    const settings = { type, initial };
    const block = here.allocate({ kind: valueKind.code, bytes: valueKind.bytes(settings) });
    valueKind.prepare(block, settings);
    return [valueKind.open(block), valueKind.open(there.open(block.reference)), block];
  };
  const makeArray = (
    type: ElementType,
    length: number,
  ): [SharedArrayState, SharedArrayState, Block] => {
    const { here, there } = makeParties();
    const settings = { type, length, values: undefined };
    const bytes = sharedArrayKind.bytes(settings);
    const block = here.allocate({ kind: sharedArrayKind.code, bytes });
    sharedArrayKind.prepare(block, settings);
    return [sharedArrayKind.open(block), sharedArrayKind.open(there.open(block.reference)), block];
  };

  for (const type of types) {
    describe(`${name}: ${type}`, () => {
      test("what one party sets the other gets, cut to the type's bits", () => {
        for (const [value, kept] of samples[type]) {
          const [here, there, block] = makeValue(type, value);
          assert.deepEqual([here.get(), there.get()], [kept, kept]);
          there.set(amount(type, 1));
          assert.equal(here.get(), amount(type, 1));
          here.set(value);
          assert.equal(there.get(), kept);
          block.release();
        }
      });

      test("each change gives what was before", () => {
        const [here, there, block] = makeValue(type, amount(type, 5));
        const [one, two, five, seven] = [1, 2, 5, 7].map((value) => amount(type, value));
        assert.ok(
          one !== undefined && two !== undefined && five !== undefined && seven !== undefined,
        );
        assert.equal(here.add(two), five);
        assert.equal(there.exchange(one), seven);
        assert.equal(here.compareExchange(seven, two), one);
        assert.equal(there.get(), one);
        assert.equal(here.compareExchange(one, two), one);
        assert.equal(there.get(), two);
        block.release();
      });

      test("an array has room for just its elements", () => {
        const [here, there, block] = makeArray(type, 9);
        assert.equal(here.view.length, 9);
        for (let index = 0; index < 9; index += 1) {
          assert.equal(here.get(index), amount(type, 0));
          here.set(index, amount(type, index));
        }
        assert.deepEqual(
          [...there.view],
          Array.from({ length: 9 }, (_, index) => amount(type, index)),
        );
        for (const index of [-1, 9]) {
          assert.throws(() => here.set(index, amount(type, 1)), RangeError);
          assert.throws(() => here.get(index), RangeError);
        }
        block.release();
      });

      test("elements are copied out and in", () => {
        const [here, there, block] = makeArray(type, 8);
        there.fill(amount(type, 3), 2, 5);
        const copy = here.read(1, 6);
        assert.deepEqual(
          [...copy],
          [0, 3, 3, 3, 0].map((value) => amount(type, value)),
        );
        here.fill(amount(type, 9), 0, 8);
        there.write(3, copy);
        assert.deepEqual(
          [...there.view],
          [9, 9, 9, 0, 3, 3, 3, 0].map((value) => amount(type, value)),
        );
        block.release();
      });
    });
  }

  describe(`${name}: floating-point numbers`, () => {
    for (const type of ["float32", "float64"] as const) {
      test(`${type}: are compared by value`, () => {
        const [state, , block] = makeValue(type, NaN);
        assert.equal(state.compareExchange(NaN, -0), NaN);
        assert.equal(state.compareExchange(0, 0.1), -0);
        // What is expected is rounded as the element was.
        assert.equal(state.compareExchange(0.1, 2), samples[type][0]?.[1]);
        assert.equal(state.get(), 2);
        block.release();
      });
    }
  });

  test(`${name}: objects beside each other don't overlap`, () => {
    const { here } = makeParties();
    const blocks = [1, 2, 3].map((value) => {
      const settings = { type: "float64", initial: value } as const;
      const block = here.allocate({ kind: valueKind.code, bytes: valueKind.bytes(settings) });
      valueKind.prepare(block, settings);
      return block;
    });
    assert.deepEqual(
      blocks.map((block) => valueKind.open(block).get()),
      [1, 2, 3],
    );
    for (const block of blocks) block.release();
  });
}
