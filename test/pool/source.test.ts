import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sourceOf } from "../../src/pool/source.ts";

describe("sourceOf", () => {
  it("refuses what can't be iterated over, naming it", () => {
    // @ts-expect-error -- a number has no items
    assert.throws(() => sourceOf(5), /items must be something to iterate over, but are 5/);
  });

  it("slices a list and knows what remains", () => {
    const source = sourceOf([1, 2, 3]);
    assert.equal(source.remaining, 3);
    assert.deepEqual(
      [source.pull(2), source.remaining, source.pull(2), source.pull(2)],
      [[1, 2], 1, [3], []],
    );
  });

  it("pulls an iterator no further than asked, and closes it", () => {
    const events: string[] = [];
    function* letters(): Generator<string> {
      try {
        for (const letter of "abc") {
          events.push(letter);
          yield letter;
        }
      } finally {
        events.push("closed");
      }
    }
    const source = sourceOf(letters());
    assert.deepEqual([source.pull(2), source.remaining], [["a", "b"], Number.POSITIVE_INFINITY]);
    source.close();
    source.close();
    assert.deepEqual(events, ["a", "b", "closed"]);
    assert.deepEqual(source.pull(1), []);
  });

  it("gives what came before an error, then the error, and asks no more", () => {
    let asked = 0;
    const source = sourceOf({
      [Symbol.iterator]: () => ({
        next: () => {
          asked++;
          if (asked === 2) throw new Error("broken");
          return { done: false, value: asked };
        },
      }),
    });
    assert.deepEqual(source.pull(5), [1]);
    assert.throws(() => source.pull(5), { message: "broken" });
    assert.equal(asked, 2);
  });

  it("doesn't hold back what a slow asynchronous source has given", async () => {
    let release: (() => void) | undefined;
    async function* slow(): AsyncGenerator<number> {
      yield 1;
      yield 2;
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      yield 3;
    }
    const source = sourceOf(slow());
    assert.deepEqual(await source.pull(10), [1, 2]);
    const rest = source.pull(10);
    release?.();
    assert.deepEqual(await rest, [3]);
    assert.deepEqual(await source.pull(10), []);
  });

  it("gives what an asynchronous source gave before it threw", async () => {
    async function* broken(): AsyncGenerator<number> {
      yield 1;
      throw new Error("broken");
    }
    const source = sourceOf(broken());
    assert.deepEqual(await source.pull(10), [1]);
    await assert.rejects(async () => source.pull(10), { message: "broken" });
    assert.deepEqual(await source.pull(10), []);
  });
});
