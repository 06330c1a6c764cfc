import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";

/** As Node's `server.on("upgrade")`: takes over a connection that shall speak another protocol. */
export type UpgradeListener = (request: IncomingMessage, socket: Socket, head: Buffer) => unknown;
