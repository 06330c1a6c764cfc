import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MisuseError } from "../../src/errors.ts";
import { Process, Thread } from "../../src/index.ts";
import { Event } from "../../src/sync/event.ts";
import { Semaphore } from "../../src/sync/semaphore.ts";
import { waitContract } from "../contracts/lock.ts";

waitContract(
  "Event",
  () => new Event(),
  // It is what was made.
  (event, options) => (event as Event).wait(options),
);

describe("Event", () => {
  test("is waited for until it is set, and not any more then", async () => {
    using event = new Event();
    assert.equal(event.isSet, false);
    const waiting = event.wait();
    event.set();
    assert.equal(await waiting, true);
    assert.equal(event.waitSync(), true);
    event.clear();
    assert.equal(event.isSet, false);
    assert.throws(() => event.waitSync(), MisuseError);
  });

  for (const [how, wait] of [
    ["wait", (event: Event) => event.wait()],
    ["block", (event: Event) => event.waitSync()],
  ] as const) {
    test(`releases all processes and threads that ${how} for it, although it is cleared at once`, async () => {
      using event = new Event();
      using ready = new Semaphore(0);
      const target = async (): Promise<boolean> => {
        setImmediate(() => {});
        ready.release();
        return await wait(event);
      };
      const children = [Process, Process, Thread, Thread].map(
        (Child) => new Child({ target, dedicated: true }),
      );
      for (const child of children) child.start();
      await ready.acquire({ permits: children.length });
      // Whoever has said that it is ready may not wait yet: it is set until all are through.
      const through = Promise.all(children.map((child) => child.result()));
      let done = false;
      void through.then(() => (done = true));
      while (!done) {
        event.set();
        event.clear();
        await new Promise((resolve) => setImmediate(resolve));
      }
      assert.deepEqual(await through, [true, true, true, true]);
    });
  }

  test("wakes a thousand coroutines at once", async () => {
    using event = new Event();
    const waits = Array.from({ length: 1_000 }, () => event.wait());
    event.set();
    assert.equal((await Promise.all(waits)).length, 1_000);
  });
});
