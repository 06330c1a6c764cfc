import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { JoinableQueue } from "../../src/channel/joinable-queue.ts";
import { MisuseError, TimeoutError } from "../../src/errors.ts";
import { Process } from "../../src/index.ts";

describe("a joinable queue", () => {
  test("waits until all items are done", async () => {
    using queue = new JoinableQueue<number>();
    await queue.join();
    queue.tryPut(1);
    queue.tryPut(2);
    const joined = queue.join();
    for (const left of [2, 1]) {
      assert.equal(queue.unfinished, left);
      queue.tryGet();
      queue.taskDone();
    }
    await joined;
    assert.throws(() => queue.taskDone(), MisuseError);
    queue.joinSync();
  });

  test("waits within limits, and not blocking on the main thread", async () => {
    using queue = new JoinableQueue<number>();
    queue.tryPut(1);
    await assert.rejects(queue.join({ timeout: 1 }), TimeoutError);
    assert.throws(() => queue.joinSync({ timeout: 0 }), TimeoutError);
    assert.throws(() => queue.joinSync(), MisuseError);
    const signal = AbortSignal.abort("no");
    await assert.rejects(queue.join({ signal }), (reason) => reason === "no");
  });

  test("counts what is dropped as done", async () => {
    using queue = new JoinableQueue<number>();
    queue.tryPut(1);
    queue.tryPut(2);
    const joined = queue.join();
    queue.shutdown({ immediate: true });
    await joined;
    assert.equal(queue.unfinished, 0);
  });

  test("is one for a process, too", async () => {
    using queue = new JoinableQueue<number>();
    const child = new Process({ target: finishAll, args: [queue] });
    child.start();
    for (let number = 0; number < 100; number += 1) queue.tryPut(number);
    await queue.join();
    assert.equal(queue.size, 0);
    queue.shutdown();
    await child.result();
  });
});

async function finishAll(queue: JoinableQueue<number>): Promise<void> {
  for await (const _ of queue) queue.taskDone();
}
