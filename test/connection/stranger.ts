import { once } from "node:events";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import type { SocketAddress } from "../../src/connection.ts";
import { headOf } from "../../src/connection/frame-writer.ts";

/** Somebody who speaks to a listener byte by byte. */
export class Stranger implements Disposable {
  readonly socket: Socket;
  #received = Buffer.alloc(0);
  readonly #closed: Promise<unknown>;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("error", () => {});
    socket.on("data", (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      socket.emit("more");
    });
    this.#closed = once(socket, "close");
  }

  /** Connects to where somebody listens. */
  static async to(address: SocketAddress): Promise<Stranger> {
    const target =
      address.kind === "unix" ? { path: address.path } : { host: address.host, port: address.port };
    const stranger = new Stranger(createConnection(target));
    await once(stranger.socket, "connect");
    return stranger;
  }

  /** Sends a whole message. */
  say(message: string | Uint8Array): void {
    const bytes = Buffer.from(message);
    this.socket.write(Buffer.concat([headOf(bytes.byteLength), bytes]));
  }

  /** The next message that comes. */
  async hear(): Promise<Buffer> {
    for (;;) {
      const received = this.#received;
      const end = received.byteLength < 4 ? Infinity : 4 + received.readInt32BE();
      if (received.byteLength >= end) {
        this.#received = received.subarray(end);
        return received.subarray(4, end);
      }
      await once(this.socket, "more");
    }
  }

  /** Resolves when the other side has closed the connection. */
  async closed(): Promise<void> {
    await this.#closed;
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}

/** A server of one's own, for clients to come to; gives who has come. */
export async function lure(): Promise<{
  server: Server;
  port: number;
  next: () => Promise<Stranger>;
}> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("unreachable");
  return {
    server,
    port: address.port,
    async next() {
      const event: readonly unknown[] = await once(server, "connection");
      // The one argument of this event.
      return new Stranger(event[0] as Socket);
    },
  };
}
