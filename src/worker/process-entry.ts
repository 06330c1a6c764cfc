import { Socket } from "node:net";
import { inheritFile } from "../memory/inherited-file.ts";
import { allowBlocking } from "../task/blocking.ts";
import { CountingLedger } from "../wire/counting-ledger.ts";
import { InheritedLedger } from "../wire/inherited-ledger.ts";
import { SocketTransport } from "../wire/socket-transport.ts";
import { installLastWords } from "./last-words.ts";
import { serve } from "./loop.ts";
import { setProcessIdentity } from "./process-identity.ts";
import { setThisWorker } from "./this-worker.ts";
import { obeyWord } from "./obey-word.ts";
import { brokerVariable } from "./words.ts";

// Ctrl-C on a terminal reaches every process of the group; what it means for the workers is the parent's decision.
process.on("SIGINT", () => {});

// As ProcessBackend writes them; no business of the code that runs here.
const [name = "", ledger, memory, parentPid, parentName = ""] = process.argv.splice(2);
inheritFile(memory === "sharing" ? 6 : undefined);
allowBlocking();
const broker = process.env[brokerVariable];
if (broker !== undefined) {
  // No business of the programs that are started here.
  delete process.env[brokerVariable];
  const { useProcessEnd } = await import("../broker/client-end.ts");
  useProcessEnd(broker);
}
setProcessIdentity({ name, parent: { name: parentName, pid: Number(parentPid) } });

const transport = new SocketTransport(new Socket({ fd: 3 }));
transport.told((word) =>
  obeyWord(word, {
    rename(newName) {
      setProcessIdentity({ name: newName });
      // What process lists show.
      process.title = newName;
    },
  }),
);
// The parent has gone or has let go: nobody waits for what is still running here. Others that listen come first.
transport.closed(() => setImmediate(() => process.exit(0)));
const loop = serve({
  transport,
  ledger: ledger === "file" ? new InheritedLedger([4, 5]) : new CountingLedger("child"),
  identity: { pid: process.pid, threadId: 0 },
  alone: true,
  mortal: true,
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
// After the loop's own: it may have sent more than the kernel took at once.
process.on("exit", () => transport.flushForExit());
