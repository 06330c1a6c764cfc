import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { addressFromText } from "../../src/broker/address.ts";
import { brokerEndForProcess } from "../../src/broker/ends.ts";
import { addKind } from "../../src/broker/known-kinds.ts";
import { SocketLink } from "../../src/broker/socket-link.ts";
import { Process, Thread } from "../../src/index.ts";
import type { BlockReference } from "../../src/memory/memory.ts";
import { makeTally, reviveTally, tallyKind } from "./tally.ts";

process.env["SKEIN_MEMORY"] = "broker";
addKind(tallyKind);

const places = {
  thread: (target: (reference: BlockReference) => unknown, args: [BlockReference]) =>
    new Thread({ target, args, dedicated: true }),
  process: (target: (reference: BlockReference) => unknown, args: [BlockReference]) =>
    new Process({ target, args }),
};

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate);
}

async function hold(reference: BlockReference): Promise<void> {
  const { state } = reviveTally(reference);
  await state.acquire();
  state.add();
  await new Promise(() => setInterval(() => {}, 1000));
}

function holdAndExit(reference: BlockReference): void {
  const { state } = reviveTally(reference);
  state.acquireSync();
  state.add();
  process.exit(3);
}

function holdAndReturn(reference: BlockReference): void {
  const { state } = reviveTally(reference);
  state.acquireSync();
  state.add();
}

async function waitAsync(reference: BlockReference): Promise<void> {
  await reviveTally(reference).state.acquire();
}

function waitSync(reference: BlockReference): void {
  reviveTally(reference).state.acquireSync();
}

/** A thread of this process holds it and is terminated; the process lives on until then, and ends well. */
async function holdInDyingThread(reference: BlockReference): Promise<string> {
  const { state } = reviveTally(reference);
  const child = new Thread({ target: hold, args: [reference], dedicated: true });
  child.start();
  await until(() => state.count === 1);
  const waiting = state.acquire();
  child.terminate();
  const acquired = await waiting;
  state.release();
  return acquired;
}

describe("what a dead client held is recovered:", () => {
  for (const place of ["thread", "process"] as const) {
    test(`a ${place} that is killed`, async () => {
      const tally = makeTally();
      const child = places[place](hold, [tally.travel()]);
      child.start();
      await until(() => tally.state.count === 1);
      const waiting = tally.state.acquire();
      child.terminate();
      assert.equal(await waiting, "recovered");
      tally.close();
    });

    for (const work of [holdAndExit, holdAndReturn]) {
      test(`a ${place} that ends (${work.name})`, async () => {
        const tally = makeTally();
        const child = places[place](work, [tally.travel()]);
        child.start();
        await until(() => tally.state.count === 1);
        assert.equal(await tally.state.acquire(), "recovered");
        tally.close();
      });
    }

    for (const work of [waitAsync, waitSync]) {
      test(`a ${place} that is killed while it waits takes nothing (${work.name})`, async () => {
        const tally = makeTally();
        tally.state.tryAcquire();
        const child = places[place](work, [tally.travel()]);
        child.start();
        await until(() => tally.state.waiters() === 1);
        child.terminate();
        await until(() => tally.state.waiters() === 0);
        tally.state.release();
        assert.equal(tally.state.tryAcquire(), "acquired");
        tally.close();
      });
    }

    test(`a ${place} that is killed when it is about to get it`, async () => {
      const tally = makeTally();
      tally.state.tryAcquire();
      const child = places[place](waitSync, [tally.travel()]);
      child.start();
      await until(() => tally.state.waiters() === 1);
      child.terminate();
      tally.state.release();
      assert.match(await tally.state.acquire(), /acquired|recovered/);
      tally.close();
    });
  }

  test("a thread of another process, which lives on", async () => {
    const tally = makeTally();
    const child = new Process({ target: holdInDyingThread, args: [tally.travel()] });
    child.start();
    assert.equal(await child.result(), "recovered");
    tally.close();
  });

  test("a process that is killed by SIGKILL with a thousand requests under way", async () => {
    const tally = makeTally();
    const child = new Process({ target: hammer, args: [tally.travel()] });
    child.start();
    await until(() => tally.state.count > 100);
    child.kill();
    await child.join();
    assert.match(await tally.state.acquire(), /acquired|recovered/);
    tally.close();
  });
});

async function hammer(reference: BlockReference): Promise<void> {
  const { state } = reviveTally(reference);
  const use = async (): Promise<void> => {
    for (;;) {
      await state.acquire();
      state.add();
      state.release();
    }
  };
  await Promise.all(Array.from({ length: 100 }, use));
}

const program = fileURLToPath(new URL("holding-program.js", import.meta.url));

describe("a program with a broker", () => {
  test("ends when its main thread has finished, although clients wait", async () => {
    const child = spawn(process.execPath, [program, "finish"], { stdio: "inherit" });
    assert.deepEqual(await once(child, "exit"), [0, null]);
  });

  test("leaves nothing behind when it is killed by SIGKILL", async () => {
    const child = spawn(process.execPath, [program, "stay"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    // The first line is all that it prints.
    const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    const pids = line.split(" ").map(Number);
    assert.equal(pids.length, 2);
    if (process.platform === "linux") assert.ok(socketsOf(child.pid).length > 0);
    child.kill("SIGKILL");
    await until(() => pids.every((pid) => !isAlive(pid)));
    assert.deepEqual(socketsOf(child.pid), []);
  });

  test("doesn't listen to strangers", async () => {
    const { path } = addressFromText(brokerEndForProcess() ?? "");
    for (const secret of [new Uint8Array(16), new Uint8Array(1), new Uint8Array(1000)]) {
      const socket = connect({ path });
      const link = new SocketLink(socket);
      link.send(secret);
      await once(socket, "close");
    }
  });
});

/** The abstract sockets of a process. */
function socketsOf(pid: number | undefined): string[] {
  if (process.platform !== "linux") return [];
  const names = readFileSync("/proc/net/unix", "utf8").split("\n");
  return names.filter((name) => name.includes(`@skein-${pid}-`));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
