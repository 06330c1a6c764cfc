import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import {
  anyTypes,
  defaultExports,
  innerIndexFiles,
  tooLong,
  unexplainedAssertions,
  vaguelyNamed,
} from "./architecture/file-rules.ts";
import { houseFile, projectRoot, readHouse } from "./architecture/house.ts";
import {
  forbiddenArrows,
  importCycles,
  missingTargets,
  placesOffTheTable,
} from "./architecture/layer-rules.ts";
import { readLayerTable } from "./architecture/layer-table.ts";

const root = projectRoot(import.meta.dirname);
const source = readHouse(join(root, "src"));
const everything = ["src", "test", "examples", "bench"].flatMap((folder) =>
  readHouse(join(root, folder)),
);
const table = readLayerTable(readFileSync(join(root, "src/README.md"), "utf8"));
/** Where values and functions are taken apart, the compiler has to be told on nearly every line. */
const freeToAssert = new Set(["codec", "closure", "memory", "pickle"]);

describe("the source", () => {
  test("imports only what the layer table allows", () => {
    assert.deepEqual(forbiddenArrows(source, table), []);
  });
  test("imports only files that exist, named with their ending", () => {
    assert.deepEqual(missingTargets(source), []);
  });
  test("has no import cycle", () => {
    assert.deepEqual(importCycles(source), []);
  });
  test("has exactly the folders that the layer table says", () => {
    assert.deepEqual(placesOffTheTable(source, table), []);
  });
  test("has no index.ts inside of a folder", () => {
    assert.deepEqual(innerIndexFiles(source), []);
  });
  test("gives a reason for every type assertion outside of codec, pickle, closure and memory", () => {
    const judged = source.filter(({ place }) => !freeToAssert.has(place));
    assert.deepEqual(unexplainedAssertions(judged), []);
  });
});

describe("the whole project", () => {
  test("has no vague names", () => {
    assert.deepEqual(vaguelyNamed(everything), []);
  });
  test("has no file of more than 300 lines", () => {
    assert.deepEqual(tooLong(everything), []);
  });
  test("has no `any`", () => {
    assert.deepEqual(anyTypes(everything), []);
  });
  test("has no default export", () => {
    // Those in the suite play the modules of users, who have default exports.
    const judged = everything.filter(({ path }) => !path.startsWith("closure/suite/"));
    assert.deepEqual(defaultExports(judged), []);
  });
});

describe("the rules catch", () => {
  const small = readLayerTable(`
| folder | what it is | may import |
|---|---|---|
| \`*\` | open to all | \`errors.ts\` |
| \`errors.ts\` | errors | nothing |
| \`low/\` | the ground | nothing |
| \`high/\` | above it | \`low\`, \`npm:acorn\` |
| \`roof/\` | later: above all | \`high\` |
`);
  const errors = houseFile("errors.ts", "export class Oops extends Error {}");
  const low = houseFile("low/ground.ts", 'import { Oops } from "../errors.ts";');
  const cellar = houseFile("cellar/a.ts", "");
  const high = houseFile("high/top.ts", 'import { a } from "../low/ground.ts";\nimport "acorn";');

  test("nothing in a house that keeps to its table", () => {
    assert.deepEqual(forbiddenArrows([errors, low, high], small), []);
    assert.deepEqual(placesOffTheTable([errors, low, high], small), []);
    assert.deepEqual(importCycles([errors, low, high]), []);
    assert.deepEqual(missingTargets([errors, low, high]), []);
  });

  for (const [what, statement] of [
    ["a plain import", 'import { top } from "../high/top.ts";'],
    ["a type-only import", 'import type { Top } from "../high/top.ts";'],
    ["an import over several lines", 'import {\n  top,\n  other,\n} from "../high/top.ts";'],
    ["an import for its effects", 'import "../high/top.ts";'],
    ["a re-export", 'export * from "../high/top.ts";'],
    ["a dynamic import", 'const top = await import("../high/top.ts");'],
    ["the type of a module", 'type Top = typeof import("../high/top.ts");'],
    ["a package that the row doesn't name", 'import { parse } from "acorn";'],
  ] as const) {
    test(`${what} against the table`, () => {
      const bad = houseFile("low/bad.ts", `// first line\n${statement}`);
      assert.match(forbiddenArrows([bad, high], small).join("\n"), /^low\/bad\.ts:2 imports/);
    });
  }

  test("no import in comments and strings", () => {
    const text = '// import "../high/top.ts";\nconst text = \'import "../high/top.ts"\';';
    assert.deepEqual(houseFile("low/text.ts", text).imports, []);
  });

  test("an import behind quotes in a regular expression and a template", () => {
    const text = 'const quote = /["\'`]/; const t = `${`"`}`;\nimport("../high/top.ts");';
    assert.equal(houseFile("low/text.ts", text).imports[0]?.target, "high/top.ts");
  });

  test("a folder that has no row, is said to come later, or is gone", () => {
    const found = placesOffTheTable([errors, high, houseFile("roof/a.ts", ""), cellar], small);
    const places = found.map((line) => line.replace(/ .*/, ""));
    assert.deepEqual(places.sort(), ["cellar", "low", "roof"]);
  });

  test("an import that misses the ending", () => {
    const bad = houseFile("low/bad.ts", 'import { a } from "./ground";');
    assert.equal(missingTargets([low, errors, bad]).length, 1);
  });

  test("a circle of three files, even of types", () => {
    const circle = [
      houseFile("low/a.ts", 'import type { B } from "./b.ts";'),
      houseFile("low/b.ts", 'import { c } from "./c.ts";'),
      houseFile("low/c.ts", 'export { a } from "./a.ts";'),
    ];
    assert.deepEqual(importCycles(circle), ["low/a.ts -> low/b.ts -> low/c.ts -> low/a.ts"]);
  });

  test("vague names of files, tests and folders", () => {
    const paths = ["pool/utils.ts", "core/map.ts", "pool/base.test.ts", "pool/database.ts"];
    const found = vaguelyNamed(paths.map((path) => houseFile(path, "")));
    assert.deepEqual(found, paths.slice(0, 3));
  });

  test("an index.ts in a folder, but not at the root", () => {
    const files = [houseFile("index.ts", ""), houseFile("pool/index.ts", "")];
    assert.deepEqual(innerIndexFiles(files), ["pool/index.ts"]);
  });

  test("the line after the three hundredth", () => {
    const atLimit = houseFile("a.ts", "x;\n".repeat(300));
    assert.deepEqual(tooLong([atLimit]), []);
    assert.equal(tooLong([houseFile("a.ts", "x;\n".repeat(301))]).length, 1);
  });

  for (const bad of [
    "let a: any;",
    "const a = b as any;",
    "type A = Map<string, any>;",
    "type A = any;",
    "type A = string | any[];",
    "function f(a: string): any {}",
    "type F = () => any;",
  ]) {
    test(`\`any\` in ${bad}`, () => {
      assert.equal(anyTypes([houseFile("a.ts", bad)]).length, 1);
    });
  }

  test("no `any` in prose, strings and names", () => {
    const text = '// as any\nconst a = ": any"; Promise.any([a]); const anyOf = { any: 1 };';
    assert.deepEqual(anyTypes([houseFile("a.ts", text)]), []);
  });

  test("default exports in each of their forms", () => {
    const forms = ["export default 1;", "export { a as default };", "export = a;"];
    const found = defaultExports(forms.map((text) => houseFile("a.ts", text)));
    assert.equal(found.length, forms.length);
  });

  test("a type assertion without a comment, but not `as const` and renamed imports", () => {
    const bare = 'import { a as b } from "c";\nimport * as d from "e";\nconst f = [1] as const;\n';
    assert.deepEqual(unexplainedAssertions([houseFile("a.ts", bare)]), []);
    assert.equal(unexplainedAssertions([houseFile("a.ts", "const a = b as Wide;")]).length, 1);
    const explained = "// Checked above.\nconst a = b as Wide;";
    assert.deepEqual(unexplainedAssertions([houseFile("a.ts", explained)]), []);
  });
});
