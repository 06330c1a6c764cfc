import { threadId, workerData } from "node:worker_threads";
import { inheritFile } from "../memory/inherited-file.ts";
import { shareNativeSection } from "../memory/native-section.ts";
import { MemoryLedger } from "../wire/memory-ledger.ts";
import { PortTransport } from "../wire/port-transport.ts";
import { installLastWords } from "./last-words.ts";
import { serve } from "./loop.ts";
import { setProcessIdentity } from "./process-identity.ts";
import { setThisWorker } from "./this-worker.ts";
import { setThreadIdentity } from "./thread-identity.ts";
import type { ThreadStart } from "./thread-start.ts";
import { obeyWord } from "./obey-word.ts";

// Given by ThreadBackend of the same version.
const start = workerData as ThreadStart;
setProcessIdentity(start.process);
inheritFile(start.memory);
shareNativeSection(start.nativeSection);
if (start.broker !== undefined) {
  const { useThreadEnd } = await import("../broker/client-end.ts");
  useThreadEnd(start.broker);
}
setThreadIdentity({ name: start.name });
if (start.hooks.tsx !== undefined) {
  const { installRuntimeHooks } = await import("../closure/runtime-hooks.ts");
  await installRuntimeHooks(start.hooks);
}

const transport = new PortTransport(start.port);
transport.told((word) => obeyWord(word, { rename: (name) => setThreadIdentity({ name }) }));
// The parent has let go: nobody waits for what is still running here.
transport.closed(() => setImmediate(() => process.exit(0)));
const loop = serve({
  transport,
  ledger: new MemoryLedger(start.ledger),
  identity: { pid: process.pid, threadId },
  alone: true,
  mortal: false,
  stopped: () => process.exit(0),
});
setThisWorker({
  letGo: () => transport.unref(),
  fail: (error) => loop.failRunning(error),
  busy: () => loop.running > 0,
  parentGone: (listener) => transport.closed(listener),
  tell: (word) => transport.tell(word),
});
installLastWords(loop);
