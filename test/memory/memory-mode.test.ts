import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import { loadLibc } from "../../src/memory/libc.ts";

const run = promisify(execFile);
const module = new URL("../../src/memory/memory-mode.js", import.meta.url).href;

/** What a new program says about its mode. */
async function modeWith(wanted: string | undefined): Promise<string> {
  const { SKEIN_MEMORY: _, ...env } = process.env;
  const source = `
    const { memoryMode } = await import(${JSON.stringify(module)});
    try { console.log(memoryMode()); } catch (error) { console.log(error.code, error.message); }`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "-e", source], {
    env: wanted === undefined ? env : { ...env, SKEIN_MEMORY: wanted },
  });
  return stdout.trim();
}

const canMap = loadLibc() !== undefined;

test("memory is mapped where it can be, else there is a broker", async () => {
  assert.equal(await modeWith(undefined), canMap ? "mapped" : "broker");
  assert.equal(await modeWith(""), canMap ? "mapped" : "broker");
});

test("SKEIN_MEMORY=broker wants the broker everywhere", async () => {
  assert.equal(await modeWith("broker"), "broker");
});

test("SKEIN_MEMORY=mapped is refused where memory can't be mapped", async () => {
  const said = await modeWith("mapped");
  if (canMap) assert.equal(said, "mapped");
  else assert.match(said, /^ERR_SKEIN_MISUSE SKEIN_MEMORY is 'mapped', but/);
});

test("any other value of SKEIN_MEMORY is refused", async () => {
  assert.match(await modeWith("maped"), /^ERR_SKEIN_MISUSE SKEIN_MEMORY is 'maped'/);
});
