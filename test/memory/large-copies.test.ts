import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { copyLarge, giveBack } from "../../src/memory/large-copies.ts";

const size = 10_000;
const source = Uint8Array.from({ length: 2 * size }, (_, index) => index & 255);

describe("copyLarge", () => {
  it("copies a part", () => {
    assert.deepEqual(copyLarge(source, 3, size), source.slice(3, size));
  });

  it("uses memory again that was given back, for copies that fit into it", () => {
    const first = copyLarge(source, 0, size);
    giveBack(first);
    const longer = copyLarge(source, 0, size + 1);
    assert.notEqual(longer.buffer, first.buffer);
    const shorter = copyLarge(source, 7, size);
    assert.equal(shorter.buffer, first.buffer);
    assert.deepEqual(shorter, source.slice(7, size));
  });

  it("uses it for one copy only", () => {
    giveBack(copyLarge(source, 0, size));
    const one = copyLarge(source, 0, size);
    assert.notEqual(copyLarge(source, 0, size).buffer, one.buffer);
  });

  it("never uses memory that it hasn't made", () => {
    const foreign = new Uint8Array(2 * size);
    giveBack(foreign);
    assert.notEqual(copyLarge(source, 0, size).buffer, foreign.buffer);
  });

  it("doesn't keep what is very large", () => {
    const large = copyLarge(new Uint8Array(2 ** 22 + 1), 0, 2 ** 22 + 1);
    giveBack(large);
    assert.notEqual(copyLarge(source, 0, 2 * size).buffer, large.buffer);
  });
});
