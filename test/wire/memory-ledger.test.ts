import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { MemoryLedger } from "../../src/wire/memory-ledger.ts";
import { ledgerContract, type LedgerSides } from "../contracts/ledger.ts";

function startingAt(first: number): () => LedgerSides {
  return () => {
    const parent = new MemoryLedger();
    new Int32Array(parent.buffer).fill(first);
    return { parent, child: new MemoryLedger(parent.buffer), first };
  };
}

ledgerContract("memory ledger", startingAt(0));
ledgerContract("memory ledger at the wrap of 2^32", startingAt(2 ** 32 - 2));
ledgerContract("memory ledger at the change of sign", startingAt(2 ** 31 - 2));

test("memory ledger: threads that race claim every ticket exactly once", async () => {
  const tickets = 40_000;
  const ledger = new MemoryLedger();
  const module = new URL("../../src/wire/memory-ledger.js", import.meta.url).href;
  const racer = `
    const { parentPort, workerData } = require("node:worker_threads");
    import(workerData.module).then(({ MemoryLedger }) => {
      const ledger = new MemoryLedger(workerData.buffer);
      const claimed = [];
      for (let ticket = 0; claimed.at(-1) !== workerData.last; ) {
        ticket = ledger.claim();
        if (ticket >= 0) claimed.push(ticket);
        else if (Atomics.load(workerData.done, 0) === 1) break;
      }
      parentPort.postMessage(claimed);
    });`;
  const done = new Int32Array(new SharedArrayBuffer(4));
  const workers = [1, 2].map(
    () =>
      new Worker(racer, {
        eval: true,
        workerData: { module, buffer: ledger.buffer, done, last: -2 },
      }),
  );
  const results = Promise.all(
    workers.map(async (worker) => {
      const message: readonly unknown[] = await once(worker, "message");
      const [claimed] = message;
      return Array.isArray(claimed) ? claimed.map(Number) : [];
    }),
  );
  await Promise.all(workers.map((worker) => once(worker, "online")));
  const own: number[] = [];
  for (let issued = 0; issued < tickets; issued += 10) {
    ledger.issue(10);
    const ticket = ledger.claim();
    if (ticket >= 0) own.push(ticket);
  }
  Atomics.store(done, 0, 1);
  const all = [...own, ...(await results).flat()].toSorted((left, right) => left - right);
  assert.deepEqual(
    all,
    Array.from({ length: tickets }, (_, index) => index),
  );
});

test("a ticket that may not be taken stays, and so do those behind it", () => {
  const ledger = new MemoryLedger();
  ledger.issue(3);
  assert.equal(
    ledger.claim((ticket) => ticket !== 1),
    0,
  );
  assert.equal(
    ledger.claim((ticket) => ticket !== 1),
    -1,
  );
  assert.deepEqual([ledger.claim(), ledger.claim(), ledger.claim()], [1, 2, -1]);
});
