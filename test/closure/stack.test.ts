import assert from "node:assert/strict";
import { test } from "node:test";
import type { ScriptSource } from "../../src/closure/script.ts";
import { markedFileName, originalPlace, remapStack } from "../../src/closure/stack.ts";

/** Says that line 0, column 4 of the script comes from line 9, column 2 of `written.ts`. */
const map = { version: 3, sources: ["written.ts"], names: [], mappings: "IASE" };

function scriptWith(sourceMapUrl: string): ScriptSource {
  const url = "file:///folder/running.js";
  return { id: "1", url, source: "", isModule: true, sourceMapUrl, startLine: 0, startColumn: 0 };
}

const inline = `data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString("base64")}`;

test("a script with a source map gets a marked name, and frames with that name are mapped", () => {
  const name = markedFileName(scriptWith(inline), "/folder/running.js");
  assert.equal(name, "/folder/running.js?skein");
  assert.equal(
    remapStack(`Error: x\n    at f (${name}:1:5)\n    at other (/folder/running.js:1:5)`),
    "Error: x\n    at f (/folder/written.ts:10:3)\n    at other (/folder/running.js:1:5)",
  );
});

test("a script without a source map, or with one that can't be read, keeps its name", () => {
  assert.equal(markedFileName(scriptWith(""), "/a.js"), "/a.js");
  assert.equal(markedFileName(scriptWith("no-such.map"), "/a.js"), "/a.js");
  assert.equal(markedFileName(scriptWith("data:application/json,nonsense"), "/a.js"), "/a.js");
});

test("frames of others' marked files stay for those who know them", () => {
  const stack = "Error: x\n    at f (/elsewhere.js?skein:1:5)";
  assert.equal(remapStack(stack), stack);
});

test("a source map may be written without base64", () => {
  const url = `data:application/json,${encodeURIComponent(JSON.stringify(map))}`;
  const place = originalPlace(scriptWith(url), { line: 0, column: 4 });
  assert.deepEqual(place, { file: "/folder/written.ts", line: 9, column: 2 });
});
