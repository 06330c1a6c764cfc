import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { Worker } from "node:worker_threads";
import { openDescriptors, until } from "./programs.ts";

describe("programs that threads start", () => {
  it("leave the descriptors of other threads alone when their thread ends", async () => {
    const start = async (): Promise<void> => {
      const worker = new Worker(new URL("chain-thread.js", import.meta.url));
      // Both may come in one turn.
      const exited = once(worker, "exit");
      const [message] = (await once(worker, "message")) as [string];
      assert.equal(message, "A\n");
      await exited;
    };
    await start();
    const before = openDescriptors();
    for (let round = 0; round < 5; round++) await Promise.all([start(), start()]);
    // Node lets go of what belonged to a thread a little after its end.
    await until(() => openDescriptors() <= before);
  });
});
