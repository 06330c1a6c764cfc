import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { InOrder } from "../../src/cli/in-order.ts";

test("items come out in the order of their positions, each as soon as all before it have come", () => {
  const shuffled = fc.nat(50).chain((length) => {
    const positions = Array.from({ length }, (_, index) => index);
    return fc.shuffledSubarray(positions, { minLength: length });
  });
  fc.assert(
    fc.property(shuffled, (positions) => {
      const order = new InOrder<string>();
      const come = new Set<number>();
      const out: string[] = [];
      for (const position of positions) {
        come.add(position);
        out.push(...order.take(position, `item ${position}`));
        let due = 0;
        while (come.has(due)) due += 1;
        assert.deepEqual(
          out,
          Array.from({ length: due }, (_, index) => `item ${index}`),
        );
      }
    }),
  );
});
