import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { describeHandle } from "../../src/codec/handle.ts";
import { BrokenBarrierError, ClosedError, MisuseError } from "../../src/errors.ts";
import { Process, Thread } from "../../src/index.ts";
import { Barrier, reviveBarrier } from "../../src/sync/barrier.ts";
import { SharedArray } from "../../src/sync/shared-array.ts";

/** For what would go on waiting if it were wrong. */
const deadline = { timeout: 60_000 };

describe("a Barrier", () => {
  test("gives each party a number, the last one the highest", deadline, async () => {
    const barrier = new Barrier(3);
    const first = [barrier.wait(), barrier.wait()];
    assert.equal(barrier.waiting, 2);
    assert.equal(barrier.waitSync(), 2);
    assert.deepEqual(await Promise.all(first), [0, 1]);
    assert.equal(barrier.waiting, 0);
  });

  test("refuses a number of parties that can't be", () => {
    for (const parties of [0, -1, 1.5, NaN, 65_536]) {
      assert.throws(() => new Barrier(parties), {
        name: "MisuseError",
        message: `a Barrier can't have ${parties} parties, but 1 to 65535 of them`,
      });
    }
  });

  test("runs the action once a round, before anybody goes on", deadline, async () => {
    const log: string[] = [];
    const barrier = new Barrier(2, {
      action: async () => {
        log.push("begin");
        await new Promise(setImmediate);
        log.push("end");
      },
    });
    for (const round of [1, 2]) {
      const wait = async (): Promise<void> => {
        await barrier.wait();
        log.push(`go ${round}`);
      };
      await Promise.all([wait(), wait()]);
    }
    const each = (round: number): string[] => ["begin", "end", `go ${round}`, `go ${round}`];
    assert.deepEqual(log, [...each(1), ...each(2)]);
  });

  test("that an action breaks tells its error to one, and BrokenBarrierError to others", async () => {
    const failure = new Error("no");
    const barrier = new Barrier(2, {
      action: () => {
        throw failure;
      },
    });
    const first = assert.rejects(barrier.wait(), {
      name: "BrokenBarrierError",
      code: "ERR_SKEIN_BROKEN_BARRIER",
      message: "the barrier is broken: its action failed",
    });
    await assert.rejects(barrier.wait(), failure);
    await first;
    assert.equal(barrier.broken, true);
    barrier.reset();
    const second = assert.rejects(barrier.wait(), BrokenBarrierError);
    assert.throws(() => barrier.waitSync(), failure);
    await second;
  });

  test("can't wait for an action's promise without await", async () => {
    const barrier = new Barrier(1, { action: async () => {} });
    assert.throws(() => barrier.waitSync(), {
      name: "MisuseError",
      message: /^the action of this Barrier returned a promise, which waitSync\(\) can't await; /,
    });
    assert.equal(barrier.broken, true);
    barrier.reset();
    assert.equal(await barrier.wait(), 0);
  });

  test("has a timeout for waits that say nothing else", deadline, async () => {
    const barrier = new Barrier(2, { timeout: 1 });
    await assert.rejects(barrier.wait(), {
      name: "BrokenBarrierError",
      message: "the barrier is broken: one of its parties waited for too long",
    });
    barrier.reset();
    const waits = [barrier.wait({ timeout: 50_000 }), barrier.wait({ timeout: 0 })];
    assert.deepEqual(await Promise.all(waits), [0, 1]);
  });

  test("doesn't block the main thread", () => {
    const barrier = new Barrier(2);
    assert.throws(() => barrier.waitSync(), {
      name: "MisuseError",
      message: /^barrier\.waitSync\(\) would block .* write await barrier\.wait\(\) here/,
    });
    assert.equal(barrier.broken, false);
    assert.equal(barrier.waiting, 0);
    assert.throws(() => barrier.waitSync({ timeout: 0 }), BrokenBarrierError);
  });

  test("that is closed here completes the waits that have begun", deadline, async () => {
    const barrier = new Barrier(2);
    const again = reviveBarrier(describeHandle(barrier)?.data);
    const first = barrier.wait();
    barrier.close();
    barrier.close();
    assert.throws(() => barrier.waiting, ClosedError);
    assert.throws(() => describeHandle(barrier), ClosedError);
    await assert.rejects(barrier.wait(), ClosedError);
    assert.equal(await again.wait(), 1);
    assert.equal(await first, 0);
    again.close();
  });

  test(
    "made again from its handle is the same, with its action and timeout",
    deadline,
    async () => {
      let acted = 0;
      const barrier = new Barrier(2, { action: () => (acted += 1), timeout: 50_000 });
      const description = describeHandle(barrier);
      assert.equal(description?.type, "skein.Barrier");
      const again = reviveBarrier(description?.data);
      assert.equal(again.parties, 2);
      const first = barrier.wait();
      assert.equal(again.waiting, 1);
      assert.equal(await again.wait(), 1);
      assert.equal(await first, 0);
      assert.equal(acted, 1);
    },
  );

  test("brings threads and processes together, round for round", deadline, async () => {
    const rounds = 20;
    using log = new SharedArray("int32", 4, { lock: false });
    const barrier = new Barrier(4, { action: () => void log.add(3, 1) });
    const isBlocking = [true, false, true];
    const run = async (party: number, blocks: boolean): Promise<number> => {
      let together = 0;
      for (let round = 1; round <= rounds; round += 1) {
        log.set(party, round);
        if (blocks) barrier.waitSync();
        else await barrier.wait();
        // Between two barriers nobody begins the next round.
        if (log.get(3) === 2 * round - 1 && log.slice(0, 3).every((at) => at === round))
          together += 1;
        if (blocks) barrier.waitSync();
        else await barrier.wait();
      }
      return together;
    };
    const children = isBlocking.map((blocks, party) =>
      party === 1
        ? new Thread({ target: run, args: [party, blocks], dedicated: true })
        : new Process({ target: run, args: [party, blocks] }),
    );
    for (const child of children) child.start();
    for (let wait = 0; wait < 2 * rounds; wait += 1) await barrier.wait();
    const together = await Promise.all(children.map((child) => child.result()));
    assert.deepEqual(together, [rounds, rounds, rounds]);
    assert.equal(log.get(3), 2 * rounds);
    assert.equal(barrier.waiting, 0);
  });

  test("is broken by a process that is killed while it waits", deadline, async () => {
    const barrier = new Barrier(3);
    const child = new Process({ target: () => barrier.waitSync() });
    child.start();
    const ended = assert.rejects(child.result());
    const here = assert.rejects(barrier.wait(), {
      name: "BrokenBarrierError",
      message: "the barrier is broken: one of its parties died while it waited",
    });
    while (barrier.waiting < 2) await new Promise(setImmediate);
    child.kill();
    await here;
    await ended;
    assert.equal(barrier.broken, true);
    barrier.reset();
    assert.deepEqual(await Promise.all([1, 2, 3].map(() => barrier.wait())), [0, 1, 2]);
  });

  test("is broken by hand, and mended", () => {
    const barrier = new Barrier(2);
    barrier.abort();
    assert.equal(barrier.broken, true);
    barrier.reset();
    assert.equal(barrier.broken, false);
    // @ts-expect-error a text is no number
    assert.throws(() => new Barrier("2"), MisuseError);
  });
});
