import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { SimpleQueue } from "../../src/channel/simple-queue.ts";
import { QueueEmptyError } from "../../src/errors.ts";
import { Process } from "../../src/index.ts";

describe("a simple queue", () => {
  test("takes any number of items and gives them in order", async () => {
    using queue = new SimpleQueue<number>();
    assert.equal(queue.empty, true);
    for (let number = 0; number < 1_000; number += 1) queue.put(number);
    assert.equal(queue.empty, false);
    for (let number = 0; number < 1_000; number += 1) assert.equal(queue.getSync(), number);
    await assert.rejects(queue.get({ timeout: 0 }), QueueEmptyError);
  });

  test("is one for a process, too", async () => {
    using queue = new SimpleQueue<string>();
    const child = new Process({
      target: (to: SimpleQueue<string>) => to.put("done"),
      args: [queue],
    });
    child.start();
    assert.equal(await queue.get(), "done");
    await child.join();
  });
});
