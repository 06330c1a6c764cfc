import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { reaperScript } from "../../src/worker/reaper-script.ts";

const entry = fileURLToPath(new URL("../../src/worker/reaper-entry.js", import.meta.url));
const helpers: Record<string, () => ChildProcess> = {
  shell: () => spawn("/bin/sh", ["-c", reaperScript], { stdio: ["pipe", "inherit", "inherit"] }),
  node: () => spawn(process.execPath, [entry], { stdio: ["pipe", "inherit", "inherit"] }),
};

/** Gives its helper lines, ends the pipe, and tells which of three processes are alive when the helper has ended. */
async function survivors(
  helper: ChildProcess,
  lines: (pids: readonly (number | undefined)[]) => string,
): Promise<boolean[]> {
  const children = [1, 2, 3].map(() => spawn("sleep", ["1000"], { stdio: "ignore" }));
  const ended = once(helper, "exit");
  helper.stdin?.end(lines(children.map(({ pid }) => pid)));
  await ended;

  // Whoever has been killed already keeps that signal as the cause of its end.
  for (const child of children) child.kill("SIGTERM");
  await Promise.all(
    children.map(async (child) => {
      if (child.signalCode === null) await once(child, "exit");
    }),
  );
  return children.map(({ signalCode }) => signalCode === "SIGTERM");
}

for (const [name, start] of Object.entries(helpers)) {
  const skip = process.platform === "win32";

  test(`${name} helper: kills what it was told of when the pipe ends`, { skip }, async () => {
    const alive = await survivors(start(), ([one, two]) => `+ ${one}\n+ ${two}\n`);
    assert.deepEqual(alive, [false, false, true]);
  });

  test(`${name} helper: forgets what has ended`, { skip }, async () => {
    const alive = await survivors(
      start(),
      ([one, two, three]) => `+ ${one}\n+ ${two}\n+ ${three}\n- ${two}\n- 999999999\n- ${one}\n`,
    );
    assert.deepEqual(alive, [true, true, false]);
  });

  test(`${name} helper: with nobody to kill it just ends`, { skip }, async () => {
    assert.deepEqual(await survivors(start(), () => ""), [true, true, true]);
  });
}
