import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { RemoteError } from "../../src/errors.ts";
import { PythonException } from "../../src/pickle/python-exception.ts";
import { callMethod } from "../../src/manager/call-method.ts";
import { defineManager } from "../../src/manager/define-manager.ts";
import type { ManagerOf } from "../../src/manager/sync-manager-definition.ts";
import { remote } from "../../src/manager/entries.ts";
import { keywords, type Keywords } from "../../src/manager/keywords.ts";
import type { IteratorProxy } from "../../src/manager/proxies/iterator-proxy.ts";
import type { Event } from "../../src/task/local-event.ts";
import type { Queue } from "../../src/task/local-queue.ts";
import type { EventProxy } from "../../src/manager/proxies/event-proxy.ts";
import { noPython, startPythonServer, type PythonServer } from "./python-server.ts";

/** What sync-server.py serves as Counter, seen from here. */
interface PythonCounter {
  add(by?: number | Keywords, times?: number): number;
  fail(text: string): never;
  overflow(): never;
  odd(): unknown;
  items(count: number): IteratorProxy<number>;
  wait(event: EventProxy): boolean;
  _hidden(): string;
}

const definition = defineManager({
  get_task_queue: remote<Queue<number>>(),
  get_event: remote<Event>(),
  get_limited_queue: remote<Queue<number>>(),
  Counter: remote<PythonCounter, [start?: number]>(),
  nothing: remote<PythonCounter>(),
});

describe("an object of a class in Python", { skip: noPython }, () => {
  let server: PythonServer;
  let manager: ManagerOf<typeof definition>;

  before(async () => {
    server = await startPythonServer("unix");
    manager = await definition.connect(server);
  });
  after(async () => {
    await manager?.close();
    await server?.kill();
  });

  test("has its methods, with arguments by name", async () => {
    using counter = await manager.Counter(10);
    assert.equal(await counter.add(), 11);
    assert.equal(await counter.add(2, 3), 17);
    assert.equal(await counter.add(keywords({ by: 1, times: 3 })), 20);
    assert.equal(await callMethod(counter, "add", { args: [5], keywords: { times: 2 } }), 30);
  });

  test("raises what it raises", async () => {
    using counter = await manager.Counter();
    await assert.rejects(counter.fail("lost"), { name: "LookupError", message: "lost" });
    await assert.rejects(counter.odd(), (error) => {
      assert.ok(error instanceof RemoteError);
      assert.match(error.remoteText, /lock/);
      return true;
    });
    await assert.rejects(callMethod(counter, "_hidden"), RemoteError);
    assert.equal("_hidden" in counter, false);
  });

  test("raises exceptions of its own classes, with what they carry", async () => {
    using counter = await manager.Counter(7);
    await assert.rejects(counter.overflow(), (error) => {
      assert.ok(error instanceof PythonException);
      assert.equal(error.className, "TooMuch");
      assert.equal(error.module, "__main__");
      assert.deepEqual(error.args, ["too much", 7]);
      assert.deepEqual(error.state, { total: 7 });
      return true;
    });
  });

  test("gives iterators that stay on the server", async () => {
    using counter = await manager.Counter();
    const seen: number[] = [];
    for await (const item of await counter.items(4)) seen.push(item);
    assert.deepEqual(seen, [0, 1, 2, 3]);
  });

  test("blocks no other call, and takes proxies as arguments", async () => {
    using counter = await manager.Counter();
    using event = await manager.get_event();
    const waiting = counter.wait(event);
    assert.equal(await counter.add(1), 1);
    await event.set();
    assert.equal(await waiting, true);
  });

  test("that isn't there is a RemoteError, which names it", async () => {
    await assert.rejects(manager.nothing(), (error) => {
      assert.ok(error instanceof RemoteError);
      assert.match(error.message, /has nothing that is named "nothing"/);
      assert.match(error.remoteText, /KeyError: 'nothing'/);
      return true;
    });
  });

  test("that everybody gets is the same one", async () => {
    await using other = await definition.connect(server);
    const here = await manager.get_task_queue();
    const there = await other.get_task_queue();
    await here.put(7);
    assert.equal(await there.get({ timeout: 20_000 }), 7);
  });
});
