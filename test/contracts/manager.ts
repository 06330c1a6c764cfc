import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ClosedError } from "../../src/errors.ts";
import type { ManagerConnectOptions } from "../../src/manager/connect-options.ts";
import { syncManager, type SyncManager } from "../../src/manager/sync-manager-definition.ts";
import { collectionsContract } from "./manager-collections.ts";
import { locksContract } from "./manager-locks.ts";
import { queuesContract } from "./manager-queues.ts";

/** A server that runs. */
export interface ManagerUnderTest {
  readonly options: ManagerConnectOptions;
  stop(): Promise<void>;
}

/** What all servers of Python's SyncManager do for a client. */
export function managerContract(
  title: string,
  start: () => Promise<ManagerUnderTest>,
  skip: string | false = false,
): void {
  describe(`a client of ${title}`, { skip }, () => {
    let server: ManagerUnderTest;
    let manager: SyncManager;

    before(async () => {
      server = await start();
      manager = await syncManager.connect(server.options);
    });
    after(async () => {
      await manager?.close();
      await server?.stop();
    });

    collectionsContract(() => manager);
    queuesContract(() => manager);
    locksContract(() => manager);

    describe("proxies", () => {
      test("can be put into other objects, and come back as proxies", async () => {
        using inner = await manager.list([1, 2]);
        using outer = await manager.dict<string, typeof inner>();
        await outer.set("inner", inner);
        const again = await outer.get("inner");
        assert.ok(again !== undefined && again !== inner);
        await again.append(3);
        assert.deepEqual(await inner.getValue(), [1, 2, 3]);
        using list = await manager.list<unknown>([{ deep: [inner] }]);
        const item = (await list.get(0)) as { deep: [typeof inner] };
        await item.deep[0].append(4);
        assert.deepEqual(await again.getValue(), [1, 2, 3, 4]);
      });

      test("keep their objects until they are closed", async () => {
        const list = await manager.list(["only here"]);
        assert.ok((await manager.numberOfObjects()) > 0);
        assert.match(await manager.debugInfo(), /only here/);
        list.close();
        while ((await manager.debugInfo()).includes("only here")) {
          // The server is told without waiting.
        }
        await assert.rejects(list.length(), ClosedError);
      });

      test("show what they stand for", async () => {
        using dict = await manager.dict({ a: [1, "b"] });
        assert.equal(await dict.repr(), "{'a': [1, 'b']}");
        assert.match(await manager.debugInfo(), /refcount/);
      });
    });

    test("many calls at once all get their answers", async () => {
      using dict = await manager.dict<string, number>();
      const count = 500;
      await Promise.all(Array.from({ length: count }, (_, index) => dict.set(`k${index}`, index)));
      const values = await Promise.all(
        Array.from({ length: count }, (_, index) => dict.get(`k${index}`)),
      );
      assert.deepEqual(
        values,
        Array.from({ length: count }, (_, index) => index),
      );
    });
  });
}
