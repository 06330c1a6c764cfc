import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { NotSendableError, Pool, Process, Queue, Thread } from "../../src/index.ts";

describe("a queue that nobody drains", () => {
  for (const Child of [Process, Thread]) {
    test(`doesn't keep a ${Child.name} from ending that has put megabytes into it`, async () => {
      using queue = new Queue<Uint8Array>();
      const child = new Child({
        target: async () => {
          for (let item = 0; item < 20; item += 1) await queue.put(new Uint8Array(1_000_000));
        },
        dedicated: true,
      });
      child.start();
      assert.equal(await child.join(), true);
      assert.equal(child.exitCode, 0);
      // And what it had put is all there.
      for (let item = 0; item < 20; item += 1) {
        assert.equal((await queue.get()).length, 1_000_000);
      }
      assert.equal(queue.size, 0);
    });
  }
});

describe("a queue that travels", () => {
  test("goes through another queue, into a call of a pool and back as its result", async () => {
    using outer = new Queue<Queue<string>>();
    using inner = new Queue<string>();
    await using pool = new Pool(1);
    await outer.put(inner);
    using back = await pool.apply(
      async (given: Queue<Queue<string>>) => {
        const found = await given.get();
        await found.put("from the worker");
        return found;
      },
      [outer],
    );
    assert.equal(await back.get(), "from the worker");
    await back.put("once more");
    assert.equal(await inner.get(), "once more");
  });

  test("refuses in put what can't be sent, and says where it is", async () => {
    using queue = new Queue<unknown>();
    await assert.rejects(queue.put({ list: [new WeakMap()] }), (error) => {
      assert.ok(error instanceof NotSendableError);
      assert.match(error.message, /list/);
      return true;
    });
    assert.equal(queue.size, 0);
  });
});
