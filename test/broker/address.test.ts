import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addressFromText,
  addressToText,
  newAddress,
  provesMembership,
} from "../../src/broker/address.ts";

test("an address can stand in an environment variable", () => {
  for (const address of [newAddress(), { ...newAddress(), path: "/tmp/a b.sock" }]) {
    const text = addressToText(address);
    assert.ok(!text.includes("\0"));
    const again = addressFromText(text);
    assert.equal(again.path, address.path);
    assert.deepEqual([...again.secret], [...address.secret]);
  }
});

test("no two addresses are the same", () => {
  assert.notEqual(newAddress().path, newAddress().path);
});

test("only the very secret proves that somebody belongs to the program", () => {
  const address = newAddress();
  assert.ok(provesMembership(Uint8Array.from(address.secret), address));
  assert.ok(!provesMembership(new Uint8Array(16), address));
  assert.ok(!provesMembership(new Uint8Array(0), address));
});
