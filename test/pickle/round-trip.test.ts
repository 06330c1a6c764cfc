import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodePickle, pickleProtocol } from "../../src/pickle/decode.ts";
import { encodePickle } from "../../src/pickle/encode.ts";
import { isTuple, Tuple } from "../../src/pickle/tuple.ts";
import { describe } from "./describe.ts";
import { losslessValue, plainValue } from "./values.ts";

for (const protocol of [2, 4, 5] as const) {
  test(`lossless values come back with their types in protocol ${protocol}`, () => {
    fc.assert(
      fc.property(losslessValue, (value) => {
        const bytes = encodePickle(value, { protocol });
        assert.equal(pickleProtocol(bytes), protocol);
        assert.equal(describe(decodePickle(bytes, { form: "lossless" })), describe(value));
      }),
      { numRuns: 1_000 },
    );
  });

  test(`plain values come back in the natural form in protocol ${protocol}`, () => {
    fc.assert(
      fc.property(plainValue, (value) => {
        assert.deepStrictEqual(decodePickle(encodePickle(value, { protocol })), value);
      }),
      { numRuns: 1_000 },
    );
  });
}

test("what is the same object twice arrives as the same object twice", () => {
  const part = { a: [1] };
  const list = [part, part, new Map<unknown, unknown>([[1, part]])];
  const arrived = decodePickle(encodePickle(list));
  assert.ok(Array.isArray(arrived));
  assert.equal(arrived[0], arrived[1]);
  assert.ok(arrived[2] instanceof Map);
  assert.equal(arrived[2].get(1), arrived[0]);
});

test("objects inside themselves arrive so", () => {
  const list: unknown[] = [];
  list.push(list, { list });
  const arrived = decodePickle(encodePickle(list));
  assert.ok(Array.isArray(arrived));
  assert.equal(arrived[0], arrived);

  const inside: unknown[] = [];
  for (const tuple of [new Tuple([inside]), new Tuple([1, 2, 3, 4, inside])]) {
    inside[0] = tuple;
    const again = decodePickle(encodePickle(tuple), { form: "lossless" });
    assert.ok(isTuple(again));
    const last = again.items.at(-1);
    assert.ok(Array.isArray(last));
    assert.equal(last[0], again);
  }
});

test("many values in one list, with many numbers in the memo", () => {
  const value = Array.from({ length: 70_000 }, (_, index) => [index, `text ${index % 300}`]);
  for (const protocol of [2, 4] as const)
    assert.deepEqual(decodePickle(encodePickle(value, { protocol })), value);
});
