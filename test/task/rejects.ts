import assert from "node:assert/strict";

/** As `assert.rejects`, for whatever can be awaited; compares reasons that are no errors, too. */
export async function rejects(awaitable: PromiseLike<unknown>, expected: unknown): Promise<void> {
  let thrown: unknown;
  try {
    await awaitable;
  } catch (error) {
    thrown = error;
    if (typeof expected === "function") return assert.ok(error instanceof expected, String(error));
    return assert.equal(error, expected);
  }
  assert.fail(`it did not reject, but gave ${String(thrown)}`);
}
