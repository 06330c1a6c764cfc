import { Socket } from "node:net";
import { CountingLedger } from "../wire/counting-ledger.ts";
import { InheritedLedger } from "../wire/inherited-ledger.ts";
import { SocketTransport } from "../wire/socket-transport.ts";
import { installLastWords } from "./last-words.ts";
import { serve } from "./loop.ts";
import { setWorkerName } from "./worker-name.ts";

// Ctrl-C on a terminal reaches every process of the group; what it means for the workers is the parent's decision.
process.on("SIGINT", () => {});

const [, , name = "", ledger] = process.argv;
setWorkerName(name);

const transport = new SocketTransport(new Socket({ fd: 3 }));
transport.told((newName) => {
  setWorkerName(newName);
  // What process lists show.
  process.title = newName;
});
// The parent has gone or has let go: nobody waits for what is still running here.
transport.closed(() => process.exit(0));
installLastWords(
  serve({
    transport,
    ledger: ledger === "file" ? new InheritedLedger([4, 5]) : new CountingLedger("child"),
    identity: { pid: process.pid, threadId: 0 },
    alone: true,
    stopped: () => process.exit(0),
  }),
);
process.on("exit", () => transport.flushForExit());
