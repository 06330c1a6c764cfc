import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Pool, WorkerLostError } from "../../src/index.ts";
import { poolContract } from "../contracts/pool.ts";

poolContract({ name: "Pool", create: (options) => new Pool(options), isolated: true });

describe("Pool: processes", { timeout: 60_000 }, () => {
  it("fails the call of a worker that is killed with -9, and no other", async () => {
    await using pool = new Pool(2);
    const calls = Array.from({ length: 50 }, (_, index) =>
      pool.apply(
        (value: number) => (value === 25 ? process.kill(process.pid, "SIGKILL") : value),
        [index],
      ),
    );
    const ends = await Promise.allSettled(calls);
    ends.forEach((end, index) => {
      if (index !== 25) return assert.deepEqual(end, { status: "fulfilled", value: index });
      assert.ok(end.status === "rejected" && end.reason instanceof WorkerLostError);
      assert.deepEqual([end.reason.exitCode, typeof end.reason.pid], [-9, "number"]);
    });
  });

  it("gives each worker a pid of its own", async () => {
    await using pool = new Pool(2);
    const pids = await pool.broadcast(() => process.pid);
    assert.equal(new Set([...pids, process.pid]).size, 3);
  });
});
