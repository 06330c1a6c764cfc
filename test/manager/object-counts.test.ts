import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ObjectCounts } from "../../src/manager/object-counts.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";

/** Counts as a server does, and remembers in which order. */
function recorder(isSkein = false): { log: string[]; counts: ObjectCounts } {
  const log: string[] = [];
  const tell = async (notice: string, ident: string): Promise<void> => {
    // Skein's line has it before anything that is begun later.
    if (!isSkein) await Promise.resolve();
    if (ident === "gone") throw new Error("there is no such object");
    log.push(`${notice} ${ident}`);
  };
  return { log, counts: new ObjectCounts({ tell, isSkein: () => isSkein }) };
}

async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe("the counts of a link", () => {
  test("are given back one by one, and never more than there were", async () => {
    const { log, counts } = recorder();
    counts.add("a");
    counts.take("a");
    counts.release("a");
    counts.release("a");
    counts.release("a");
    await turn();
    assert.deepEqual(log, ["incref a", "decref a", "decref a"]);
  });

  test("are taken for a handle before the proxy's own is given back, and kept for a minute", async () => {
    using clock = new VirtualClock().install();
    const { log, counts } = recorder();
    counts.add("a");
    counts.keepInFlight("a");
    counts.release("a");
    await turn();
    assert.deepEqual(log, ["incref a", "decref a"]);
    await clock.advance(59_000);
    counts.keepInFlight("a");
    await clock.advance(59_000);
    assert.equal(log.length, 2);
    await clock.advance(1_000);
    await turn();
    assert.deepEqual(log, ["incref a", "decref a", "decref a"]);
  });

  test("are no longer held for an object that isn't there", async () => {
    const { log, counts } = recorder();
    counts.take("gone");
    await turn();
    counts.release("gone");
    await turn();
    assert.deepEqual(log, []);
  });

  test("are given back to nobody when the server has gone, and to the next one again", async () => {
    const { log, counts } = recorder();
    for (const ident of ["a", "b"]) counts.add(ident);
    counts.release("a");
    counts.release("b");
    counts.forget();
    await turn();
    assert.deepEqual(log, []);
    counts.add("c");
    counts.release("c");
    await turn();
    assert.deepEqual(log, ["decref c"]);
  });

  test("are all given back at the end", async () => {
    const { log, counts } = recorder();
    counts.add("a");
    counts.add("a");
    counts.add("b");
    counts.keepInFlight("b");
    await counts.releaseAll();
    assert.deepEqual(log.toSorted(), ["decref a", "decref a", "decref b", "decref b", "incref b"]);
    counts.release("a");
    await turn();
    assert.equal(log.length, 5);
  });
});

describe("the counts of a link to a server of Skein's", () => {
  test("are told in the call, so that nothing overtakes them", () => {
    const { log, counts } = recorder(true);
    counts.add("a");
    counts.keepInFlight("a");
    counts.release("a");
    counts.release("a");
    assert.deepEqual(log, ["#pin a", "decref a"]);
  });

  test("are taken again when there is a connection again, as many as are left by then", async () => {
    const { log, counts } = recorder(true);
    for (const ident of ["a", "a", "b", "gone"]) counts.add(ident);
    counts.suspend();
    counts.release("b");
    counts.take("c");
    assert.deepEqual(log, []);
    counts.resume();
    counts.resume();
    assert.deepEqual(log, ["incref a", "incref a", "incref c"]);
    await turn();
    counts.release("gone");
    counts.release("c");
    await turn();
    assert.deepEqual(log.slice(3), ["decref c"]);
  });
});
