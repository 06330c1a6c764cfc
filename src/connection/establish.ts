import type { Socket } from "node:net";
import { TimeoutError } from "../errors.ts";
import { currentClock } from "../task/clock.ts";
import { formatAddress, type SocketAddress } from "./address.ts";
import { Connection } from "./connection.ts";
import { Handshake, type Role } from "./handshake.ts";
import { MessageStream } from "./message-stream.ts";
import type { ResolvedOptions } from "./options.ts";

/** A network that hasn't been heard of for so long, in milliseconds, is asked whether it is still there. */
const keepAliveDelay = 60_000;

/** What becomes of a socket. */
export interface Settled {
  readonly ready: (connection: Connection) => void;
  readonly failed: (error: Error) => void;
}

/** Sends small messages at once, and learns of a peer whose machine has gone. */
export function tune(socket: Socket): void {
  socket.setNoDelay(true);
  socket.setKeepAlive(true, keepAliveDelay);
}

/** A socket on its way to become a connection. */
export class Establishing {
  readonly #peer: SocketAddress;
  readonly #options: ResolvedOptions;
  readonly #settled: Settled;
  readonly #deadline: { cancel(): void };
  #socket: Socket;
  #over = false;

  /** From here on the deadline counts. */
  constructor(
    target: { socket: Socket; peer: SocketAddress },
    options: ResolvedOptions,
    settled: Settled,
  ) {
    this.#socket = target.socket;
    this.#peer = target.peer;
    this.#options = options;
    this.#settled = settled;
    const limit = options.handshakeTimeout;
    const text = `${formatAddress(target.peer)} did not authenticate within ${limit} ms: does it have an authkey?`;
    this.#deadline = currentClock().alarm(limit, () => this.fail(new TimeoutError(text, limit)));
  }

  /** Lets both ends authenticate, if there is a key. `socket` is the one to talk over, such as that of TLS. */
  authenticate(role: Role, socket: Socket): void {
    this.#socket = socket;
    tune(socket);
    const { key, allowLegacy } = this.#options;
    const stream = new MessageStream(socket, this.#options.messageTimeout);
    if (key === undefined) {
      this.#succeed(stream);
      return stream.begin();
    }
    const handshake = new Handshake(stream, { role, key, allowLegacy }, (error) => {
      if (error === undefined) {
        // A connector of Python's holds its first request back until its last word has been acknowledged.
        stream.acknowledge();
        this.#succeed(stream);
      } else this.#finish(() => this.#settled.failed(error));
    });
    handshake.begin();
    stream.begin();
  }

  /** Gives it up. */
  fail(error: Error): void {
    this.#finish(() => {
      this.#socket.destroy();
      this.#settled.failed(error);
    });
  }

  #succeed(stream: MessageStream): void {
    this.#finish(() => this.#settled.ready(new Connection(stream, this.#peer, this.#options)));
  }

  #finish(tell: () => void): void {
    if (this.#over) return;
    this.#over = true;
    this.#deadline.cancel();
    tell();
  }
}
