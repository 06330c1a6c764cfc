import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { captureFunction } from "../../src/closure/capture.ts";
import { loadImports } from "../../src/closure/module-load.ts";
import { isFunctionReference, specifierOf } from "../../src/closure/reference.ts";
import { reviveFunction } from "../../src/closure/revive.ts";

test("a reference is an object with a module and a name", () => {
  assert.equal(isFunctionReference({ module: "a", name: "b" }), true);
  assert.equal(isFunctionReference({ module: new URL("file:///a.js"), name: "b" }), true);
  assert.equal(isFunctionReference({ module: "a" }), false);
  assert.equal(isFunctionReference({ module: 1, name: "b" }), false);
  assert.equal(isFunctionReference(null), false);
});

test("paths become URLs, seen from the current directory; packages and built-in modules stay names", () => {
  const specifier = (module: string | URL): string => specifierOf({ module, name: "f" });
  assert.equal(specifier("./a.js"), pathToFileURL(join(process.cwd(), "a.js")).href);
  assert.equal(
    specifier(join(process.cwd(), "a.js")),
    pathToFileURL(join(process.cwd(), "a.js")).href,
  );
  assert.equal(specifier(new URL("file:///a.js")), "file:///a.js");
  assert.equal(specifier("acorn"), "acorn");
  assert.equal(specifier("path"), "node:path");
  assert.equal(specifier("node:path"), "node:path");
});

test("a referenced function is the export of its module", async () => {
  const { bytes, attachments, imports } = captureFunction({ module: "acorn", name: "parse" });
  await loadImports(imports);
  assert.equal(reviveFunction(bytes, attachments), (await import("acorn")).parse);
});

test("an export that isn't there is an error that lists those that are", async () => {
  const { bytes, imports } = captureFunction({ module: "acorn", name: "prase" });
  await loadImports(imports);
  assert.throws(
    () => reviveFunction(bytes, []),
    /'acorn' has no export 'prase'; it exports .*\bparse\b/,
  );
});

test("an export that is no function is an error", async () => {
  const { bytes, imports } = captureFunction({ module: "node:os", name: "EOL" });
  await loadImports(imports);
  assert.throws(() => reviveFunction(bytes, []), /is no function but string/);
});

test("a module that isn't there rejects, and may be there the next time", async () => {
  const { imports } = captureFunction({ module: "./no-such-module.js", name: "f" });
  await assert.rejects(async () => loadImports(imports), { code: "ERR_MODULE_NOT_FOUND" });
  await assert.rejects(async () => loadImports(imports), { code: "ERR_MODULE_NOT_FOUND" });
});
