import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { LifoQueue } from "../../src/channel/lifo-queue.ts";
import { PriorityQueue } from "../../src/channel/priority-queue.ts";
import { Queue } from "../../src/channel/queue.ts";
import { MisuseError, QueueFullError } from "../../src/errors.ts";
import { Process } from "../../src/index.ts";

describe("a stack", () => {
  test("gives what was put in last", async () => {
    using queue = new LifoQueue<number>();
    for (const number of [1, 2, 3]) await queue.put(number);
    assert.equal(await queue.get(), 3);
    queue.tryPut(4);
    assert.deepEqual([queue.tryGet(), queue.tryGet(), queue.getSync()], [4, 2, 1]);
  });

  test("has a limit, and can be joined", async () => {
    using queue = new LifoQueue<number>({ maxSize: 1 });
    await queue.put(1);
    assert.throws(() => queue.tryPut(2), QueueFullError);
    const joined = queue.join();
    await queue.get();
    queue.taskDone();
    await joined;
  });
});

describe("a priority queue", () => {
  test("gives the item with the lowest priority first, and of equals the first one", async () => {
    using queue = new PriorityQueue<string>();
    await queue.put("later", { priority: 2 });
    queue.putSync("first", { priority: -1.5 });
    queue.tryPut("later still", { priority: 2 });
    await queue.put("last", { priority: Infinity });
    const items: string[] = [];
    while (!queue.empty) items.push(queue.tryGet());
    assert.deepEqual(items, ["first", "later", "later still", "last"]);
  });

  test("orders numbers, and arrays that begin with one, by themselves", async () => {
    using queue = new PriorityQueue<number | [number, string]>();
    await queue.put([3, "three"]);
    await queue.put(2);
    await queue.put([1, "one"]);
    await queue.put(9, { priority: 0 });
    assert.deepEqual(
      [queue.tryGet(), queue.tryGet(), queue.tryGet(), queue.tryGet()],
      [9, [1, "one"], 2, [3, "three"]],
    );
  });

  test("refuses items without a priority", async () => {
    using queue = new PriorityQueue();
    for (const item of ["text", ["text", 1], { priority: 1 }, NaN, undefined]) {
      await assert.rejects(queue.put(item), MisuseError);
      assert.throws(() => queue.putSync(item), MisuseError);
      assert.throws(() => queue.tryPut(item), MisuseError);
    }
    assert.equal(queue.size, 0);
  });

  test("waits for room with the item's priority", async () => {
    using queue = new PriorityQueue<number>({ maxSize: 2 });
    await queue.put(5);
    await queue.put(6);
    const put = queue.put(1, { priority: 1, timeout: 10_000 });
    assert.equal(await queue.get(), 5);
    await put;
    assert.equal(await queue.get(), 1);
  });

  test("is one for a process, too, and arrives inside of an item", async () => {
    using queues = new Queue<PriorityQueue<number>>();
    using queue = new PriorityQueue<number>();
    const child = new Process({ target: putAll, args: [queues] });
    child.start();
    await queues.put(queue);
    await child.result();
    for (let number = 0; number < 100; number += 1) assert.equal(await queue.get(), number);
  });

  test("goes on when somebody is killed who puts items in and takes some", async () => {
    using queue = new PriorityQueue<[number, Uint8Array]>({ maxSize: 100 });
    for (let round = 0; round < 5; round += 1) {
      const child = new Process({ target: shuffle, args: [queue] });
      child.start();
      while (!queue.full) await new Promise(setImmediate);
      child.kill();
      await child.join();
      const priorities: number[] = [];
      while (!queue.empty) {
        const [priority, bytes] = queue.tryGet();
        assert.ok(bytes.every((byte) => byte === priority));
        priorities.push(priority);
      }
      assert.deepEqual(
        priorities,
        priorities.toSorted((a, b) => a - b),
      );
    }
  });
});

async function putAll(queues: Queue<PriorityQueue<number>>): Promise<void> {
  const queue = await queues.get();
  for (let number = 99; number >= 0; number -= 1) await queue.put(number);
}

/** Of different lengths: some are in blocks of their own. */
function shuffle(queue: PriorityQueue<[number, Uint8Array]>): void {
  for (let round = 0; ; round += 1) {
    const priority = (round * 37) % 101;
    queue.putSync([priority, new Uint8Array((round * 53) % 300).fill(priority)]);
    if (round % 3 === 0) queue.getSync();
  }
}
