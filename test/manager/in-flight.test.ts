import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Process } from "../../src/index.ts";
import { describeHandle } from "../../src/codec/handle.ts";
import { targetOf } from "../../src/manager/connect-options.ts";
import { handles } from "../../src/manager/linked-proxies.ts";
import type { ListProxy } from "../../src/manager/proxies/list-proxy.ts";
import type { ManagerServer } from "../../src/manager/server.ts";
import { syncManager } from "../../src/manager/sync-manager-definition.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { until } from "./serving.ts";

const authkey = "the key of a test";
const options = { timeout: 60_000 };

function serveHere(address?: string): Promise<ManagerServer> {
  return syncManager.serve({ authkey, address });
}

function join(server: { readonly address: string }) {
  return syncManager.connect({ address: server.address, authkey });
}

/** A proxy as whoever gets it makes it of what was sent. */
function revive(data: unknown): ListProxy<string> {
  const make = Object.values(handles)[0] ?? assert.fail("proxies travel");
  // Only lists are sent here.
  return make(data) as ListProxy<string>;
}

describe("a handle whose sender has gone", () => {
  test("is good for a minute, as often as it arrives", options, async () => {
    using clock = new VirtualClock().install();
    await using server = await serveHere();
    const sender = await join(server);
    const sent = describeHandle(await sender.list(["kept"]));
    await sender.close();
    await clock.advance(59_999);
    assert.equal(server.statistics().objects, 1);
    const first = revive(sent?.data);
    assert.deepEqual(await first.getValue(), ["kept"]);
    first.close();
    const second = revive(sent?.data);
    assert.deepEqual(await second.getValue(), ["kept"]);
    // From now on the receiver's count keeps it.
    await clock.advance(60_000);
    assert.deepEqual(await second.getValue(), ["kept"]);
    second.close();
    await until(() => server.statistics().objects === 0);
  });

  test("keeps its object no longer, if nobody comes for it", options, async () => {
    using clock = new VirtualClock().install();
    await using server = await serveHere();
    const sender = await join(server);
    const list = await sender.list(["sent twice"]);
    describeHandle(list);
    await sender.numberOfObjects();
    await clock.advance(30_000);
    describeHandle(list);
    await sender.close();
    await clock.advance(59_999);
    assert.equal(server.statistics().objects, 1);
    await clock.advance(1);
    assert.equal(server.statistics().objects, 0);
  });

  test("is good, although the sender was killed", options, async () => {
    await using server = await syncManager.start({ authkey });
    const { address } = server;
    using letters = await server.Queue<unknown>();
    const child = new Process({
      target: async () => {
        const manager = await syncManager.connect({ address, authkey });
        const list = await manager.list(["from the dead"]);
        // This is what the handle of a proxy says.
        const sent = describeHandle(list)?.data as { readonly name: object };
        // The pin goes out before this does.
        await letters.put({ ...sent.name });
        process.kill(process.pid, "SIGKILL");
      },
      args: [],
    });
    child.start();
    const name = await letters.get({ timeout: 60_000 });
    await child.join();
    // All that it counted itself goes with its connection, of which the server is told behind this one.
    await using _later = await join(server);
    const target = targetOf({ address, authkey });
    assert.deepEqual(await revive({ target, name, isSkein: true }).getValue(), ["from the dead"]);
  });
});
