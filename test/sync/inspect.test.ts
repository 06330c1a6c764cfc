import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  DeadlockError,
  detectDeadlocks,
  inspectMemory,
  MisuseError,
  Process,
  Thread,
} from "../../src/index.ts";
import { Lock } from "../../src/sync/lock.ts";
import { SharedArray } from "../../src/sync/shared-array.ts";
import { memoryMode } from "../../src/memory/memory-mode.ts";

const skip = memoryMode() === "mapped" ? false : "memory isn't mapped here";

/** Takes the first lock, waits until the other side has its own, and wants the second one. */
async function dine(first: Lock, second: Lock, seated: SharedArray): Promise<string> {
  using _first = await first.acquire();
  seated.add(0, 1);
  while (seated.get(0) < 2) await new Promise((resolve) => setImmediate(resolve));
  try {
    using _second = await second.acquire();
    return "has eaten";
  } catch (error) {
    if (error instanceof DeadlockError) return error.message;
    throw error;
  }
}

function dineBlocking(first: Lock, second: Lock, seated: SharedArray): string {
  using _first = first.acquireSync();
  seated.add(0, 1);
  while (seated.get(0) < 2);
  try {
    using _second = second.acquireSync();
    return "has eaten";
  } catch (error) {
    if (error instanceof DeadlockError) return error.message;
    throw error;
  }
}

type Diner = (first: Lock, second: Lock, seated: SharedArray) => string | Promise<string>;

const diners: readonly [string, typeof Process | typeof Thread, Diner][] = [
  ["processes that wait", Process, dine],
  ["processes that block", Process, dineBlocking],
  ["threads that wait", Thread, dine],
  ["threads that block", Thread, dineBlocking],
];

describe("detectDeadlocks", { skip }, () => {
  for (const [what, Child, target] of diners) {
    test(`ends the deadlock of two ${what}, and names both`, async () => {
      using fork = new Lock({ name: "fork" });
      using knife = new Lock({ name: "knife" });
      using seated = new SharedArray("int32", 1, { lock: false });
      using _watch = detectDeadlocks({ after: 50 });
      const children = [
        new Child({ target, args: [fork, knife, seated], dedicated: true }),
        new Child({ target, args: [knife, fork, seated], dedicated: true }),
      ];
      for (const child of children) child.start();
      const results = await Promise.all(children.map((child) => child.result()));
      const reports = results.filter((result) => result !== "has eaten");
      assert.ok(reports.length > 0);
      for (const report of reports) {
        assert.match(report, /^a deadlock:\n/);
        const line = (held: string, wanted: string): RegExp =>
          new RegExp(
            `process \\d+ holds Lock '${held}' and has waited \\d+ ms for Lock '${wanted}'`,
          );
        assert.match(report, line("fork", "knife"));
        assert.match(report, line("knife", "fork"));
      }
    });
  }

  test("leaves alone whoever waits long for somebody who waits for nothing", async () => {
    using lock = new Lock();
    using seated = new SharedArray("int32", 1, { lock: false });
    using _watch = detectDeadlocks({ after: 1 });
    const guard = await lock.acquire();
    const child = new Process({
      target: async () => {
        seated.set(0, 1);
        using _guard = await lock.acquire({ timeout: 60_000 });
        return "got it";
      },
    });
    child.start();
    while (seated.get(0) < 1) await new Promise((resolve) => setImmediate(resolve));
    // Several looks of the one who waits, counted by looks of our own.
    await assert.rejects(lock.acquire({ timeout: 500 }), { code: "ERR_SKEIN_TIMEOUT" });
    guard.release();
    assert.equal(await child.result(), "got it");
  });

  test("refuses a limit that is none", () => {
    assert.throws(() => detectDeadlocks({ after: 0 }), MisuseError);
    assert.throws(() => detectDeadlocks({ after: Number.NaN }), MisuseError);
  });
});

describe("inspectMemory", { skip }, () => {
  test("tells who holds a lock and who waits for it", async () => {
    using lock = new Lock({ name: "inspected" });
    const held = await lock.acquire();
    const waiting = lock.acquire();
    const { threads, objects } = inspectMemory();
    const object = objects.find(({ name }) => name === "inspected");
    assert.equal(object?.kind, "lock");
    assert.equal(object.holder, `process ${process.pid}`);
    const own = threads.find(({ pid, threadId }) => pid === process.pid && threadId === 0);
    assert.deepEqual(
      own?.waits.map((wait) => wait.object),
      [object.id],
    );
    held.release();
    (await waiting).release();
    assert.deepEqual(waitsOf(inspectMemory()), []);
    const after = inspectMemory().objects.find(({ name }) => name === "inspected");
    assert.equal(after?.holder, undefined);
  });

  test("says that a lock's holder has died", async () => {
    using lock = new Lock({ name: "orphan" });
    const child = new Process({ target: async () => void (await lock.acquire()) });
    child.start();
    await child.join();
    const object = inspectMemory().objects.find(({ name }) => name === "orphan");
    assert.equal(object?.abandoned, true);
    using guard = await lock.acquire();
    assert.equal(guard.recovered, true);
  });

  test("looks into another process of the program", async () => {
    using lock = new Lock({ name: "seen from outside" });
    using guard = await lock.acquire();
    const child = new Process({ target: () => inspectMemory(process.ppid) });
    child.start();
    const { objects } = await child.result();
    const object = objects.find(({ name }) => name === "seen from outside");
    assert.equal(object?.holder, `process ${process.pid}`);
    assert.equal(guard.recovered, false);
  });

  test("refuses processes that are gone or share nothing", () => {
    assert.throws(() => inspectMemory(2 ** 30), /there is no process/);
    assert.throws(() => inspectMemory(1), /shares no memory|belongs to somebody else/);
  });
});

function waitsOf({ threads }: ReturnType<typeof inspectMemory>): readonly unknown[] {
  return threads.filter(({ pid }) => pid === process.pid).flatMap(({ waits }) => waits);
}
