import { workerData } from "node:worker_threads";
import type { ThreadStart } from "../../src/worker/thread-start.ts";
import { MemoryLedger } from "../../src/wire/memory-ledger.ts";
import { PortTransport } from "../../src/wire/port-transport.ts";
import { obey } from "./backend-stub.ts";

// Given by ThreadBackend.
const { port, ledger } = workerData as ThreadStart;
obey(new PortTransport(port), new MemoryLedger(ledger));
