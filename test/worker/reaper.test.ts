import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { test } from "node:test";
import { Reaper } from "../../src/worker/reaper.ts";
import { finished, firstLine, gone, parseNumbers, startProgram } from "./program.ts";

const skip = process.platform === "win32" ? "there is no SIGKILL" : false;

/** A process that sees the end of nothing and never ends by itself. */
function immortal(): ChildProcess {
  return spawn("sleep", ["1000"], { stdio: "ignore" });
}

test(
  "a child in an endless loop dies when its parent is killed with SIGKILL",
  { skip },
  async () => {
    const program = startProgram("backend-program.js", ["process", "spin"]);
    const pid = Number(await firstLine(program));
    assert.ok(pid > 0);
    program.kill("SIGKILL");
    await gone(pid);
  },
);

test(
  "a child in an endless loop dies after its parent has called process.exit",
  { skip },
  async () => {
    const program = startProgram("backend-program.js", ["process", "exit-while-spinning"]);
    const line = await firstLine(program);
    await gone(Number(line));
  },
);

test(
  "grandchildren die as well when the grandparent is killed with SIGKILL",
  { skip },
  async () => {
    const program = startProgram("reaper-family.js", ["2"]);
    const pids = parseNumbers(await firstLine(program));
    assert.equal(pids.length, 2);
    program.kill("SIGKILL");
    for (const pid of pids) await gone(pid);
  },
);

test("the helper ends with the program and holds nothing open", { skip }, async () => {
  const program = startProgram("reaper-family.js", ["0"]);
  const { output, code } = await finished(program);
  assert.equal(code, 0);
  await gone(Number(output));
});

test("the helper that was killed is replaced, and knows of all children", { skip }, async () => {
  const reaper = new Reaper();
  const child = immortal();
  assert.ok(child.pid !== undefined);
  reaper.watch(child.pid);
  const first = reaper.pid;
  assert.ok(first !== undefined);
  process.kill(first, "SIGKILL");
  while (reaper.pid === undefined || reaper.pid === first) await new Promise(setImmediate);
  const second = reaper.pid;
  reaper.close();
  await once(child, "exit");
  assert.equal(child.signalCode, "SIGKILL");
  await gone(second);
});

test(
  "the helper is deaf to the signals of a terminal",
  { skip: process.platform !== "linux" },
  async () => {
    const reaper = new Reaper();
    const child = immortal();
    assert.ok(child.pid !== undefined);
    reaper.watch(child.pid);
    const helper = reaper.pid;
    assert.ok(helper !== undefined);
    const signals = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;
    while (!ignores(helper, signals)) await new Promise(setImmediate);
    for (const signal of signals) process.kill(helper, signal);
    reaper.close();
    await once(child, "exit");
    assert.equal(child.signalCode, "SIGKILL");
  },
);

test(
  "a child that has ended is forgotten, so that a stranger with its number is safe",
  { skip },
  async () => {
    const reaper = new Reaper();
    const [watched, forgotten] = [immortal(), immortal()];
    assert.ok(watched.pid !== undefined && forgotten.pid !== undefined);
    reaper.watch(watched.pid);
    reaper.watch(forgotten.pid);
    reaper.unwatch(forgotten.pid);
    reaper.close();
    await once(watched, "exit");
    assert.equal(forgotten.exitCode, null);
    forgotten.kill("SIGTERM");
    await once(forgotten, "exit");
    assert.equal(forgotten.signalCode, "SIGTERM");
  },
);

function ignores(pid: number, signals: readonly (keyof typeof constants.signals)[]): boolean {
  const mask = /^SigIgn:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  const ignored = BigInt(`0x${mask ?? "0"}`);
  return signals.every((signal) => (ignored >> BigInt(constants.signals[signal] - 1)) & 1n);
}
