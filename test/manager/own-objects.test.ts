import assert from "node:assert/strict";
import { test } from "node:test";
import { single } from "../../src/manager/entries.ts";
import type { ListProxy } from "../../src/manager/proxies/list-proxy.ts";
import { syncManager } from "../../src/manager/sync-manager-definition.ts";

/** Keeps what it is given. */
class Shelf {
  #kept: unknown;
  keep(thing: unknown): void {
    this.#kept = thing;
  }
  give(): unknown {
    return this.#kept;
  }
}

test("an object of one's own keeps a proxy, and with it the object that it stands for", async () => {
  const definition = syncManager.extend({ shelf: single(() => new Shelf()) });
  await using manager = await definition.start({ in: "thread" });
  using shelf = await manager.shelf();
  const list = await manager.list(["kept"]);
  await shelf.keep({ inside: [list] });
  list.close();
  const { inside } = (await shelf.give()) as { inside: [ListProxy<string>] };
  assert.deepEqual(await inside[0].getValue(), ["kept"]);
});
