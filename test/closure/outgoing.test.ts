import assert from "node:assert/strict";
import { basename } from "node:path";
import { test } from "node:test";
import { encodeValue } from "../../src/codec/encode.ts";
import { Writer } from "../../src/codec/writer.ts";
import { Outgoing, type OutgoingOptions } from "../../src/closure/outgoing.ts";
import { Base, helper } from "./suite/helper.ts";

function encode(value: unknown, options?: OutgoingOptions): Outgoing {
  const outgoing = new Outgoing(options);
  encodeValue(new Writer(), value, { functions: () => outgoing });
  return outgoing;
}

function specifiers(outgoing: Outgoing): string[] {
  return [...outgoing.imports.values()].map(({ specifier }) => specifier).sort();
}

class Derived extends Base {}

const user = (text: string): string => helper(basename(text)) + new Derived(text).hi();

test("the user's modules and packages are imported", () => {
  const outgoing = encode(user);
  assert.deepEqual(
    specifiers(outgoing).map((each) => each.replace(/^.*\//, "")),
    ["helper.js", "helper.js", "node:path"],
  );
  assert.equal(outgoing.units.size, 2);
});

test("by value the user's modules are copied, and only packages and built-in modules imported", () => {
  const outgoing = encode(user, { byValue: true });
  assert.deepEqual(specifiers(outgoing), ["node:path"]);
  assert.ok([...outgoing.units.values()].some(({ text }) => text.includes("toUpperCase")));
});

test("each code is collected once, whatever the number of functions made of it", () => {
  const make = (k: number) => (): number => k;
  assert.equal(encode([make(1), make(2), make(3)]).units.size, 1);
});

test("an object isn't constant, a function is when what it has captured is", () => {
  const list = [1];
  const constant = 1;
  assert.equal(encode(() => constant).pure, true);
  assert.equal(encode(() => list).pure, false);
  const inner = (): number[] => list;
  assert.equal(encode(() => inner()).pure, false);
  assert.equal(encode(() => helper("a")).pure, true);
});

test("instances of harmless classes of Node and of the user's classes can be sent", async () => {
  const { stat } = await import("node:fs/promises");
  const { EventEmitter } = await import("node:events");
  class Own extends EventEmitter {}
  assert.doesNotThrow(() => encode([new Own(), new Derived("a")]));
  const stats = await stat(".");
  assert.doesNotThrow(() => encode(stats));
});

test("an error that Node has made can be sent, whatever it holds", async () => {
  const { readFile } = await import("node:fs/promises");
  const error: unknown = await readFile("/no/such/file").catch((reason: unknown) => reason);
  assert.doesNotThrow(() => encode(error));
});
