import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { loadTarget } from "../../src/cli/load-target.ts";
import { parseTarget } from "../../src/cli/target.ts";

/** A directory with these files. */
function project(files: Readonly<Record<string, string>>): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "skein-project-")));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return directory;
}

async function call(label: string, directory: string, input = "x"): Promise<unknown> {
  const loaded = await loadTarget(parseTarget(label, directory));
  return loaded.kind === "callable" ? loaded.call(input, 7) : loaded.problem;
}

const files = {
  "a.mjs":
    "export const f = (input, index) => [input, index]; export default () => 'default'; export const n = 1;",
  "b.cjs": "exports.f = (input) => input + '!'; exports['odd-name'] = () => 'odd';",
  "c.cjs":
    "const table = { late: () => 'late' }; module.exports = Object.assign(() => 'called', table);",
  "sub/d.mjs": "export default 5",
  "broken.mjs": "throw new Error('no luck')",
  "wrong.mjs": "import './not-there.mjs'",
  "node_modules/esm-only/package.json":
    '{"name":"esm-only","type":"module","exports":{".":{"import":"./i.js"}}}',
  "node_modules/esm-only/i.js": "export const f = () => 'esm only';",
  "node_modules/@scope/cjs/package.json": '{"name":"@scope/cjs"}',
  "node_modules/@scope/cjs/index.js": "exports.f = () => 'scoped';",
  "node_modules/@scope/cjs/sub.js": "exports.f = () => 'sub';",
};

test("exports of ES modules, CommonJS modules, packages and built-in modules are found", async () => {
  const directory = project(files);
  assert.deepEqual(await call("./a.mjs#f", directory), ["x", 7]);
  assert.deepEqual(await call("a.mjs#f", directory), ["x", 7]);
  assert.deepEqual(await call(`${directory}/a.mjs#f`, directory), ["x", 7]);
  assert.equal(await call("./a.mjs", directory), "default");
  assert.equal(await call("./a.mjs#default", directory), "default");
  assert.equal(await call("./b.cjs#f", directory), "x!");
  assert.equal(await call("./b.cjs#odd-name", directory), "odd");
  assert.equal(await call("./c.cjs", directory), "called");
  assert.equal(await call("esm-only#f", directory), "esm only");
  assert.equal(await call("@scope/cjs#f", directory), "scoped");
  assert.equal(await call("@scope/cjs/sub.js#f", directory), "sub");
  assert.equal(await call("node:path#normalize", directory, "a/../b"), "b");
});

test("what can't be called is explained, with the functions that there are", async () => {
  const directory = project(files);
  assert.equal(
    await call("./a.mjs#g", directory),
    './a.mjs#g: there is no export "g"; its functions are: default, f',
  );
  assert.match(
    String(await call("./a.mjs#n", directory)),
    /not a function, but 1, is the export "n"/,
  );
  assert.match(String(await call("sub/d.mjs", directory)), /the module exports no function/);
  assert.match(String(await call("./broken.mjs", directory)), /can't be loaded: Error: no luck/);
  assert.match(
    String(await call("./wrong.mjs", directory)),
    /can't be loaded: .*Cannot find module.*not-there/,
  );
  assert.match(String(await call("absent#f", directory)), /neither a file nor a package "absent"/);
});

test("a file that isn't there is refused before anything is loaded", () => {
  const directory = project({});
  for (const label of ["./a.ts#f", "a.ts", "/nowhere/a#f", ".."]) {
    assert.throws(() => parseTarget(label, directory), /there is no file/, label);
  }
  assert.throws(() => parseTarget("#f", directory), /names no module/);
});
