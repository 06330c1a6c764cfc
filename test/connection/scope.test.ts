import assert from "node:assert/strict";
import { AsyncLocalStorage } from "node:async_hooks";
import { test } from "node:test";
import type { Connection } from "../../src/connection.ts";
import { pairOver, ways } from "./pairs.ts";

/** Sends something and waits for its echo; the listener is `hear`'s. */
function roundTrip(connection: Connection, hear: (then: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    hear(resolve);
    connection.write(new Uint8Array(10));
  });
}

for (const way of ways) {
  test(`who listens is called in the scope of the connection, whoever has written (${way})`, async () => {
    const storage = new AsyncLocalStorage<string>();
    using pair = await pairOver(way);
    const { left, right } = pair;
    right.onMessage((bytes) => right.write(bytes));
    const scopes = new Set<string | undefined>();
    let then = (): void => {};
    left.onMessage(() => {
      scopes.add(storage.getStore());
      then();
    });
    await storage.run("a request", async () => {
      for (let count = 0; count < 500; count += 1)
        await roundTrip(left, (resolve) => (then = resolve));
    });
    assert.deepEqual([...scopes], [undefined]);
  });
}
