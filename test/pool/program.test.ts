import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(name: string): ChildProcess {
  const file = fileURLToPath(new URL(`programs/${name}.js`, import.meta.url));
  return spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "pipe"] });
}

async function run(name: string): Promise<Ended> {
  const program = start(name);
  let [stdout, stderr] = ["", ""];
  program.stdout?.on("data", (data: Buffer) => (stdout += data.toString()));
  program.stderr?.on("data", (data: Buffer) => (stderr += data.toString()));
  await once(program, "close");
  return { code: program.exitCode, stdout, stderr };
}

async function pidsOf(program: ChildProcess, count: number): Promise<number[]> {
  const pids: number[] = [];
  assert.ok(program.stdout !== null);
  for await (const line of createInterface(program.stdout)) {
    pids.push(Number(line));
    if (pids.length === count) break;
  }
  return pids;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function gone(pids: readonly number[]): Promise<void> {
  while (pids.some(isAlive)) await sleep(5);
}

describe("a program with pools", { timeout: 60_000 }, () => {
  it("ends by itself when its calls are done, although its pools are open", async () => {
    assert.deepEqual(await run("natural-exit"), { code: 0, stdout: "42\n42\n7\n", stderr: "" });
  });

  it("gets what a callback throws as its own uncaught exception, and its pool goes on", async () => {
    const stdout = "1 2 Error: task\ngoes on callback,progress,error callback\n";
    assert.deepEqual(await run("throwing-callback"), { code: 0, stdout, stderr: "" });
  });

  it("takes its busy workers along when it is killed with -9", async () => {
    const program = start("spinning");
    const pids = await pidsOf(program, 2);
    assert.ok(pids.every(isAlive));
    program.kill("SIGKILL");
    await gone(pids);
  });

  it("takes its busy workers along when it calls process.exit", async () => {
    const program = start("exit-while-busy");
    const pids = await pidsOf(program, 1);
    await once(program, "exit");
    assert.equal(program.exitCode, 5);
    await gone(pids);
  });

  it("is told of a failure that nobody awaits", async () => {
    const { code, stderr } = await run("forgotten-failure");
    assert.equal(code, 1);
    assert.match(stderr, /RangeError: forgotten/);
  });

  it("isn't told of what it has cancelled or terminated itself and doesn't await", async () => {
    const stdout = [1, 2, 3].map((pool) => `ClosedError: Pool-${pool} was terminated\n`).join("");
    assert.deepEqual(await run("ended-by-itself"), { code: 0, stdout, stderr: "" });
  });
});
