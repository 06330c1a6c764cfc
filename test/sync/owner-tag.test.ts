import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { ownerIsGone, ownTag } from "../../src/sync/owner-tag.ts";

const skip = process.platform === "linux" ? false : "there is no /proc";

test("the tag begins with the number of the process", () => {
  assert.ok(ownTag().startsWith(`${process.pid}_`));
  assert.equal(ownTag(), ownTag());
});

test("who is there isn't gone", () => {
  assert.equal(ownerIsGone(ownTag()), false);
});

test("a process that has ended is gone", { skip }, async () => {
  const child = spawn("true");
  const tag = ownTag().split("_").with(0, String(child.pid)).join("_");
  await once(child, "exit");
  assert.equal(ownerIsGone(tag), true);
});

test("a process that was given the number of another is not that one", { skip }, () => {
  const [pid, space] = ownTag().split("_");
  assert.equal(ownerIsGone([pid, space, "1"].join("_")), true);
  // Where the start isn't known, the number decides.
  assert.equal(ownerIsGone([pid, space, "0"].join("_")), false);
});

test("nothing is known of another container, and of what is no tag", () => {
  const [, , start] = ownTag().split("_");
  assert.equal(ownerIsGone(["99999999", "other", start].join("_")), false);
  for (const text of ["", "0_0_0", "-1_0_0", "1x", "psm_12345678"])
    assert.equal(ownerIsGone(text), false);
});
