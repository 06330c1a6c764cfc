import assert from "node:assert/strict";
import { test } from "node:test";
import { MisuseError } from "../../src/errors.ts";
import { assertTypes } from "../../src/manager/assert-types.ts";
import type { ServedTypes } from "../../src/manager/served-types.ts";
import { syncManager } from "../../src/manager/sync-manager-definition.ts";

class Account {}

/** What a program in JavaScript may say. */
function misuse(types: object): ServedTypes {
  return types as ServedTypes;
}

for (const [what, types] of [
  ["a class", { account: Account }],
  ["a class that is to be one for all", { account: { create: Account, single: true } }],
  ["an object", { account: [] }],
  ["nothing", { account: undefined }],
] as const)
  test(`${what} is no function that makes something`, () => {
    assert.throws(
      () => assertTypes(misuse(types)),
      (error) => {
        assert.ok(error instanceof MisuseError);
        assert.match(error.message, /^what makes 'account' is .*account: \(\.\.\.args\) => new /);
        return true;
      },
    );
  });

test("functions are, and so is what Python has", () => {
  assertTypes({ account: () => new Account(), async: async () => new Account() });
  // @ts-expect-error -- a program in JavaScript may say it
  assert.throws(() => syncManager.extend({ jobs: Account }), MisuseError);
});
