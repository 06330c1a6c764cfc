import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { count, linesOf } from "./program-lines.ts";

describe("examples of what is shared", () => {
  it("14: what one process writes, another reads in order", async () => {
    const lines = await linesOf("14-queue-between-processes");
    const ofReader = lines.filter((line) => line.startsWith("Get"));
    assert.deepEqual(ofReader, ["Get A from queue.", "Get B from queue.", "Get C from queue."]);
    assert.equal(count(lines, "Process to write: PID"), 1);
    assert.equal(count(lines, "Process to read: PID"), 1);
    assert.equal(lines.at(-1), "reader ended with exit code 0");
  });

  it("15: a queue and a lock travel into calls of a pool", async () => {
    assert.deepEqual(await linesOf("15-queue-in-a-pool"), [
      ...["A", "B", "C", "D"].map((value) => `Get ${value} from queue.`),
      "4 values were written and read.",
    ]);
  });

  it("16: threads produce and consume every order once", async () => {
    assert.deepEqual(await linesOf("16-queue-between-threads"), [
      "every order is done",
      "sum of all orders: 435",
    ]);
  });

  it("17: the lock keeps the balance, which is lost without it", async () => {
    const [without, withLock] = await linesOf("17-bank-balance");
    assert.equal(withLock, "with a lock: 0");
    // How much is lost is up to the machine; with one core it may be nothing.
    assert.match(without ?? "", /^without a lock: -?\d+$/);
  });

  it("18: each thread has its own of a local", async () => {
    const lines = await linesOf("18-thread-local");
    assert.equal(count(lines, "Hello, Alice (in Thread-A)"), 1);
    assert.equal(count(lines, "Hello, Bob (in Thread-B)"), 1);
    assert.equal(lines.at(-1), "here nobody has been set: undefined");
  });

  it("19: a child answers through a pipe until it ends", async () => {
    assert.deepEqual(await linesOf("19-pipe"), [
      "3 x 3 = 9",
      "4 x 4 = 16",
      "5 x 5 = 25",
      "child ended with exit code 0",
    ]);
  });

  it("20: the lock of a killed process is recovered, and its data repaired", async () => {
    assert.deepEqual(await linesOf("20-recovered-lock"), [
      "recovered from a dead holder: true",
      "accounts: 100 and 100",
    ]);
  });

  it("21: a deadlock is reported, and the other one eats", async () => {
    const lines = await linesOf("21-deadlock");
    const told = lines.filter((line) => line.startsWith("gave up"));
    assert.ok(told.length > 0);
    for (const line of told) {
      assert.match(
        line,
        /^gave up: held the Lock '(fork|knife)', waited for the Lock '(fork|knife)'$/,
      );
    }
    assert.equal(lines.length, 2);
  });
});
