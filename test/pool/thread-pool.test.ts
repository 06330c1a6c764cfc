import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { move, ThreadPool } from "../../src/index.ts";
import { poolContract } from "../contracts/pool.ts";

poolContract({ name: "ThreadPool", create: (options) => new ThreadPool(options), isolated: true });

describe("ThreadPool: memory", { timeout: 60_000 }, () => {
  it("moves what is listed in transfer", async () => {
    await using pool = new ThreadPool(1);
    const bytes = new Uint8Array(1_000_000).fill(3);
    const { buffer } = bytes;
    assert.equal(
      await pool.apply((moved: Uint8Array) => moved[999_999], [bytes], { transfer: [buffer] }),
      3,
    );
    assert.equal(buffer.byteLength, 0);
  });

  it("keeps large buffers whole, copied or moved, while workers take calls from each other", async () => {
    const work = (bytes: Uint8Array, milliseconds: number): number | undefined => {
      const end = performance.now() + milliseconds;
      while (performance.now() < end);
      return bytes.at(-1);
    };
    for (let round = 0; round < 20; round++) {
      await using pool = new ThreadPool(2);
      const results = Array.from({ length: 60 }, (_, index) => {
        const bytes = new Uint8Array(40_000).fill(index);
        const options = index % 2 === 0 ? { transfer: [bytes.buffer] } : {};
        return pool.apply(work, [bytes, index % 10 === 0 ? 1 : 0], options);
      });
      assert.deepEqual(await Promise.all(results), [...results.keys()]);
    }
  });

  it("moves what a function marks in its result, and copies what it keeps", async () => {
    await using pool = new ThreadPool(1);
    const make = (moved: boolean): Uint8Array => {
      const bytes = new Uint8Array(1_000_000).fill(5);
      (globalThis as { last?: Uint8Array }).last = bytes;
      return moved ? move(bytes) : bytes;
    };
    const left = (): number | undefined => (globalThis as { last?: Uint8Array }).last?.length;
    assert.equal((await pool.apply(make, [true]))[999_999], 5);
    assert.equal(await pool.apply(left, []), 0);
    assert.equal((await pool.apply(make, [false]))[999_999], 5);
    assert.equal(await pool.apply(left, []), 1_000_000);
  });

  it("shares a SharedArrayBuffer", async () => {
    await using pool = new ThreadPool(2);
    const words = new Int32Array(new SharedArrayBuffer(4));
    await pool.map(
      (item: { words: Int32Array }) => void Atomics.add(item.words, 0, 1),
      Array.from({ length: 100 }, () => ({ words })),
    );
    assert.equal(words[0], 100);
  });
});
