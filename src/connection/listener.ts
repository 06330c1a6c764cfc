import { ClosedError, MisuseError } from "../errors.ts";
import { hold, release } from "../task/keep-alive.ts";
import type { WaitOptions } from "../task/wait.ts";
import { WaitQueue } from "../task/wait-queue.ts";
import {
  type AddressLike,
  formatAddress,
  isLocal,
  parseAddress,
  type SocketAddress,
} from "./address.ts";
import { assertTcp } from "./client.ts";
import type { Connection } from "./connection.ts";
import { Door } from "./door.ts";
import { type ListenerOptions, resolveListenerOptions } from "./listener-options.ts";
import { makeSocketPath, removeSocketFolder } from "./socket-file.ts";

/** What a listener has seen so far. */
export interface ListenerStatistics {
  /** Connections that {@link Listener.accept} has given. */
  readonly accepted: number;
  /** Connections that came to nothing. */
  readonly refused: number;
  /** Connections that haven't authenticated yet. */
  readonly pending: number;
  /** Connections that have, and wait for `accept`. */
  readonly waiting: number;
}

/**
 * Listens for connections: Python's `multiprocessing.connection.Listener`, for programs in Python, too.
 *
 * Connections are taken in and authenticated all the time, any number at once, so a slow stranger holds nobody up.
 * `accept` gives only those that are through. One with another key, or that says nothing in time, is closed and told to
 * `onRefused`; unlike in Python `accept` doesn't raise its AuthenticationError, as no stranger shall be able to end a
 * loop that accepts. Only a wait in `accept` keeps the program alive.
 *
 * @example
 *     using listener = await Listener.open("localhost:5000", { authkey: "abc" });
 *     for await (const connection of listener) await connection.send("hello");
 */
export class Listener implements AsyncIterable<Connection>, Disposable {
  readonly #door: Door;
  readonly #folder: string | undefined;
  readonly #ready: Connection[] = [];
  readonly #waits = new WaitQueue<Connection>();
  #lastAccepted: SocketAddress | undefined;
  #accepted = 0;
  #refused = 0;
  #closed = false;

  /**
   * Begins to listen; without an address, at a Unix socket in a new folder that only this user can enter. The Unix
   * socket of a dead server is replaced. Rejects with MisuseError, which names the address, when it is in use or may not
   * be opened, and when programs of other machines could come but there is no `authkey`.
   */
  static async open(address?: AddressLike, options: ListenerOptions = {}): Promise<Listener> {
    const folder = address === undefined ? makeSocketPath() : undefined;
    const listener = new Listener(parseAddress(address ?? folder ?? ""), options, folder);
    await listener.#door.open();
    return listener;
  }

  private constructor(address: SocketAddress, options: ListenerOptions, folder?: string) {
    const settings = resolveListenerOptions(options);
    if (settings.tls !== undefined) assertTcp(address);
    if (settings.key === undefined) assertLocal(address);
    this.#folder = folder;
    this.#door = new Door(address, settings, {
      admitted: (connection) => this.#admit(connection),
      refused: (error, peer) => {
        this.#refused += 1;
        settings.onRefused(error, peer);
      },
      waiting: () => this.#ready.length,
    });
  }

  /** Where it listens, with the port that the system has chosen where 0 was asked for. */
  get address(): SocketAddress {
    return this.#door.address;
  }

  /** Where the connection came from that `accept` gave last. */
  get lastAccepted(): SocketAddress | undefined {
    return this.#lastAccepted;
  }

  /** Whether it has been closed. */
  get closed(): boolean {
    return this.#closed;
  }

  /**
   * The next connection that has authenticated. Waits for one; rejects with ClosedError when the listener is closed,
   * TimeoutError, or the signal's reason; then no connection is lost.
   */
  async accept(options: WaitOptions = {}): Promise<Connection> {
    options.signal?.throwIfAborted();
    const connection = this.#ready.shift() ?? (await this.#wait(options));
    this.#accepted += 1;
    this.#lastAccepted = connection.peer;
    return connection;
  }

  /** Accepts one connection after the other, until the listener is closed. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Connection, void, undefined> {
    while (!this.#closed) {
      let connection: Connection;
      try {
        connection = await this.accept();
      } catch (error) {
        if (this.#closed && error instanceof ClosedError) return;
        throw error;
      }
      yield connection;
    }
  }

  /** What it has seen so far. */
  statistics(): ListenerStatistics {
    return Object.freeze({
      accepted: this.#accepted,
      refused: this.#refused,
      pending: this.#door.pending,
      waiting: this.#ready.length,
    });
  }

  /**
   * Listens no more: waits in `accept` fail with ClosedError, and connections that nobody has accepted are closed. Those
   * that have been accepted go on. The file of a Unix socket is removed. Idempotent.
   */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#door.close();
    for (const connection of this.#ready.splice(0)) connection.close();
    this.#waits.failAll(this.#closedError());
    if (this.#folder !== undefined) removeSocketFolder(this.#folder);
  }

  /** As `close()`. */
  [Symbol.dispose](): void {
    this.close();
  }

  #admit(connection: Connection): void {
    if (!this.#waits.give(connection)) this.#ready.push(connection);
  }

  async #wait(options: WaitOptions): Promise<Connection> {
    if (this.#closed) throw this.#closedError();
    hold();
    try {
      return await this.#waits.wait(undefined, options);
    } finally {
      release();
    }
  }

  #closedError(): ClosedError {
    return new ClosedError(`the listener at ${formatAddress(this.address)} is closed`);
  }
}

function assertLocal(address: SocketAddress): void {
  if (isLocal(address)) return;
  throw new MisuseError(
    `programs of other machines can come to ${formatAddress(address)}: give an authkey, or listen at 127.0.0.1`,
  );
}
