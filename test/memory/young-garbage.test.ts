import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { constants, PerformanceObserver } from "node:perf_hooks";
import { describe, test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { promisify } from "node:util";
import { runInNewContext } from "node:vm";
import { expectGarbage } from "../../src/memory/young-garbage.ts";

const { NODE_PERFORMANCE_GC_MAJOR: major, NODE_PERFORMANCE_GC_MINOR: minor } = constants;

const run = promisify(execFile);
const module = new URL("../../src/memory/young-garbage.js", import.meta.url).href;

/** What the name `gc` means in a new context when garbage has been collected, in a program that begins so. */
async function meaningAfter(beginning: string): Promise<string> {
  const source = `
    import { setFlagsFromString } from "node:v8";
    import { runInNewContext } from "node:vm";
    import { expectGarbage } from ${JSON.stringify(module)};
    ${beginning}
    expectGarbage(1 << 30);
    console.log(runInNewContext("typeof gc"));`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "-e", source]);
  return stdout.trim();
}

/** Makes so many megabytes of garbage, and counts the collections of each kind meanwhile. */
async function collections(megabytes: number): Promise<Map<unknown, number>> {
  const counts = new Map<unknown, number>();
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { kind } = (entry as unknown as { detail: { kind: unknown } }).detail;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
  });
  observer.observe({ entryTypes: ["gc"] });
  for (let count = 0; count < megabytes; count += 1) {
    expectGarbage(new Uint8Array(1 << 20).byteLength);
    if (count % 16 === 0) await nextTurn();
  }
  await nextTurn();
  await nextTurn();
  observer.disconnect();
  return counts;
}

describe("garbage that is expected", () => {
  test("is collected with the young generation, and not with the whole heap", async () => {
    const counts = await collections(800);
    assert.ok((counts.get(minor) ?? 0) >= 100, `${counts.get(minor)} of the young generation`);
    assert.ok((counts.get(major) ?? 0) <= 5, `${counts.get(major)} of the whole heap`);
  });

  test("leaves nobody else a way to collect it", () => {
    expectGarbage(1 << 30);
    assert.equal(runInNewContext("typeof gc"), "undefined");
    assert.equal(globalThis.gc, undefined);
  });

  test("leaves to the user what the user has exposed", async () => {
    assert.equal(await meaningAfter('setFlagsFromString("--expose-gc");'), "function");
  });

  test("is not collected by what has the same name here", async () => {
    assert.equal(await meaningAfter("globalThis.gc = new Map();"), "undefined");
    assert.equal(await meaningAfter("globalThis.gc = () => process.exit(1);"), "undefined");
  });
});
