import { threadId, workerData } from "node:worker_threads";
import { MemoryLedger } from "../wire/memory-ledger.ts";
import { PortTransport } from "../wire/port-transport.ts";
import { installLastWords } from "./last-words.ts";
import { serve } from "./loop.ts";
import type { ThreadStart } from "./thread-start.ts";
import { setWorkerName } from "./worker-name.ts";

// Given by ThreadBackend of the same version.
const { port, ledger, name } = workerData as ThreadStart;
if (name !== undefined) setWorkerName(name);
const transport = new PortTransport(port);
transport.told(setWorkerName);
transport.closed(() => process.exit(0));
installLastWords(
  serve({
    transport,
    ledger: new MemoryLedger(ledger),
    identity: { pid: process.pid, threadId },
    alone: true,
    stopped: () => process.exit(0),
  }),
);
