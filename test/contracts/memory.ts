import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ClosedError } from "../../src/errors.ts";
import type { Memory } from "../../src/memory/memory.ts";

/** What every memory does for one party: blocks that are made, opened and freed. */
export function memoryContract(name: string, memory: () => Memory): void {
  describe(`${name}: blocks`, () => {
    test("are zero at first, also where another block has been", () => {
      const party = memory();
      const first = party.allocate({ kind: 1, bytes: 1_000 });
      first.bytes.fill(255, first.start * 4, first.start * 4 + first.size);
      first.release();
      const second = party.allocate({ kind: 1, bytes: 1_000 });
      const content = second.bytes.subarray(second.start * 4, second.start * 4 + second.size);
      assert.ok(content.every((byte) => byte === 0));
      second.release();
    });

    test("don't overlap", () => {
      const party = memory();
      const blocks = Array.from({ length: 100 }, () => party.allocate({ kind: 1, bytes: 500 }));
      for (const [index, { words, start }] of blocks.entries())
        words.fill(index, start, start + 125);
      for (const [index, { words, start }] of blocks.entries()) {
        assert.ok(words.subarray(start, start + 125).every((word) => word === index));
      }
      for (const block of blocks) block.release();
    });

    test("begin at a multiple of 64 bytes, so that any element is aligned", () => {
      const block = memory().allocate({ kind: 1, bytes: 8 });
      assert.equal((block.start * 4) % 64, 0);
      block.release();
    });

    test("of any size have room for what was asked", () => {
      const party = memory();
      for (const bytes of [1, 63, 256, 257, 4_096, 262_144, 1_000_000, 5_000_001]) {
        const block = party.allocate({ kind: 1, bytes });
        assert.ok(block.size >= bytes);
        const last = block.start * 4 + bytes - 1;
        block.bytes[last] = 7;
        assert.equal(block.bytes[last], 7);
        block.release();
      }
    });

    test("are the same object however often they are opened in one place", () => {
      const party = memory();
      const block = party.allocate({ kind: 3, bytes: 64 });
      assert.equal(party.open(block.reference), block);
      assert.equal(block.kind, 3);
      block.release();
    });

    test("that nobody has open any more can't be opened", () => {
      const party = memory();
      const block = party.allocate({ kind: 1, bytes: 64 });
      block.release();
      block.release();
      assert.equal(block.closed, true);
      assert.throws(() => party.open(block.reference), ClosedError);
    });

    test("at the same place as an earlier one aren't mistaken for it", () => {
      const party = memory();
      const references = Array.from({ length: 5 }, () => {
        const block = party.allocate({ kind: 1, bytes: 64 });
        block.release();
        return block.reference;
      });
      const living = party.allocate({ kind: 1, bytes: 64 });
      for (const reference of references) assert.throws(() => party.open(reference), ClosedError);
      living.release();
    });

    test("that are part of another live as long as that one", () => {
      const party = memory();
      const owner = party.allocate({ kind: 1, bytes: 64 });
      const part = party.allocate({ kind: 2, bytes: 64, owner });
      part.release();
      const again = party.open(part.reference);
      again.release();
      owner.release();
      assert.throws(() => party.open(part.reference), ClosedError);
    });

    test("that were part of another and were discarded live as long as they are open", () => {
      const party = memory();
      const owner = party.allocate({ kind: 1, bytes: 64 });
      const part = party.allocate({ kind: 2, bytes: 64, owner });
      part.discard();
      assert.equal(party.open(part.reference), part);
      part.release();
      assert.throws(() => party.open(part.reference), ClosedError);
      owner.release();
    });
  });
}
