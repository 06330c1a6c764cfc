import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fstatSync } from "node:fs";
import { test } from "node:test";
import { createFileLedger, FileLedger } from "../../src/wire/file-ledger.ts";
import { InheritedLedger } from "../../src/wire/inherited-ledger.ts";
import { parseNumbers } from "../worker/program.ts";
import { ledgerContract, type LedgerSides } from "../contracts/ledger.ts";

function startingAt(first: number): () => LedgerSides {
  return () => {
    const made = newLedger();
    const parent = new FileLedger(made.descriptors, first);
    return { parent, child: new InheritedLedger(made.descriptors), first };
  };
}

function newLedger(): FileLedger {
  const ledger = createFileLedger();
  assert.ok(ledger !== undefined);
  return ledger;
}

ledgerContract("file ledger", startingAt(0));
ledgerContract("file ledger at the wrap of 2^32", startingAt(2 ** 32 - 2));

/** A process that claims until it reads "done" with nothing left, and then prints what it got; with a hook for each. */
function racer(ledger: FileLedger, afterEach = ""): ChildProcess {
  const module = new URL("../../src/wire/inherited-ledger.js", import.meta.url).href;
  const program = `
    import { readFileSync, writeSync } from "node:fs";
    import { InheritedLedger } from ${JSON.stringify(module)};
    const ledger = new InheritedLedger([4, 5]);
    const claimed = [];
    let done = false;
    process.stdin.once("data", () => { done = true; });
    writeSync(1, "ready\\n");
    (function turn() {
      for (;;) {
        const ticket = ledger.claim();
        if (ticket < 0) break;
        claimed.push(ticket);
        ${afterEach}
      }
      if (done) return console.log(JSON.stringify(claimed));
      setImmediate(turn);
    })();`;
  return spawn(process.execPath, ["--input-type=module", "--eval", program], {
    stdio: ["pipe", "pipe", "inherit", "ignore", ...ledger.descriptors],
  });
}

async function output(child: ChildProcess): Promise<string> {
  const chunks: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
  await once(child, "close");
  return Buffer.concat(chunks).toString();
}

test("file ledger: processes that race claim every ticket exactly once, through many turns of the files", async () => {
  const tickets = 120_000;
  const ledger = newLedger();
  const child = racer(ledger);
  const printed = output(child);
  await once(child.stdout ?? child, "data");
  const own: number[] = [];
  for (let issued = 0; issued < tickets; issued += 100) {
    ledger.issue(100);
    for (let count = 0; count < 40; count += 1) {
      const ticket = ledger.claim();
      if (ticket >= 0) own.push(ticket);
    }
    if (issued % 10_000 === 0) await new Promise(setImmediate);
  }
  child.stdin?.end("done");
  const theirs = parseNumbers((await printed).replace("ready\n", ""));
  const all = [...own, ...theirs].toSorted((left, right) => left - right);
  assert.deepEqual(
    all,
    Array.from({ length: tickets }, (_, index) => index),
  );
  assert.ok(theirs.length > 0 && own.length > 0, "both must have had a part");
  ledger.close();
});

test("file ledger: a child killed in the middle leaves the rest for the parent, each ticket once", async () => {
  const ledger = newLedger();
  const child = racer(ledger, `writeSync(1, ticket + "\\n");`);
  const printed = output(child);
  ledger.issue(30_000);
  await once(child.stdout ?? child, "data");
  await once(child.stdout ?? child, "data");
  child.kill("SIGKILL");
  const theirs = (await printed).split("\n").slice(1, -1).map(Number);
  const own: number[] = [];
  for (let ticket = ledger.claim(); ticket >= 0; ticket = ledger.claim()) own.push(ticket);
  // What was claimed but not printed before the kill is at most the one in between.
  const begun = 30_000 - own.length;
  assert.ok(begun - theirs.length <= 1 && theirs.length > 0);
  assert.deepEqual(
    own,
    Array.from({ length: own.length }, (_, index) => begun + index),
  );
  ledger.close();
});

test("file ledger: the files stay small however many tickets pass, even when nothing is ever idle", () => {
  const ledger = newLedger();
  const child = new InheritedLedger(ledger.descriptors);
  ledger.issue(100);
  let largest = 0;
  for (let round = 0; round < 5_000; round += 1) {
    ledger.issue(100);
    for (let count = 0; count < 100; count += 1) assert.ok(child.claim() >= 0);
    if (round % 100 === 0) {
      const blocks = ledger.descriptors.map((descriptor) => fstatSync(descriptor).blocks);
      largest = Math.max(largest, ...blocks.map((count) => count * 512));
    }
  }
  assert.ok(largest < 300_000, `${largest} bytes for 4 MB of tickets`);
  ledger.close();
});

test("file ledger: leaves no file behind, and closing twice is harmless", () => {
  const ledger = newLedger();
  assert.equal(fstatSync(ledger.descriptors[0]).nlink, 0);
  assert.equal(fstatSync(ledger.descriptors[1]).nlink, 0);
  ledger.close();
  ledger.close();
  ledger.issue(1);
  assert.equal(ledger.claim(), -1);
});
