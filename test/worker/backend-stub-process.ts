import { Socket } from "node:net";
import { InheritedLedger } from "../../src/wire/inherited-ledger.ts";
import { SocketTransport } from "../../src/wire/socket-transport.ts";
import { obey } from "./backend-stub.ts";

const transport = new SocketTransport(new Socket({ fd: 3 }));
transport.closed(() => process.exit(0));
process.on("exit", () => transport.flushForExit());
obey(transport, new InheritedLedger([4, 5]));
