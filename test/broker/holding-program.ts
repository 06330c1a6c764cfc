import { addKind } from "../../src/broker/known-kinds.ts";
import { Process, Thread } from "../../src/index.ts";
import type { BlockReference } from "../../src/memory/memory.ts";
import { makeTally, reviveTally, tallyKind } from "./tally.ts";

/*
 * A program whose children wait, blocking and not, for what its main thread holds. With "finish" it then has nothing
 * more to do; with "stay" it prints the pids of its child processes and goes on for ever.
 */
process.env["SKEIN_MEMORY"] = "broker";
addKind(tallyKind);

async function waitAsync(reference: BlockReference): Promise<void> {
  await reviveTally(reference).state.acquire();
}

function waitSync(reference: BlockReference): void {
  reviveTally(reference).state.acquireSync();
}

const tally = makeTally();
tally.state.tryAcquire();
const args: [BlockReference] = [tally.travel()];
const processes = [waitAsync, waitSync].map(
  (target) => new Process({ target, args, daemon: true }),
);
const threads = [waitAsync, waitSync].map(
  (target) => new Thread({ target, args, daemon: true, dedicated: true }),
);
for (const child of [...processes, ...threads]) child.start();
while (tally.state.waiters() < 4) await new Promise(setImmediate);
if (process.argv[2] === "stay") {
  console.log(processes.map(({ pid }) => pid).join(" "));
  setInterval(() => {}, 1000);
}
