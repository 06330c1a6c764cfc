import type { ConnectionHandler } from "./socket-connection.ts";

/** What the lane of a socket server is made of. It travels. */
export interface SocketPlan {
  readonly kind: "socket";
  readonly handler: ConnectionHandler;
  readonly backlog: number;
}
