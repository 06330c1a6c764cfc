import assert from "node:assert/strict";
import { test } from "node:test";
import { Thread } from "../../src/index.ts";
import { atomicElements } from "../../src/sync/atomic-elements.ts";
import { viewOf, type ElementType } from "../../src/sync/element-type.ts";

const rounds = 50_000;

/** Adds 1 to the second element again and again. */
function addInThread(buffer: SharedArrayBuffer, type: ElementType): void {
  const elements = atomicElements(viewOf(type, { buffer, offset: 0, length: 2 }));
  const amount = type === "biguint64" ? 1n : 1;
  for (let round = 0; round < rounds; round += 1) elements.add(1, amount);
}

for (const type of ["uint16", "int32", "biguint64", "float32", "float64"] as const) {
  test(`no addition to ${type} is lost when two threads add at the same time`, async () => {
    const buffer = new SharedArrayBuffer(16);
    const threads = [1, 2].map(
      () => new Thread({ target: addInThread, args: [buffer, type], dedicated: true }),
    );
    for (const thread of threads) thread.start();
    await Promise.all(threads.map((thread) => thread.result()));
    const [before, sum] = viewOf(type, { buffer, offset: 0, length: 2 });
    assert.equal(Number(sum), type === "uint16" ? (2 * rounds) % 2 ** 16 : 2 * rounds);
    assert.equal(Number(before), 0);
  });
}
