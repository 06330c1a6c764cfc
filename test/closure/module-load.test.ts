import assert from "node:assert/strict";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { exportOf } from "../../src/closure/module-export.ts";
import {
  importer,
  importingModule,
  loadImports,
  loadedModule,
  type ModuleImport,
} from "../../src/closure/module-load.ts";

const helper = new URL("suite/helper.js", import.meta.url).href;

function imported(specifier: string, parent?: string): ModuleImport {
  return { specifier, parent, attributes: undefined };
}

test("a module is waited for only the first time", async () => {
  const module = imported("./suite/helper.js", import.meta.url);
  assert.throws(() => loadedModule(module), /has not been loaded/);
  const loading = loadImports([module]);
  assert.ok(loading instanceof Promise);
  await loading;
  assert.equal(loadImports([module]), undefined);
  assert.equal(exportOf(module, "helper"), (await import("./suite/helper.ts")).helper);
  assert.equal(exportOf(module, "*"), await import("./suite/helper.ts"));
});

test("what is being imported is known meanwhile", async () => {
  assert.equal(importingModule(), undefined);
  const loading = loadImports([imported(`${helper}?again`)]);
  assert.equal(importingModule(), `${helper}?again`);
  await loading;
  assert.equal(importingModule(), undefined);
});

test("two who need the same module load it once", async () => {
  const module = imported(`${helper}?twice`);
  await Promise.all([loadImports([module]), loadImports([module])]);
  assert.equal(loadImports([module]), undefined);
});

test("attributes are passed on", async () => {
  const data = "data:application/json,{}";
  const module: ModuleImport = { specifier: data, parent: undefined, attributes: { type: "json" } };
  await loadImports([module]);
  assert.deepEqual(exportOf(module, "default"), {});
});

test("an importer finds what the file finds in which it is said to stand", async () => {
  const parent = new URL("suite/no-such-file.js", import.meta.url).href;
  assert.equal(await importer(parent)("./helper.js"), await import("./suite/helper.ts"));
  const folder = pathToFileURL(`${process.cwd()}/`).href;
  assert.equal(await importer(folder)("acorn"), await import("acorn"));
});

test("the exports of CommonJS that Node can't tell from the text are found", async () => {
  const module = imported("cli-progress", import.meta.url);
  await loadImports([module]);
  assert.equal(typeof exportOf(module, "SingleBar"), "function");
});
