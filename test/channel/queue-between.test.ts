import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Queue } from "../../src/channel/queue.ts";
import { Pool, Process, Thread } from "../../src/index.ts";

describe("a queue between threads and processes", () => {
  for (const Child of [Process, Thread]) {
    test(`gives each item to one of several, in a ${Child.name}, blocking or not`, async () => {
      using work = new Queue<number>({ maxSize: 5 });
      using results = new Queue<number>();
      const children = [
        new Child({ target: square, args: [work, results] }),
        new Child({ target: squareSync, args: [work, results] }),
      ];
      for (const child of children) child.start();
      for (let number = 0; number < 200; number += 1) await work.put(number);
      work.shutdown();
      for (const child of children) await child.result();
      const squares: number[] = [];
      while (!results.empty) squares.push(results.tryGet());
      assert.deepEqual(
        squares.toSorted((a, b) => a - b),
        Array.from({ length: 200 }, (_, number) => number * number),
      );
    });
  }

  test("goes into the functions of a pool, as an argument and as a captured variable", async () => {
    using queue = new Queue<number>();
    await using pool = new Pool(2);
    await pool.apply(putDouble, [queue, 4]);
    await pool.apply(() => queue.put(5));
    assert.deepEqual([await queue.get(), await queue.get()], [8, 5]);
  });

  test("goes on when somebody is killed who puts items in", async () => {
    using queue = new Queue<Uint8Array>({ maxSize: 50 });
    const children = [0, 1].map((from) => new Process({ target: putForEver, args: [queue, from] }));
    for (const child of children) child.start();
    const seen = [0, 0];
    const take = async (): Promise<void> => {
      const [from = 0, serial = 0, ...rest] = await queue.get();
      assert.equal(serial, (seen[from] ?? 0) & 0xff);
      assert.ok(rest.every((byte) => byte === serial));
      seen[from] = (seen[from] ?? 0) + 1;
    };
    while (Math.min(...seen) < 100) await take();
    children[0]?.kill();
    await children[0]?.join();
    const before = seen[1] ?? 0;
    while ((seen[1] ?? 0) < before + 200) await take();
    children[1]?.kill();
    await children[1]?.join();
    while (!queue.empty) await take();
    await queue.put(Uint8Array.of(0, seen[0] ?? 0));
    await take();
  });
});

async function square(work: Queue<number>, results: Queue<number>): Promise<void> {
  for await (const number of work) await results.put(number * number);
}

function squareSync(work: Queue<number>, results: Queue<number>): void {
  for (;;) {
    try {
      const number = work.getSync();
      results.putSync(number * number);
    } catch (error) {
      if (error instanceof Error && error.name === "QueueClosedError") return;
      throw error;
    }
  }
}

async function putDouble(queue: Queue<number>, number: number): Promise<void> {
  await queue.put(number * 2);
}

/** Of different lengths: some need a new section. */
function putForEver(queue: Queue<Uint8Array>, from: number): void {
  for (let serial = 0; ; serial += 1) {
    const item = new Uint8Array(2 + ((serial * 37) % 5_000)).fill(serial);
    item[0] = from;
    item[1] = serial;
    queue.putSync(item);
  }
}
