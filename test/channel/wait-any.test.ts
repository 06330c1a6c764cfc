import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { describe, test } from "node:test";
import { pipe } from "../../src/channel/pipe.ts";
import { waitAny } from "../../src/channel/wait-any.ts";
import { waitAnySync } from "../../src/channel/wait-any-sync.ts";
import { isSharedWaitable } from "../../src/channel/waitable.ts";
import { MisuseError } from "../../src/errors.ts";
import { Queue } from "../../src/channel/queue.ts";
import { Process, Thread } from "../../src/index.ts";
import { Event } from "../../src/sync/event.ts";
import { describeWaitable, waitable, type Waitable } from "../../src/task/waitable.ts";
import type { WaitOptions } from "../../src/task/wait.ts";

/** Something that becomes ready in the event loop, as a process does that ends. */
class Flag {
  isUp = false;
  readonly waits = new Set<() => void>();

  raise(): void {
    this.isUp = true;
    for (const wait of this.waits) wait();
  }

  [waitable](): Waitable {
    return { ready: () => this.isUp, whenReady: (options) => this.#whenUp(options) };
  }

  #whenUp({ signal }: WaitOptions): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waits.add(resolve);
      const abort = (): void => {
        this.waits.delete(resolve);
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", abort, { once: true });
    });
  }
}

function hasWaiters(connection: object): boolean {
  const described = describeWaitable(connection);
  assert.ok(described !== undefined && isSharedWaitable(described));
  return described.set?.empty === false;
}

describe("waitAny", () => {
  test("gives all that are ready, in the order in which they were given, and takes nothing", async () => {
    const pipes = [pipe(), pipe(), pipe()];
    const flag = new Flag();
    const [one, two, three] = pipes.map(([ours]) => ours);
    assert.ok(one !== undefined && two !== undefined && three !== undefined);
    await pipes[2]?.[1].send("third");
    await pipes[0]?.[1].send("first");
    flag.raise();
    assert.deepEqual(await waitAny([three, two, flag, one]), [three, flag, one]);
    assert.deepEqual(waitAnySync([two, one]), [one]);
    assert.equal(await one.receive(), "first");
    assert.deepEqual(await waitAny([one, two], { timeout: 0 }), []);
    for (const connection of pipes.flat()) connection.close();
  });

  test("waits for the first one, and leaves no wait behind", async () => {
    const [[one, far], [two, other]] = [pipe(), pipe()];
    const flag = new Flag();
    const limit = new AbortController();
    const waiting = waitAny([one, flag, two], { signal: limit.signal, timeout: 60_000 });
    assert.ok(hasWaiters(one) && hasWaiters(two));
    assert.equal(flag.waits.size, 1);
    await other.send(1);
    assert.deepEqual(await waiting, [two]);
    assert.ok(!hasWaiters(one) && !hasWaiters(two));
    assert.equal(flag.waits.size, 0);
    assert.equal(getEventListeners(limit.signal, "abort").length, 0);
    const next = waitAny([one, flag]);
    flag.raise();
    assert.deepEqual(await next, [flag]);
    assert.ok(!hasWaiters(one));
    for (const connection of [one, far, two, other]) connection.close();
  });

  test("finds a connection ready whose other end is gone", async () => {
    const [[one, far], [two, other]] = [pipe(), pipe()];
    const waiting = waitAny([one, two]);
    far.close();
    assert.deepEqual(await waiting, [one]);
    for (const connection of [one, two, other]) connection.close();
  });

  test("gives an empty list when the time is up, and leaves no wait behind", async () => {
    const [one, far] = pipe();
    const flag = new Flag();
    assert.deepEqual(await waitAny([one, flag], { timeout: 1 }), []);
    assert.ok(!hasWaiters(one));
    assert.equal(flag.waits.size, 0);
    assert.deepEqual(await waitAny([], { timeout: 1 }), []);
    one.close();
    far.close();
  });

  test("rejects with the signal's reason, and leaves no wait behind", async () => {
    const [one, far] = pipe();
    const limit = new AbortController();
    const waiting = waitAny([one], { signal: limit.signal });
    const reason = new Error("enough");
    limit.abort(reason);
    await assert.rejects(waiting, reason);
    assert.ok(!hasWaiters(one));
    await assert.rejects(waitAny([one], { signal: limit.signal }), reason);
    one.close();
    far.close();
  });

  test("rejects when one of them is closed here meanwhile", async () => {
    const [[one, far], [two, other]] = [pipe(), pipe()];
    const waiting = waitAny([one, two]);
    two.close();
    await assert.rejects(waiting, { name: "ClosedError" });
    assert.ok(!hasWaiters(one));
    await assert.rejects(waitAny([two]), { name: "ClosedError" });
    for (const connection of [one, far, other]) connection.close();
  });

  test("refuses what can't be waited for, and nothing at all", async () => {
    const [, sender] = pipe({ duplex: false });
    await assert.rejects(waitAny([{}]), /^MisuseError: waitAny waits for connections, /);
    await assert.rejects(waitAny([sender]), MisuseError);
    await assert.rejects(waitAny([]), /^MisuseError: there is nothing to wait for/);
    assert.throws(() => waitAnySync([], { timeout: Infinity }), MisuseError);
  });

  test("waits for connections, queues, events and the ends of children alike", async () => {
    const [one, far] = pipe();
    const queue = new Queue<number>();
    const event = new Event();
    const child = new Process({ target: () => event.wait() });
    child.start();
    const all = [child, queue, event, one];
    const waiting = waitAny(all);
    await queue.put(1);
    assert.deepEqual(await waiting, [queue]);
    assert.deepEqual(await queue.get(), 1);
    far.close();
    assert.deepEqual(await waitAny(all), [one]);
    event.set();
    assert.deepEqual(await waitAny([child, event]), [event]);
    const { sentinel } = child;
    assert.deepEqual(await waitAny([queue, sentinel]), [sentinel]);
    assert.deepEqual(await waitAny(all), [child, event, one]);
    for (const each of [one, queue, event]) each.close();
  });

  test("takes the same object twice", async () => {
    const [one, far] = pipe();
    const waiting = waitAny([one, one]);
    await far.send(1);
    assert.deepEqual(await waiting, [one, one]);
    one.close();
    far.close();
  });
});

describe("waitAnySync", () => {
  test("doesn't block the main thread", () => {
    const [one, far] = pipe();
    assert.throws(() => waitAnySync([one]), /^MisuseError: waitAnySync\(\) would block /);
    assert.deepEqual(waitAnySync([one], { timeout: 0 }), []);
    one.close();
    far.close();
  });

  test("refuses what a blocked thread isn't told of", async () => {
    const thread = new Thread({
      target: () => waitAnySync([new Flag()], { timeout: 1 }).length,
      dedicated: true,
    });
    thread.start();
    await assert.rejects(thread.result(), /^MisuseError: waitAnySync waits for connections, /);
  });

  test("blocks for queues and events, too", async () => {
    const [orders, theirs] = pipe<string>();
    const queue = new Queue<number>();
    const event = new Event();
    const thread = new Thread({
      target: () => {
        const names = new Map<object, string>([
          [queue, "queue"],
          [event, "event"],
        ]);
        const wait = (): string =>
          waitAnySync(names.keys())
            .map((each) => names.get(each))
            .join();
        theirs.sendSync("started");
        theirs.sendSync(wait());
        queue.getSync();
        theirs.sendSync(wait());
      },
      dedicated: true,
    });
    thread.start();
    assert.equal(await orders.receive(), "started");
    await queue.put(1);
    assert.equal(await orders.receive(), "queue");
    event.set();
    assert.equal(await orders.receive(), "event");
    await thread.result();
    for (const each of [orders, theirs, queue, event]) each.close();
  });

  test("blocks until one of several connections is ready, or the time is up", async () => {
    const [orders, theirOrders] = pipe<string, never>();
    const [one, far] = pipe<never, string>();
    const [two, other] = pipe<never, string>();
    const thread = new Thread({
      target: () => {
        const seen: string[] = [];
        theirOrders.sendSync("started");
        while (seen.length < 6) {
          for (const ready of waitAnySync([far, other])) seen.push(ready.receiveSync());
          theirOrders.sendSync("next");
        }
        const none = waitAnySync([far, other], { timeout: 1 });
        return { seen, none: none.length };
      },
      dedicated: true,
    });
    thread.start();
    assert.equal(await orders.receive(), "started");
    for (const [index, connection] of [one, two, one, one, two, two].entries()) {
      await connection.send(`message ${index}`);
      assert.equal(await orders.receive(), "next");
    }
    const { seen, none } = await thread.result();
    assert.deepEqual(
      seen,
      Array.from({ length: 6 }, (_, index) => `message ${index}`),
    );
    assert.equal(none, 0);
    for (const connection of [orders, theirOrders, one, far, two, other]) connection.close();
  });
});
