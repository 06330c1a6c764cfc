import assert from "node:assert/strict";
import fc from "fast-check";
import type { Ring } from "../../src/memory/ring.ts";

/** Bytes that tell which record they are and of what length. */
export function record(number: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (number * 31 + index * 7) & 0xff);
}

/** What is done with a ring, and by which of two parties. */
export type Step =
  | { readonly type: "put"; readonly who: 0 | 1; readonly length: number }
  | { readonly type: "take"; readonly who: 0 | 1 }
  | { readonly type: "clear"; readonly who: 0 | 1 };

const who = fc.constantFrom(0 as const, 1 as const);
const length = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 90 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 3_000 }) },
);
export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ type: fc.constant("put" as const), who, length }) },
  { weight: 9, arbitrary: fc.record({ type: fc.constant("take" as const), who }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("clear" as const), who }) },
);

const sizeOf = (one: Uint8Array): number => 8 + Math.ceil(one.length / 8) * 8;

/** Does the steps to a ring and to a list, and compares what comes out. */
export function compareWithList(
  rings: readonly [Ring, Ring],
  limits: { readonly limit: number; readonly records: number },
  steps: readonly Step[],
): void {
  const list: Uint8Array[] = [];
  let [put, dropped] = [0, 0];
  for (const one of steps) {
    const ring = rings[one.who];
    if (one.type === "take") {
      assert.deepEqual(ring.tryTake(), list.shift());
    } else if (one.type === "clear") {
      assert.equal(ring.clear(), list.length);
      dropped += list.length;
      list.length = 0;
    } else {
      const added = record(put, one.length);
      const bytes = list.reduce((sum, kept) => sum + sizeOf(kept), sizeOf(added));
      const fits = list.length === 0 || bytes <= limits.limit;
      const admitted = fits && list.length < limits.records;
      assert.equal(ring.tryPut(added), admitted);
      if (!admitted) continue;
      put += 1;
      list.push(added);
    }
    for (const same of rings) {
      assert.deepEqual(
        [same.count, same.put, same.taken, same.dropped],
        [list.length, put, put - list.length, dropped],
      );
    }
  }
}
