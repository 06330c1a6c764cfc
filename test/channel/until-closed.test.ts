import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { UntilClosed } from "../../src/channel/until-closed.ts";
import type { WaitLimits } from "../../src/memory/memory.ts";

async function untilAborted({ signal }: WaitLimits): Promise<never> {
  assert.ok(signal !== undefined);
  await once(signal, "abort");
  throw signal.reason;
}

describe("UntilClosed", () => {
  it("ends every wait when it is closed", async () => {
    const open = new UntilClosed();
    const waits = [open.wait({}, untilAborted), open.wait({}, untilAborted)];
    const reason = new Error("closed");
    open.close(reason);
    for (const wait of waits) await assert.rejects(wait, reason);
    assert.ok(open.closed);
  });

  it("ends a wait by the wait's own signal, and leaves the others", async () => {
    const open = new UntilClosed();
    const own = new AbortController();
    const other = open.wait({}, untilAborted);
    const wait = open.wait({ signal: own.signal }, untilAborted);
    const reason = new Error("no longer wanted");
    own.abort(reason);
    await assert.rejects(wait, reason);
    open.close(new Error("closed"));
    await assert.rejects(other, { message: "closed" });
  });

  it("doesn't take many waits for a leak", async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): unknown => warnings.push(warning);
    process.on("warning", note);
    const open = new UntilClosed();
    const waits = Array.from({ length: 30 }, () => open.wait({}, untilAborted));
    await turn();
    process.off("warning", note);
    open.close(new Error("closed"));
    await Promise.allSettled(waits);
    assert.deepEqual(warnings, []);
  });
});
