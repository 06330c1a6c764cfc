import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Process, Thread } from "../../src/index.ts";
import { targetOf } from "../../src/manager/connect-options.ts";
import { defineManager } from "../../src/manager/define-manager.ts";
import { single } from "../../src/manager/entries.ts";
import { createLink } from "../../src/manager/linked-proxies.ts";
import type { ListProxy } from "../../src/manager/proxies/list-proxy.ts";
import { referentOf } from "../../src/manager/referent.ts";
import type { ManagerServer } from "../../src/manager/server.ts";
import { syncManager } from "../../src/manager/sync-manager-definition.ts";
import { Token } from "../../src/manager/token.ts";
import { defer } from "../../src/task/deferred.ts";
import { until } from "./serving.ts";

const authkey = "the key of a test";
const options = { timeout: 60_000 };

function serveHere(address?: string): Promise<ManagerServer> {
  return syncManager.serve({ authkey, address });
}

function join(server: { readonly address: string }) {
  return syncManager.connect({ address: server.address, authkey });
}

describe("what a client of Skein's has made", () => {
  for (const [Child, end] of [
    [Process, "killed"],
    [Thread, "terminated"],
  ] as const) {
    test(`goes when its ${Child.name} is ${end}`, options, async () => {
      await using server = await syncManager.start({ authkey });
      const { address } = server;
      using begun = await server.Event();
      const child = new Child({
        target: async () => {
          const manager = await syncManager.connect({ address, authkey });
          const made = [await manager.list(["mine"]), await manager.dict(), await manager.Lock()];
          await begun.set();
          await new Promise(() => setInterval(() => made.length, 1_000));
        },
        args: [],
        dedicated: true,
      });
      child.start();
      await begun.wait({ timeout: 60_000 });
      assert.match(await server.debugInfo(), /mine/);
      if (child instanceof Process) child.kill();
      else child.terminate();
      await child.join();
      while ((await server.debugInfo()).includes("mine")) await child.join();
      // The event is pinned for the handle that went to the child, and has this program's own count.
      assert.equal(await server.numberOfObjects(), 1);
      assert.equal(await begun.isSet(), true);
    });
  }

  test("goes when it closes its manager, and is gone by then", options, async () => {
    await using server = await serveHere();
    const manager = await join(server);
    const made = await Promise.all(Array.from({ length: 20 }, () => manager.list()));
    assert.equal(server.statistics().objects, 20);
    made[0]?.close();
    assert.equal(await manager.numberOfObjects(), 19);
    await manager.close();
    assert.equal(server.statistics().objects, 0);
  });

  test("stays as long as another client has it", options, async () => {
    const shared = defineManager({ names: single(() => ["shared"]) });
    await using server = await shared.serve({ authkey });
    await using one = await shared.connect({ address: server.address, authkey });
    const other = await shared.connect({ address: server.address, authkey });
    const names = await one.names();
    await other.names();
    await other.names();
    await other.close();
    assert.equal(server.statistics().objects, 1);
    assert.deepEqual(await names.getValue(), ["shared"]);
    names.close();
    assert.equal(await one.numberOfObjects(), 0);
  });

  test("takes no connection of its own, though it be 10,000 objects", options, async () => {
    await using server = await serveHere();
    await using manager = await join(server);
    const { accepted } = server.statistics();
    const locks = [];
    for (let round = 0; round < 100; round += 1)
      locks.push(...(await Promise.all(Array.from({ length: 100 }, () => manager.Lock()))));
    assert.equal(await manager.numberOfObjects(), 10_000);
    for (const lock of locks) lock.close();
    assert.equal(await manager.numberOfObjects(), 0);
    assert.equal(accepted, 1);
    assert.equal(server.statistics().accepted, 1);
  });

  test("may be given back by nobody else", options, async () => {
    await using server = await serveHere();
    await using manager = await join(server);
    const list = await manager.list(["mine"]);
    const [, ident = ""] = /(\w+):/.exec(await manager.debugInfo()) ?? [];
    const stranger = createLink(targetOf({ address: server.address, authkey }));
    await assert.rejects(stranger.control("decref", [ident]), /KeyError/);
    await stranger.control("incref", [ident]);
    await stranger.control("decref", [ident]);
    await assert.rejects(stranger.control("decref", [ident]), /KeyError/);
    await assert.rejects(stranger.control("accept_connection", ["again", 1]), /unrecognized/);
    await stranger.close();
    assert.deepEqual(await list.getValue(), ["mine"]);
  });
});

describe("requests to the server itself", () => {
  test("keep their place among the calls", options, async () => {
    await using server = await serveHere();
    await using manager = await join(server);
    const lock = await manager.RLock();
    using list = await manager.list<unknown>();
    const inner = await manager.list(["inside"]);
    const making = manager.Condition(lock);
    const appending = list.append(inner);
    // Their only counts go, behind the requests that need them.
    lock.close();
    inner.close();
    using condition = await making;
    await appending;
    await condition.acquire();
    await condition.release();
    assert.equal(await manager.numberOfObjects(), 2);
    // What was put there is a proxy.
    const again = (await list.get(0)) as ListProxy<string>;
    assert.deepEqual(await again.getValue(), ["inside"]);
  });

  test("wait for what is being made, which is made once and holds up nobody", options, async () => {
    let made = 0;
    const gate = defer<void>();
    const slow = defineManager({
      slow: single(async () => {
        made += 1;
        await gate.promise;
        return ["slow"];
      }),
      quick: () => ["quick"],
    });
    await using server = await slow.serve({ authkey });
    await using one = await slow.connect({ address: server.address, authkey });
    await using other = await slow.connect({ address: server.address, authkey });
    const waiting = [one.slow(), one.slow(), other.slow()];
    using quick = await one.quick();
    assert.deepEqual(await quick.getValue(), ["quick"]);
    gate.resolve();
    const lists = await Promise.all(waiting);
    assert.equal(made, 1);
    assert.equal(await one.numberOfObjects(), 2);
    for (const list of lists) list.close();
    await until(() => server.statistics().objects === 1);
  });

  test("all go over the connection that there is", options, async () => {
    await using server = await syncManager.serve({ authkey, allowShutdown: true });
    const link = createLink(targetOf({ address: server.address, authkey }));
    const proxy = await link.create("Event", []);
    const { ident } = referentOf(proxy)?.name ?? assert.fail("it is a proxy");
    const methods = await link.control("get_methods", [new Token("Event", "anywhere", ident)]);
    assert.deepEqual(methods, ["is_set", "set", "clear", "wait"]);
    assert.deepEqual(await link.control("dummy"), { skein: 1 });
    await assert.rejects(link.control("get_methods", [ident]), /takes a token/);
    await assert.rejects(link.control("nothing"), /AssertionError: 'nothing' unrecognized/);
    assert.equal(await link.control("shutdown"), null);
    await server.serveForever();
    assert.equal(server.statistics().accepted, 1);
    await link.close();
  });

  test("make anew what could not be made", options, async () => {
    let made = 0;
    const unsteady = defineManager({
      names: single(async () => {
        made += 1;
        if (made === 1) throw new Error("not yet");
        return ["made"];
      }),
    });
    await using server = await unsteady.serve({ authkey });
    await using manager = await unsteady.connect({ address: server.address, authkey });
    const [one, other] = await Promise.allSettled([manager.names(), manager.names()]);
    assert.deepEqual([one.status, other.status, made], ["rejected", "rejected", 1]);
    using names = await manager.names();
    assert.deepEqual(await names.getValue(), ["made"]);
  });

  test("count nothing for a client that has gone meanwhile", options, async () => {
    const gate = defer<string[]>();
    let asked = 0;
    const slow = defineManager({
      slow: () => {
        asked += 1;
        return gate.promise;
      },
    });
    await using server = await slow.serve({ authkey });
    await using other = await slow.connect({ address: server.address, authkey });
    const manager = await slow.connect({ address: server.address, authkey });
    const waiting = assert.rejects(manager.slow(), /has been closed here/);
    await until(() => asked === 1);
    await manager.close();
    await waiting;
    gate.resolve(["late"]);
    using list = await other.slow();
    assert.equal(await other.numberOfObjects(), 1);
    assert.deepEqual(await list.getValue(), ["late"]);
  });
});
