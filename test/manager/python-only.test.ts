import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { MisuseError, QueueClosedError, QueueFullError, TimeoutError } from "../../src/errors.ts";
import { syncManager, type SyncManager } from "../../src/manager/sync-manager-definition.ts";
import { noPython, startPythonServer, type PythonServer } from "./python-server.ts";

describe("only a manager of Python's", { skip: noPython }, () => {
  let server: PythonServer;
  let manager: SyncManager;

  before(async () => {
    server = await startPythonServer("unix");
    manager = await syncManager.connect(server);
  });
  after(async () => {
    await manager?.close();
    await server?.kill();
  });

  test("has pools, whose functions are named", async () => {
    using pool = await manager.Pool(2);
    assert.equal(await pool.apply("math.factorial", [10]), 3_628_800);
    assert.deepEqual(await pool.map("math.sqrt", [1, 4, 9]), [1, 2, 3]);
    assert.deepEqual(
      await pool.starmap("math.gcd", [
        [4, 6],
        [9, 6],
      ]),
      [2, 3],
    );
    const result = await pool.applyAsync<number>("math.factorial", [5]);
    assert.equal(await result.get({ timeout: 60_000 }), 120);
    assert.equal(await result.ready(), true);
    assert.equal(await result.successful(), true);
    const seen: number[] = [];
    for await (const root of await pool.imap<number>("math.sqrt", [16, 25])) seen.push(root);
    assert.deepEqual(seen, [4, 5]);
    const powers = await pool.starmapAsync<number>("math.pow", [[2, 5]]);
    assert.deepEqual(await powers.get({ timeout: 60_000 }), [32]);
    await assert.rejects(
      pool.apply(() => 1),
      MisuseError,
    );
    const slow = await pool.applyAsync("time.sleep", [60]);
    await assert.rejects(slow.get({ timeout: 20 }), TimeoutError);
    await assert.rejects(pool.apply("math.sqrt", [-1]), { name: "ValueError" });
    await assert.rejects(async () => pool.apply("sqrt", [1]), MisuseError);
    await pool.terminate();
    await pool.join({ timeout: 60_000 });
  });

  test("lets nobody wait behind another one's put for longer than it wants to", async () => {
    using queue = await manager.Queue<number>(1);
    await queue.put(1);
    const first = queue.put(2);
    await assert.rejects(queue.put(3, { timeout: 20 }), QueueFullError);
    const controller = new AbortController();
    const third = queue.put(4, { signal: controller.signal });
    const last = queue.put(5);
    controller.abort(new Error("changed my mind"));
    await assert.rejects(third, /changed my mind/);
    assert.deepEqual([await queue.get(), await queue.get(), await queue.get()], [1, 2, 5]);
    await Promise.all([first, last]);
  });

  test("that stands still keeps nobody who has given up", async () => {
    await using still = await startPythonServer("unix");
    await using other = await syncManager.connect(still);
    const queue = await other.Queue<number>();
    const lock = await other.Lock();
    await queue.put(1);
    still.process.kill("SIGSTOP");
    const controller = new AbortController();
    const { signal } = controller;
    const calls = [
      queue.get({ signal }),
      queue.get({ signal, timeout: 0 }),
      queue.put(2, { signal }),
      lock.acquire({ signal }),
    ];
    const outcomes = Promise.allSettled(calls);
    controller.abort(new Error("changed my mind"));
    for (const outcome of await outcomes)
      assert.match(String(outcome.status === "rejected" && outcome.reason), /changed my mind/);
    // `close()` waits for its answers.
    still.process.kill("SIGCONT");
  });

  test("says what to do where it has nothing atomic", async () => {
    using dict = await manager.dict<string, number>();
    await assert.rejects(dict.increment("n"), /make a Lock on the same manager/);
    await assert.rejects(
      dict.transaction(() => {}),
      MisuseError,
    );
  });

  test("has queues that can be shut down only since Python 3.13", async () => {
    using queue = await manager.Queue();
    const refusal = await queue.shutdown().catch((error: unknown) => error);
    if (refusal === undefined) await assert.rejects(queue.put(1), QueueClosedError);
    else assert.ok(refusal instanceof MisuseError);
  });

  test("waits for a condition with a signal, and has the lock again afterwards", async () => {
    using condition = await manager.Condition();
    const guard = await condition.acquire();
    const stop = new AbortController();
    const waiting = condition.wait({ signal: stop.signal });
    setImmediate(() => stop.abort());
    await assert.rejects(waiting, { name: "AbortError" });
    await guard.release();
    await condition.run(() => {}, { timeout: 60_000 });
  });
});
