import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Popen } from "../../src/subprocess/popen.ts";
import { listFromProc, listFromPs } from "../../src/subprocess/process-list.ts";
import type { PopenOptions } from "../../src/subprocess/program-options.ts";
import { run } from "../../src/subprocess/run.ts";
import { PIPE } from "../../src/subprocess/stdio.ts";
import { isAlive, newFolder, pidIn, untilGone } from "./programs.ts";

/** A program, its child and its grandchild; each writes down its number, and none ends by itself. */
const family = `sh -c 'sh -c "echo \\$\\$ > grandchild; exec sleep 1000" & echo $$ > child; wait' & wait`;

async function start(options: PopenOptions = {}): Promise<{ root: Popen; others: number[] }> {
  const cwd = newFolder();
  const root = new Popen(["sh", "-c", family], { cwd, ...options });
  return { root, others: [await pidIn(cwd, "child"), await pidIn(cwd, "grandchild")] };
}

describe("a program with children of its own", () => {
  for (const [name, end] of [
    ["kill", (root: Popen) => root.kill({ tree: true })],
    ["terminate", (root: Popen) => root.terminate({ tree: true })],
    ["sendSignal", (root: Popen) => root.sendSignal("SIGHUP", { tree: true })],
  ] as const) {
    it(`is ended with all of them by ${name} for the tree`, async () => {
      const { root, others } = await start();
      end(root);
      assert.ok((await root.wait()) < 0);
      for (const pid of others) await untilGone(pid);
    });
  }

  it("leaves them behind when only it is killed", async () => {
    const { root, others } = await start();
    root.kill();
    assert.equal(await root.wait(), -9);
    for (const pid of others) {
      assert.equal(isAlive(pid), true);
      process.kill(pid, "SIGKILL");
      await untilGone(pid);
    }
  });

  it("leaves none behind that its session knows, even when it has ended before them", async () => {
    const { root, others } = await start({ newSession: true });
    root.kill();
    await root.wait();
    assert.deepEqual(others.map(isAlive), [true, true]);
    root.kill({ tree: true });
    for (const pid of others) await untilGone(pid);
  });

  it("is stopped and goes on as a whole", async () => {
    const { root, others } = await start();
    root.sendSignal("SIGSTOP", { tree: true });
    root.sendSignal("SIGCONT", { tree: true });
    assert.deepEqual(others.map(isAlive), [true, true]);
    root.kill({ tree: true });
    assert.equal(await root.wait(), -9);
    for (const pid of others) await untilGone(pid);
  });

  it("can't escape by starting others all the time", async () => {
    // Each generation starts the next and ends.
    const line = "f() { (sleep 0.01; f) & }; f; echo ready; while :; do f; sleep 0.02; done";
    const root = new Popen(["bash", "-c", line], { stdout: PIPE, newSession: true });
    assert.equal(await root.stdout.readLine(), "ready");
    root.kill({ tree: true });
    assert.equal(await root.wait(), -9);
    // All of them have the pipe: it ends when the last of them has.
    assert.equal(await root.stdout.text(), "");
  });

  it("is ended with all of them when its run is aborted", async () => {
    const cwd = newFolder();
    const controller = new AbortController();
    const { signal } = controller;
    const running = run(["sh", "-c", family], { cwd, signal, killTree: true, captureOutput: true });
    const pids = [await pidIn(cwd, "child"), await pidIn(cwd, "grandchild")];
    controller.abort();
    await assert.rejects(running, { name: "AbortError" });
    for (const pid of pids) await untilGone(pid);
  });
});

describe("the list of processes", () => {
  it("names this one and its parent, from /proc as from ps", () => {
    for (const list of [listFromProc(), listFromPs()]) {
      const own = list.find(({ pid }) => pid === process.pid);
      assert.equal(own?.parent, process.ppid);
      assert.ok(Number.isInteger(own?.session));
    }
  });
});
