import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bundle,
  commonJsByEsbuild,
  commonJsByTsc,
  plainModules,
  type Program,
  runSuite,
  strippingNode,
  tsxFlag,
  typeScript,
  typeScriptOnly,
} from "./environments.ts";

/** Why a case can't work in one environment. */
type Exceptions = Readonly<Record<string, string>>;

const CASES = 112;
const META_CASES = 3;

const otherNames =
  "the minifier gives variables and classes other names, and this case looks at the name";

const minified: Exceptions = {
  "refused: a variable that isn't initialised yet":
    "the minifier puts the constant's value in its place",
  "a registered reducer": otherNames,
  "refused: a socket": otherNames,
  "refused: a socket deep in data": otherNames,
  "refused: a stream": otherNames,
  "refused: a WeakMap": otherNames,
  "refused: a Promise": otherNames,
  "refused: a running generator": otherNames,
  "refused: a native function without a name": otherNames,
  "refused: a private name outside its class": otherNames,
  "refused: an instance with private fields": otherNames,
  "refused: a Proxy": otherNames,
};

const withoutEval: Exceptions = {
  "refused: direct eval":
    "it is taken out here, since it would make every variable one that may be assigned to",
};

const bundled: Exceptions = {
  "the state of an imported file stays in the worker":
    "in a bundle there are no other files: all is part of the file that the program was started with, and is copied",
};

async function check(program: Program, count: number, exceptions: Exceptions = {}): Promise<void> {
  const report = await runSuite(program);
  const unexpected = Object.entries(report.failed).filter(([name]) => !(name in exceptions));
  assert.deepEqual(Object.fromEntries(unexpected), {});
  assert.equal(report.count, count);
}

test("functions travel from plain ES modules", () => check(plainModules(), CASES));

test("functions travel from CommonJS made by tsc", async () =>
  check(await commonJsByTsc(), CASES - META_CASES));

test("functions travel from CommonJS made by esbuild", async () =>
  check(await commonJsByEsbuild(), CASES - META_CASES));

test("functions travel from TypeScript modules under tsx", async () => {
  const { args, written } = await typeScript("tsx-modules", "module");
  await check({ args: [tsxFlag(), ...args], written }, CASES);
});

test("functions travel from TypeScript in CommonJS under tsx", async () => {
  const { args, written } = await typeScript("tsx-commonjs", "commonjs");
  await check({ args: [tsxFlag(), ...args], written }, CASES - META_CASES);
});

test("functions travel from TypeScript that Node strips of its types", async (context) => {
  const node = strippingNode();
  if (node === undefined) {
    return context.skip("this Node can't strip types; SKEIN_NODE24 may name one that can");
  }
  await check({ ...(await typeScript("stripped", "module")), node }, CASES);
});

test("functions travel from a bundle", async () =>
  check(await bundle("bundle", { minify: false, directEval: false }), CASES, {
    ...bundled,
    ...withoutEval,
  }));

test("functions travel from a bundle with a direct eval", async () =>
  check(await bundle("eval-bundle", { minify: false, directEval: true }), CASES, bundled));

test("functions travel from a minified bundle", async () =>
  check(await bundle("minified-bundle", { minify: true, directEval: true }), CASES, {
    ...bundled,
    ...minified,
  }));

test("what only a compiler understands travels under tsx", async () => {
  const { args, written } = await typeScriptOnly("typescript-only");
  await check({ args: [tsxFlag(), ...args], written }, 7);
});
