import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

const run = promisify(execFile);
let folder = "";
before(async () => (folder = await mkdtemp(join(tmpdir(), "closure-"))));
after(() => rm(folder, { recursive: true }));

function url(path: string): string {
  return JSON.stringify(new URL(path, import.meta.url).href);
}

const imports = `
import { captureFunction } from ${url("../../src/closure/capture.js")};
import { openHarness } from ${url("suite/harness.js")};
`;

interface Options {
  readonly flags?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly files?: Readonly<Record<string, string>>;
}

/** Runs a program of its own and gives what it prints. */
async function program(
  name: string,
  text: string,
  { flags = [], env = {}, files = {} }: Options = {},
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  for (const [file, content] of Object.entries(files)) await writeFile(join(folder, file), content);
  await writeFile(join(folder, name), imports + text);
  const { NODE_TEST_CONTEXT: _, ...own } = process.env;
  return run(process.execPath, [...flags, join(folder, name)], {
    env: { ...own, ...env },
    timeout: 60_000,
  });
}

const captures = `
const k = 2;
let n = 1;
const worker = openHarness();
n += await worker.run((x) => x * k + n, 20);
console.log(n);
await worker.close();
`;

test("nothing is printed", async () => {
  assert.deepEqual(await program("plain.mjs", captures), { stdout: "42\n", stderr: "" });
});

test("functions travel while a debugger may be attached", async () => {
  const { stdout } = await program("inspect.mjs", captures, { flags: ["--inspect=127.0.0.1:0"] });
  assert.equal(stdout, "42\n");
});

test("coverage goes on being measured", async () => {
  const coverage = join(folder, "coverage");
  const { stdout, stderr } = await program("covered.mjs", captures, {
    env: { NODE_V8_COVERAGE: coverage },
  });
  assert.deepEqual({ stdout, stderr }, { stdout: "42\n", stderr: "" });
  assert.notEqual((await readdir(coverage)).length, 0);
});

test("where the inspector is forbidden, the error says to name the function, and naming works", async () => {
  const flag =
    Number(process.versions.node.split(".")[0]) >= 24
      ? "--permission"
      : "--experimental-permission";
  const text = `
const k = 1;
try {
  captureFunction(function handler() { return k; });
} catch ({ name, message }) {
  console.log(name, message);
}
console.log(captureFunction({ module: "node:path", name: "join" }).name);
`;
  const { stdout } = await program("forbidden.mjs", text, { flags: [flag, "--allow-fs-read=*"] });
  assert.match(
    stdout,
    /^NotSendableError function 'handler' -> .*--permission.*\{ module, name \}\njoin\n$/,
  );
});

test("a thread that captures nothing loads neither the parser nor the inspector", async () => {
  const text = `
const worker = openHarness();
const loaded = await worker.run(async () => {
  const { createRequire } = await import("node:module");
  const packages = Object.keys(createRequire(${url("../../src/closure/capture.js")}).cache);
  return [packages.filter((file) => file.includes("acorn")), process.moduleLoadList.includes("NativeModule inspector")];
});
console.log(JSON.stringify(loaded));
await worker.close();
`;
  assert.equal((await program("lazy.mjs", text)).stdout, "[[],false]\n");
});

test("a module that imports the program's own file can't start it again in a worker", async () => {
  const entry = `
import { f } from "./imported.mjs";
export const shared = 1;
const worker = openHarness();
try {
  console.log(await worker.run(f));
} catch ({ message }) {
  console.log(message);
}
await worker.close();
`;
  const files = {
    "imported.mjs": 'import { shared } from "./bomb.mjs"; export const f = () => shared;',
  };
  const { stdout } = await program("bomb.mjs", entry, { files });
  assert.match(stdout, /^made while 'file:.*imported\.mjs' is being imported\n$/);
});

test("memory doesn't grow with the number of functions", async () => {
  const text = `
const worker = openHarness();
// What weak references still hold is let go only when the event loop has turned.
const heap = async () => {
  for (let round = 0; round < 4; round++) { gc(); await new Promise(setImmediate); }
  return process.memoryUsage().heapUsed;
};
const some = async (count) => {
  for (let i = 0; i < count; i++) {
    const box = { i };
    class Local { get() { return box.i; } }
    const f = () => new Local().get() + box.i;
    if (i % 20 === 0) await worker.run(f);
    else captureFunction(f);
  }
  return heap();
};
const there = () => worker.run(async () => {
  for (let round = 0; round < 4; round++) { globalThis.gc(); await new Promise(setImmediate); }
  return process.memoryUsage().heapUsed;
});
const before = [await some(1000), await there()];
const after = [await some(4000), await there()];
console.log(JSON.stringify(after.map((bytes, index) => bytes - before[index])));
await worker.close();
`;
  const { stdout } = await program("memory.mjs", text, { flags: ["--expose-gc"] });
  const [here = Infinity, there = Infinity] = JSON.parse(stdout) as number[];
  // 4,000 functions with their classes would take 4 MB at 1 kB each.
  assert.ok(here < 2_000_000, `the heap has grown by ${here} bytes`);
  assert.ok(there < 2_000_000, `the worker's heap has grown by ${there} bytes`);
});
