import { createServer, type Socket } from "node:net";
import type { LocalSpace } from "../memory/local-memory.ts";
import { newAddress, provesMembership, removeStale, secretBytes, type Address } from "./address.ts";
import type { Link } from "./link.ts";
import { PortLink, type ThreadWay } from "./port-link.ts";
import { Session } from "./session.ts";
import { SocketLink } from "./socket-link.ts";

/**
 * The broker: keeps the shared objects of a program in the event loop of one thread, and serves the program's other
 * threads and processes. Nothing of it keeps the program alive.
 */
export class Hub {
  readonly #space: LocalSpace;
  readonly #address = newAddress();
  #listens = false;

  constructor(space: LocalSpace) {
    this.#space = space;
  }

  /** Where processes of the program connect to; from now on they can. */
  get address(): Address {
    if (!this.#listens) this.#listen();
    return this.#address;
  }

  /** Serves a thread of this process, and those that it will hand over. */
  serveThread(way: ThreadWay): void {
    const link = new PortLink(way);
    link.joined((further) => this.serveThread(further));
    this.#serve(link);
  }

  #serve(link: Link): void {
    new Session(this.#space, link);
  }

  #listen(): void {
    this.#listens = true;
    removeStale();
    const server = createServer((socket) => this.#welcome(socket));
    // Where nobody may listen, the processes of this program find nobody, and say so.
    server.on("error", () => {});
    // Binds at once; only the event tells later.
    server.listen({ path: this.#address.path });
    server.unref();
    // Removes the file of the socket, where it is one.
    process.once("exit", () => server.close());
  }

  /** The first message must prove that it comes from this program. */
  #welcome(socket: Socket): void {
    socket.unref();
    const link = new SocketLink(socket, secretBytes);
    link.receive((message) => {
      if (provesMembership(message, this.#address)) this.#serve(link);
      else link.drop();
    });
  }
}
