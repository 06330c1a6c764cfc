import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { createInterface } from "node:readline";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { inspectMemory, Lock, Process, Queue, setSpares, Thread } from "../../src/index.ts";
import { memoryMode } from "../../src/memory/memory-mode.ts";

const skip = memoryMode() === "mapped" ? false : "memory isn't mapped here";
const program = fileURLToPath(new URL("./sharing-program.js", import.meta.url));

describe("nothing is left", { skip, timeout: 120_000 }, () => {
  for (const signal of ["SIGKILL", "SIGTERM"] as const) {
    test(`of a program that is ended by ${signal} while it shares memory`, async () => {
      const names = sharedNames();
      const child = spawn(process.execPath, [program], { stdio: ["ignore", "pipe", "inherit"] });
      const lines = createInterface({ input: child.stdout });
      const [line] = (await once(lines, "line")) as [string];
      const pids = line
        .split(" ")
        .slice(1)
        .map(Number)
        .filter((pid) => pid > 0);
      assert.equal(pids.length, 2);
      child.kill(signal);
      await once(child, "exit");
      while (pids.some((pid) => existsSync(`/proc/${pid}`)))
        await new Promise((resolve) => setTimeout(resolve, 10));
      // Other tests have files there for a while; what was left would stay.
      while (sharedNames().some((name) => !names.includes(name)))
        await new Promise((resolve) => setTimeout(resolve, 10));
    });
  }

  for (const Child of [Process, Thread]) {
    test(`of descriptors when ${Child.name} after ${Child.name} has waited and was woken`, async () => {
      using lock = new Lock();
      // They have a dozen descriptors each, and come and go.
      setSpares({ threads: 0, processes: 0 });
      const waitOnce = async (): Promise<void> => {
        const guard = await lock.acquire();
        const child = new Child({
          target: async () => (await lock.acquire()).release(),
          dedicated: true,
        });
        child.start();
        while (!somebodyWaits()) await new Promise((resolve) => setImmediate(resolve));
        guard.release();
        await child.result();
        await child.join();
      };
      await waitOnce();
      const before = descriptors();
      for (let round = 0; round < 10; round += 1) await waitOnce();
      // Of doorbells there is one for each slot, and slots are given out again.
      assert.ok(descriptors() < before + 10, `${descriptors()} descriptors, ${before} before`);
      setSpares({ threads: 1, processes: 1 });
    });
  }

  test("of a hundred thousand locks and a thousand queues, when they are closed", () => {
    const locks = Array.from({ length: 100_000 }, () => new Lock());
    for (const lock of locks) lock.close();
    const queues = Array.from({ length: 1_000 }, () => new Queue<number>());
    for (const queue of queues) queue.tryPut(1);
    for (const queue of queues) queue.close();
    // Memory that was closed is used again.
    for (let round = 0; round < 3; round += 1) {
      const again = Array.from({ length: 100_000 }, () => new Lock());
      for (const lock of again) lock.close();
    }
  });
});

function sharedNames(): string[] {
  return readdirSync("/dev/shm").toSorted();
}

function descriptors(): number {
  return readdirSync("/proc/self/fd").length;
}

/** Whether another thread of the program waits for something. */
function somebodyWaits(): boolean {
  return inspectMemory().threads.some(({ alive, waits }) => alive && waits.length > 0);
}
