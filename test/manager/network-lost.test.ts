import assert from "node:assert/strict";
import { connect as connectSocket, createServer, type AddressInfo, type Socket } from "node:net";
import { once } from "node:events";
import { test } from "node:test";
import { defineManager } from "../../src/manager/define-manager.ts";
import { single } from "../../src/manager/entries.ts";
import { until } from "./serving.ts";

const authkey = "the key of a test";
const options = { timeout: 60_000 };

/** Passes on what comes, until it is told to cut all. */
async function openRelay(to: number): Promise<{ address: string; cut(): void } & Disposable> {
  const sockets = new Set<Socket>();
  const relay = createServer((near) => {
    const far = connectSocket(to, "127.0.0.1");
    for (const socket of [near, far]) sockets.add(socket.on("error", () => {}));
    near.pipe(far).pipe(near);
  }).listen(0, "127.0.0.1");
  await once(relay, "listening");
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  // It listens on TCP.
  const { port } = relay.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    cut,
    [Symbol.dispose]: () => {
      relay.close();
      cut();
    },
  };
}

test(
  "a client whose network has gone counts again what is still there by reconnect()",
  options,
  async () => {
    const shared = defineManager({ names: single(() => ["shared"]) });
    await using server = await shared.serve({ authkey, address: "127.0.0.1:0" });
    const { socketAddress } = server;
    using relay = await openRelay(socketAddress.kind === "tcp" ? socketAddress.port : 0);
    await using manager = await shared.connect({ address: relay.address, authkey });
    await using other = await shared.connect({ address: server.address, authkey });
    const names = await manager.names();
    const theirs = await other.names();
    relay.cut();
    await until(() => server.statistics().connections === 1);
    await assert.rejects(
      (async () => {
        for (;;) await names.length();
      })(),
      /is lost/,
    );
    await manager.reconnect();
    // No call overtakes what is counted again.
    assert.deepEqual(await names.getValue(), ["shared"]);
    theirs.close();
    assert.equal(await other.numberOfObjects(), 1);
    names.close();
    await until(() => server.statistics().objects === 0);
  },
);
