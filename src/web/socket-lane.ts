import { createServer, type ListenOptions, type Server, type Socket } from "node:net";
import { inspect } from "node:util";
import { ConnectionLostError } from "../errors.ts";
import type { FairShare } from "./board.ts";
import { count, slot, type Row } from "./counters.ts";
import type { Lane, LaneContext } from "./lane.ts";
import {
  SocketConnection,
  type ConnectionEvents,
  type ConnectionHandler,
  type EventConnection,
} from "./socket-connection.ts";
import type { SocketPlan } from "./socket-plan.ts";

/** Serves a handler over the lane's sockets. */
export async function openSocketLane(plan: SocketPlan, context: LaneContext): Promise<Lane> {
  const lane = new SocketLane(plan.handler, context);
  for (const fd of context.descriptors) await lane.listen({ fd, backlog: plan.backlog });
  return lane;
}

/** A listening socket that this process has been given. */
export interface InheritedSocket {
  readonly fd: number;
  readonly backlog: number;
}

/** One event loop that accepts connections and hands them to a handler. */
export class SocketLane implements Lane {
  readonly #handler: ConnectionHandler;
  readonly #row: Row;
  readonly #served: () => void;
  readonly #share: FairShare | undefined;
  readonly #servers: Server[] = [];
  /** How each open connection is told that the server is closing. */
  readonly #finishers = new Map<Socket, () => void>();

  constructor(
    handler: ConnectionHandler,
    { row, served, share }: Omit<LaneContext, "descriptors">,
  ) {
    this.#handler = handler;
    this.#row = row;
    this.#served = served;
    this.#share = share;
  }

  /** Listens at one more place, and resolves with the server that accepts there. */
  async listen(where: ListenOptions | InheritedSocket): Promise<Server> {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
      this.#connected(socket),
    );
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(where, () => {
        server.off("error", reject);
        resolve();
      });
    });
    this.#servers.push(server);
    return server;
  }

  async drain(): Promise<void> {
    const closed = this.#servers.map((server) => new Promise((resolve) => server.close(resolve)));
    for (const finish of this.#finishers.values()) finish();
    await Promise.all(closed);
  }

  /** Cuts all connections. */
  terminate(): void {
    for (const server of this.#servers) server.close();
    for (const socket of this.#finishers.keys()) socket.destroy();
  }

  #connected(socket: Socket): void {
    const row = this.#row;
    count(row, slot.requests, 1);
    count(row, slot.inFlight, 1);
    count(row, slot.connections, 1);
    socket.on("close", () => {
      this.#finishers.delete(socket);
      this.#share?.closed(this.#finishers.size);
      count(row, slot.bytesRead, socket.bytesRead);
      count(row, slot.bytesWritten, socket.bytesWritten);
      count(row, slot.inFlight, -1);
      count(row, slot.connections, -1);
      this.#served();
    });
    const handler = this.#handler;
    if (typeof handler === "function") this.#runCoroutine(handler, socket);
    else this.#finishers.set(socket, serveEvents(handler, socket));
    this.#share?.accepted(this.#finishers.size);
  }

  #runCoroutine(handler: (connection: SocketConnection) => unknown, socket: Socket): void {
    const connection = new SocketConnection(socket);
    this.#finishers.set(socket, () => connection.finish());
    void this.#run(handler, connection).finally(() => connection.close());
  }

  async #run(
    handler: (connection: SocketConnection) => unknown,
    connection: SocketConnection,
  ): Promise<void> {
    try {
      await handler(connection);
    } catch (error) {
      // That a client has gone is no failure of the handler.
      if (error instanceof ConnectionLostError) return;
      count(this.#row, slot.errors, 1);
      process.stderr.write(`skein: the handler of a connection failed:\n${inspect(error)}\n`);
      connection.terminate();
    }
  }
}

/** Calls back as things happen; gives what ends the connection when the server closes. */
function serveEvents(events: ConnectionEvents, socket: Socket): () => void {
  const { remoteAddress, remotePort } = socket;
  const connection: EventConnection = {
    remoteAddress: remoteAddress === undefined ? "" : `${remoteAddress}:${remotePort}`,
    write(data) {
      if (socket.destroyed || socket.writableEnded) return false;
      const welcome = socket.write(data);
      // A client that sends and doesn't read would fill the memory.
      if (!welcome) socket.pause();
      return welcome;
    },
    close: () => socket.destroySoon(),
  };
  socket.on("drain", () => socket.resume());
  socket.on("data", (piece: Buffer) => events.data(connection, piece));
  socket.on("end", () => socket.end());
  // "close" follows.
  socket.on("error", () => socket.destroy());
  socket.on("close", () => events.close?.(connection));
  events.open?.(connection);
  return () => socket.destroySoon();
}
