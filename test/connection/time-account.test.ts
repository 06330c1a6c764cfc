import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { TimeAccount } from "../../src/connection/time-account.ts";

/** How many waits are left out until the next one may be tried. */
function leftOut(account: TimeAccount): number {
  let count = 0;
  while (!account.permits()) count += 1;
  return count;
}

/** Lets it fail until it wants to rest, and tells after how many times and for how long. */
function failUntilRest(account: TimeAccount): { failures: number; rest: number } {
  for (let failures = 1; ; failures += 1) {
    account.failed(0.05);
    const rest = leftOut(account);
    if (rest > 0) return { failures, rest };
  }
}

describe("a time account", () => {
  test("permits as long as waits succeed", () => {
    const account = new TimeAccount();
    for (let count = 0; count < 10_000; count += 1) {
      assert.ok(account.permits());
      account.succeeded(0);
    }
  });

  test("rests after vain waits, twice as long each time, up to 4,096", () => {
    const account = new TimeAccount();
    const rests = Array.from({ length: 9 }, () => failUntilRest(account).rest);
    assert.deepEqual(rests, [64, 128, 256, 512, 1024, 2048, 4096, 4096, 4096]);
  });

  test("lends little for the next trial", () => {
    const account = new TimeAccount();
    assert.equal(failUntilRest(account).failures, 2);
    assert.equal(failUntilRest(account).failures, 1);
  });

  test("rests shortly again once it has paid", () => {
    const account = new TimeAccount();
    for (let count = 0; count < 4; count += 1) failUntilRest(account);
    for (let count = 0; count < 10; count += 1) account.succeeded(0);
    assert.equal(failUntilRest(account).rest, 64);
  });

  test("doesn't live on old success for ever", () => {
    const account = new TimeAccount();
    for (let count = 0; count < 1_000_000; count += 1) account.succeeded(0);
    assert.ok(failUntilRest(account).failures <= 40);
  });

  test("takes a success that came much too late for a loss", () => {
    const account = new TimeAccount();
    for (let count = 0; count < 1000; count += 1) account.succeeded(0);
    account.succeeded(3);
    assert.equal(leftOut(account), 64);
  });
});
