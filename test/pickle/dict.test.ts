import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { Dict } from "../../src/pickle/dict.ts";
import { OrderedDict } from "../../src/pickle/dict-kinds.ts";
import { Tuple } from "../../src/pickle/tuple.ts";

test("a dict is shown with its entries, in and out of others", () => {
  const dict = new Dict<unknown, unknown>([
    ["a", 1],
    [new Tuple([1, 2]), new OrderedDict([["b", 2]])],
  ]);
  assert.equal(
    inspect([dict], { compact: 9, breakLength: Infinity }),
    "[ Dict(2) { 'a' => 1, Tuple { items: [ 1, 2 ] } => OrderedDict(1) { 'b' => 2 } } ]",
  );
  assert.equal(inspect(new Dict()), "Dict(0) {}");
});
