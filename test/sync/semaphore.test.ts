import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MisuseError } from "../../src/errors.ts";
import { Process } from "../../src/index.ts";
import { memoryMode } from "../../src/memory/memory-mode.ts";
import { BoundedSemaphore, Semaphore } from "../../src/sync/semaphore.ts";
import { waitContract } from "../contracts/lock.ts";
import { semaphoreContract } from "../contracts/semaphore.ts";

const rounds = memoryMode() === "mapped" ? 2_000 : 50;

semaphoreContract("Semaphore", (value) => new Semaphore(value), rounds);
semaphoreContract("BoundedSemaphore", (value) => new BoundedSemaphore(value), rounds);

waitContract(
  "Semaphore",
  () => new Semaphore(0),
  // It is what was made.
  (semaphore, options) => (semaphore as Semaphore).acquire(options),
);

describe("Semaphore", () => {
  test("grows by what is released beyond its permits", async () => {
    using permits = new Semaphore(0);
    permits.release(3);
    assert.equal(permits.value, 3);
    await permits.acquire({ permits: 3 });
    assert.equal(permits.value, 0);
  });
});

describe("BoundedSemaphore", () => {
  test("refuses a release too many, also in a process that it was sent to", async () => {
    using permits = new BoundedSemaphore(2);
    assert.throws(() => permits.release(), MisuseError);
    const child = new Process({
      target: () => {
        try {
          permits.release();
          return "released";
        } catch (error) {
          return error instanceof Error ? error.message : "";
        }
      },
    });
    child.start();
    assert.match(await child.result(), /more permits than at first/);
    assert.equal(permits.value, 2);
  });
});
