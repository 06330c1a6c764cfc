import assert from "node:assert/strict";
import { test } from "node:test";
import { CountingLedger } from "../../src/wire/counting-ledger.ts";

test("without shared state the parent never gets a ticket back and the child gets them all in order", () => {
  const parent = new CountingLedger("parent");
  const child = new CountingLedger("child");
  parent.issue();
  assert.equal(parent.claim(), -1);
  assert.deepEqual([child.claim(), child.claim()], [0, 1]);
  assert.equal(parent.claim(), -1);
});
