import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { ClosedError, ConnectionLostError } from "../errors.ts";
import type { SocketAddress } from "./address.ts";
import type { Connection } from "./connection.ts";
import { Establishing } from "./establish.ts";
import { listenAt } from "./listen.ts";
import type { ListenerSettings } from "./listener-options.ts";

/** What comes of those who knock. */
export interface DoorEvents {
  readonly admitted: (connection: Connection) => void;
  readonly refused: (error: Error, peer: SocketAddress) => void;
  /** How many are admitted and not taken yet; they count as pending. */
  readonly waiting: () => number;
}

/** Takes connections in, and lets through who authenticates in time. */
export class Door {
  readonly #settings: ListenerSettings;
  readonly #events: DoorEvents;
  readonly #server: Server;
  /** In the order in which they came. */
  readonly #pending = new Map<Socket | string, Establishing>();
  #address: SocketAddress;

  constructor(address: SocketAddress, settings: ListenerSettings, events: DoorEvents) {
    this.#address = address;
    this.#settings = settings;
    this.#events = events;
    this.#server = settings.tls === undefined ? this.#plainServer() : this.#tlsServer(settings.tls);
  }

  /** Where it is; with the real port, once it is open. */
  get address(): SocketAddress {
    return this.#address;
  }

  /** How many haven't authenticated yet. */
  get pending(): number {
    return this.#pending.size;
  }

  /** Begins to listen. Throws MisuseError. It doesn't keep the program alive. */
  async open(): Promise<void> {
    const server = this.#server;
    this.#address = await listenAt(server, this.#address, this.#settings.backlog);
    server.unref();
    // Such as no more descriptors: the connection stays with the system, or is refused by it.
    server.on("error", (error) => this.#events.refused(error, this.#address));
  }

  /** Lets nobody in any more. The socket file goes, too. */
  close(): void {
    this.#server.close();
    const error = new ClosedError("the listener is closed");
    for (const one of this.#pending.values()) one.fail(error);
  }

  #plainServer(): Server {
    const server = createServer();
    return server.on("connection", (socket) => {
      this.#enter(socket, socket)?.authenticate("acceptor", socket);
    });
  }

  #tlsServer(tls: NonNullable<ListenerSettings["tls"]>): Server {
    const server = createTlsServer(tls);
    // The two events have different sockets; what they have in common is the address at the other end.
    server.prependListener("connection", (socket: Socket) => {
      const one = this.#enter(socket, keyOf(socket));
      // The event of a failure comes too late to know the address.
      socket.once("close", () => one?.fail(new ConnectionLostError("TLS wasn't agreed on")));
    });
    server.on("secureConnection", (socket) => {
      const one = this.#pending.get(keyOf(socket));
      if (one === undefined) socket.destroy();
      else one.authenticate("acceptor", socket);
    });
    return server;
  }

  /** Undefined when there is no room for it. */
  #enter(socket: Socket, key: Socket | string): Establishing | undefined {
    const peer = peerOf(socket, this.#address);
    if (!this.#hasRoom()) {
      socket.destroy();
      this.#events.refused(crowded(), peer);
      return undefined;
    }
    const one = new Establishing({ socket, peer }, this.#settings, {
      ready: (connection) => {
        this.#pending.delete(key);
        this.#events.admitted(connection);
      },
      failed: (error) => {
        this.#pending.delete(key);
        this.#events.refused(error, peer);
      },
    });
    this.#pending.set(key, one);
    return one;
  }

  /** A flood of connections that say nothing gives up its own oldest ones; those who have the key are through by then. */
  #hasRoom(): boolean {
    const { maxPending } = this.#settings;
    if (this.#pending.size + this.#events.waiting() < maxPending) return true;
    const [oldest] = this.#pending.values();
    oldest?.fail(crowded());
    return oldest !== undefined;
  }
}

function crowded(): ConnectionLostError {
  return new ConnectionLostError(
    "there were too many connections before it that nobody had accepted yet",
  );
}

function keyOf(socket: Socket): string {
  return `${socket.remoteAddress ?? ""} ${socket.remotePort ?? 0}`;
}

function peerOf(socket: Socket, own: SocketAddress): SocketAddress {
  const { remoteAddress, remotePort } = socket;
  if (own.kind === "unix") return own;
  return { kind: "tcp", host: remoteAddress ?? "", port: remotePort ?? 0 };
}
