import { Worker, isMainThread, threadId } from "node:worker_threads";
import { readdirSync } from "node:fs";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { removeOwnAtExit } from "../../src/sync/leftovers.ts";
import { folder } from "../../src/sync/named-file.ts";
import { SharedMemory } from "../../src/sync/shared-memory.ts";

/** What the tests of shared memory run as a program of its own: `memory-program.js WHAT NAME`. */
const [, , what, name] = process.argv;

/** Prints the names of memory without and with a name of the user's. */
function make(): void {
  const [plain, chosen] = [
    SharedMemory.create({ size: 10 }),
    SharedMemory.create({ size: 10, name }),
  ];
  console.log(JSON.stringify([plain.name, chosen.name]));
}

/** Also prints how many files there are of the process when its thread has ended. */
async function inThread(): Promise<void> {
  removeOwnAtExit();
  const thread = new Worker(fileURLToPath(import.meta.url), { argv: ["end", name ?? ""] });
  await once(thread, "exit");
  const left = readdirSync(folder).filter((file) => file.includes(`_${process.pid}_`));
  console.log(left.length);
}

async function stay(): Promise<void> {
  make();
  await new Promise((resolve) => setTimeout(resolve, 1_000_000));
}

if (what === "end") make();
if (what === "throw") {
  make();
  throw new Error(`of thread ${threadId}`);
}
if (what === "thread" && isMainThread) await inThread();
if (what === "stay") await stay();
if (what === "sweep") SharedMemory.create({ size: 1 }).unlink();
if (what === "open") {
  SharedMemory.open(name ?? "").close();
}
