import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Ledger } from "../../src/wire/ledger.ts";

/** The two sides of one ledger. */
export interface LedgerSides {
  readonly parent: Ledger;
  readonly child: Ledger;
  /** The number of the first ticket. */
  readonly first: number;
}

/** What every ledger with stealing must do. */
export function ledgerContract(name: string, create: () => LedgerSides): void {
  test(`${name}: nobody can claim what has not been issued`, () => {
    const { parent, child } = create();
    assert.equal(parent.claim(), -1);
    assert.equal(child.claim(), -1);
    parent.close();
  });

  test(`${name}: tickets are claimed in the order of issue, each once, by whoever comes`, () => {
    const { parent, child, first } = create();
    parent.issue(3);
    assert.equal(child.claim(), numbered(first, 0));
    assert.equal(parent.claim(), numbered(first, 1));
    parent.issue(1);
    assert.equal(child.claim(), numbered(first, 2));
    assert.equal(child.claim(), numbered(first, 3));
    assert.equal(child.claim(), -1);
    assert.equal(parent.claim(), -1);
    parent.close();
  });

  test(`${name}: any mixture of issues and claims gives every ticket once and in order`, () => {
    const step = fc.oneof(
      fc.record({ issue: fc.integer({ min: 1, max: 3_000 }) }),
      fc.record({
        side: fc.constantFrom<"parent" | "child">("parent", "child"),
        claims: fc.nat({ max: 4_000 }),
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const sides = create();
        let issued = 0;
        let claimed = 0;
        for (const action of steps) {
          if ("issue" in action) {
            sides.parent.issue(action.issue);
            issued += action.issue;
            continue;
          }
          for (let count = 0; count < action.claims; count += 1) {
            const expected = claimed < issued ? numbered(sides.first, claimed) : -1;
            assert.equal(sides[action.side].claim(), expected);
            if (expected >= 0) claimed += 1;
          }
        }
        sides.parent.close();
      }),
      { numRuns: 40 },
    );
  });
}

/** The number of the ticket that was issued as the `count`th after the first. */
export function numbered(first: number, count: number): number {
  return (first + count) % 2 ** 32;
}
