import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { writeScalarRequest } from "../../src/manager/scalar-request.ts";
import { decodePickle } from "../../src/pickle/decode.ts";
import { encodePickle } from "../../src/pickle/encode.ts";
import { Tuple } from "../../src/pickle/tuple.ts";

const scalar = fc.oneof(
  fc.string({ unit: "binary", maxLength: 400 }),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
);

const count = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const place = { id: 1, read: 0 };

describe("a request of scalars", () => {
  test("is what the general encoder writes, or left to it", () => {
    const request = fc.tuple(
      fc.string({ minLength: 1 }),
      fc.string(),
      fc.array(scalar),
      fc.option(fc.record({ id: count, read: count }), { nil: undefined }),
    );
    fc.assert(
      fc.property(request, ([ident, method, args, numbers]) => {
        const bytes = writeScalarRequest({ ident, method, args }, numbers);
        if (bytes === undefined) return;
        const parts = [
          ident,
          method,
          new Tuple(args),
          new Map(),
          ...(numbers === undefined ? [] : [numbers.id, numbers.read]),
        ];
        const expected = decodePickle(encodePickle(new Tuple(parts)), { form: "lossless" });
        assert.deepEqual(decodePickle(bytes, { form: "lossless" }), expected);
      }),
    );
  });

  test("is written here for what most calls are", () => {
    for (const args of [[], ["key"], ["key", 1], [2 ** 31 - 1, -1, 300, 0.5], [true, null, "ü"]]) {
      assert.notEqual(writeScalarRequest({ ident: "7f", method: "get", args }, place), undefined);
    }
  });

  test("is left to the general encoder where there is more to it", () => {
    for (const args of [[[]], [2 ** 40], [-0], [1n], ["\ud800"], ["x".repeat(5_000)], [new Map()]])
      assert.equal(writeScalarRequest({ ident: "7f", method: "get", args }, place), undefined);
    const keywords = { a: 1 };
    assert.equal(
      writeScalarRequest({ ident: "7f", method: "get", args: [], keywords }, place),
      undefined,
    );
  });

  test("never outgrows its room", () => {
    const args = Array.from({ length: 20 }, () => "ü".repeat(300));
    assert.equal(writeScalarRequest({ ident: "7f", method: "get", args }, place), undefined);
    const many = Array.from({ length: 5_000 }, () => 0.5);
    assert.equal(writeScalarRequest({ ident: "7f", method: "get", args: many }, place), undefined);
  });
});
