import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  Barrier,
  BrokenBarrierError,
  Condition,
  Process,
  SharedArray,
  Thread,
} from "../../src/index.ts";

/** How many children are killed in each test. */
const KILLS = Number(process.env["SKEIN_MEETING_KILLS"] ?? 60);
const CHILDREN = 3;
/** What must go on between two kills: nothing stands still. */
const BETWEEN_KILLS = 5;
/** For what stands still. */
const deadline = { timeout: 300_000 };

for (const Child of [Process, Thread]) {
  type AnyChild = InstanceType<typeof Child>;

  /** How many children have come so far as to share memory: a thread that loads the C library can't be terminated. */
  const begun = new SharedArray("int32", 1, { lock: false });
  let started = 0;

  const start = async (target: () => void | Promise<void>): Promise<AnyChild> => {
    const body = async (): Promise<void> => {
      begun.add(0, 1);
      await target();
    };
    const child = new Child({ target: body, daemon: true, dedicated: true });
    child.start();
    started += 1;
    while (begun.get(0) < started) await new Promise(setImmediate);
    return child;
  };

  const startAll = (target: () => void | Promise<void>): Promise<AnyChild[]> =>
    Promise.all(Array.from({ length: CHILDREN }, () => start(target)));

  const end = async (child: AnyChild): Promise<void> => {
    if (child instanceof Process) child.kill();
    else child.terminate();
    await assert.rejects(child.result());
  };

  describe(`children being killed, each a ${Child.name},`, () => {
    test("at a condition lose no notification", deadline, async () => {
      const changed = new Condition();
      const items = new SharedArray("int32", 1, { lock: false });
      const consume = (): void => {
        for (;;) {
          changed.runSync(() => {
            changed.waitForSync(() => items.get(0) > 0);
            items.add(0, -1);
          });
        }
      };
      const children = await startAll(consume);
      for (let kill = 0; kill < KILLS; kill += 1) {
        for (let item = 0; item < BETWEEN_KILLS; item += 1) {
          await changed.run(() => {
            items.add(0, 1);
            changed.notify();
          });
        }
        const victim = children.splice(kill % CHILDREN, 1, await start(consume));
        await Promise.all(victim.map(end));
        // Whoever was notified and has died has left that to another one.
        while (items.get(0) > 0) await new Promise(setImmediate);
      }
      assert.equal(items.get(0), 0);
      await Promise.all(children.map(end));
    });

    test("at a barrier break it, and don't keep it from being mended", deadline, async () => {
      const rounds = new SharedArray("int32", 1, { lock: false });
      const barrier = new Barrier(CHILDREN, { action: () => void rounds.add(0, 1) });
      const meet = async (): Promise<void> => {
        for (;;) {
          try {
            barrier.waitSync();
          } catch (error) {
            if (!(error instanceof BrokenBarrierError)) throw error;
            while (barrier.broken) await new Promise(setImmediate);
          }
        }
      };
      const children = await startAll(meet);
      for (let kill = 0; kill < KILLS; kill += 1) {
        const goal = rounds.get(0) + BETWEEN_KILLS;
        while (rounds.get(0) < goal) await new Promise(setImmediate);
        const victim = children.splice(kill % CHILDREN, 1);
        await Promise.all(victim.map(end));
        children.push(await start(meet));
        // It may have died elsewhere than at the barrier; then the next one takes its place.
        if (barrier.broken) barrier.reset();
      }
      assert.ok(rounds.get(0) >= KILLS * BETWEEN_KILLS);
      await Promise.all(children.map(end));
    });
  });
}
