import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  CancelledError,
  Pool,
  SkeinError,
  ThreadPool,
  TimeoutError,
  WorkerLostError,
} from "../../src/index.ts";

type Fate = "return" | "throw" | "exit" | "kill" | "hang" | "unsendable" | "late throw";

/** What a call does in its worker; a thread can't be killed with a signal, so there it exits. */
function meet(fate: Fate, index: number): unknown {
  switch (fate) {
    case "return":
      return index;
    case "throw":
      throw new RangeError(`thrown ${index}`);
    case "exit":
      return process.exit(7);
    case "kill":
      process.kill(process.pid, "SIGKILL");
      for (;;);
    case "hang":
      for (;;);
    case "unsendable":
      return new WeakMap();
    case "late throw":
      setImmediate(() => {
        throw new TypeError(`late ${index}`);
      });
      return new Promise(() => {});
  }
}

/** What a fate looks like to the caller. */
function check(fate: Fate, index: number, end: PromiseSettledResult<unknown>): void {
  if (fate === "return") return assert.deepEqual(end, { status: "fulfilled", value: index });
  assert.ok(end.status === "rejected", `${fate} ${index} was fulfilled`);
  const expected = {
    throw: RangeError,
    exit: WorkerLostError,
    kill: WorkerLostError,
    hang: TimeoutError,
    unsendable: SkeinError,
    "late throw": TypeError,
  }[fate];
  assert.ok(end.reason instanceof expected, `${fate} ${index}: ${String(end.reason)}`);
}

/** Fates in a fixed but disordered sequence. */
function fates(count: number, deadly: readonly Fate[]): Fate[] {
  let seed = 42;
  return Array.from({ length: count }, () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    const roll = seed / 2 ** 32;
    if (roll > 0.1) return "return";
    return deadly[Math.floor(roll * 10 * deadly.length)] ?? "throw";
  });
}

async function survive(pool: Pool, list: readonly Fate[]): Promise<void> {
  const ends = await Promise.allSettled(
    list.map((fate, index) =>
      pool.apply(meet, [fate, index], fate === "hang" ? { timeout: 50 } : {}),
    ),
  );
  ends.forEach((end, index) => check(list[index] ?? "return", index, end));
  const { waiting, leased, submitted, completed, failed } = pool.statistics();
  assert.deepEqual({ waiting, leased }, { waiting: 0, leased: 0 });
  assert.equal(completed + failed, submitted);
}

describe("a pool under fire", { timeout: 600_000 }, () => {
  it("settles every call on processes rightly, whatever the others do to their workers", async () => {
    await using pool = new Pool({ workers: 3, grace: 0 });
    await survive(
      pool,
      fates(3_000, ["throw", "exit", "kill", "hang", "unsendable", "late throw"]),
    );
  });

  it("settles every call on threads rightly, whatever the others do to their workers", async () => {
    await using pool = new ThreadPool({ workers: 3, grace: 0 });
    await survive(pool, fates(3_000, ["throw", "exit", "hang", "unsendable", "late throw"]));
  });

  it("settles each of 20,000 calls once although they're cancelled at random", async () => {
    await using pool = new ThreadPool(2);
    const results = Array.from({ length: 20_000 }, (_, index) =>
      pool.applyAsync((value: number) => value, [index]),
    );
    const cancelled = results.map((result, index) => index % 3 === 0 && result.cancel());
    const ends = await Promise.allSettled(results);
    ends.forEach((end, index) => {
      if (end.status === "fulfilled") return assert.equal(end.value, index);
      assert.ok(cancelled[index], `${index} was never cancelled`);
      assert.ok(end.reason instanceof CancelledError);
    });
  });
});
