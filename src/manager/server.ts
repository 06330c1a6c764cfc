import { formatAddress, type AddressLike, type SocketAddress } from "../connection/address.ts";
import type { Connection } from "../connection/connection.ts";
import { Listener } from "../connection/listener.ts";
import type { ListenerOptions } from "../connection/listener-options.ts";
import { MisuseError } from "../errors.ts";
import { defer, type Deferred } from "../task/deferred.ts";
import { waitWithin, type WaitOptions } from "../task/wait.ts";
import type { ServedTypes } from "./served-types.ts";
import { ObjectMaker } from "./serving/object-maker.ts";
import { Reception } from "./serving/reception.ts";
import type { TokenAddress } from "./token.ts";

/** How a server of a manager behaves. */
export interface ServeOptions extends ListenerOptions {
  /** Where it listens. Default: a Unix socket that only this user can reach. */
  readonly address?: AddressLike | undefined;
  /** Whether clients may end it. Default: false. */
  readonly allowShutdown?: boolean | undefined;
  /**
   * Whether locks and permits are released that a client held whose connection has ended. Default: those of clients of
   * Skein's; with Python's, another one may legally release them.
   */
  readonly releaseOnDisconnect?: boolean | undefined;
  /**
   * Whether instances of Python's classes that aren't known here (dataclasses, named tuples, …) may pass through, as records
   * that do nothing. Default: false, since the Python client that gets one runs what it names: with it, clients can do to
   * each other what they like, as with CPython's own server.
   */
  readonly opaque?: boolean | undefined;
  /** How many objects there may be. Default: 1,000,000. */
  readonly maxObjects?: number | undefined;
}

/** What a server is doing. */
export interface ServerStatistics {
  /** Connections that are open. */
  readonly connections: number;
  /** Connections that it has accepted so far. */
  readonly accepted: number;
  /** Connections that came to nothing, such as those with another key. */
  readonly refused: number;
  /** Objects that proxies name. */
  readonly objects: number;
}

const defaultMaxObjects = 1_000_000;

/**
 * A server that keeps objects in this event loop and lets others call them, in the protocol of CPython's managers: proxies
 * of this library and Python scripts alike. It serves from the moment it is open.
 *
 * While this thread is busy, all clients wait; a definition's `start()` gives it a process or thread of its own.
 *
 * @example
 *     const queues = defineManager({ get_task_queue: single(() => new Queue<number>()) });
 *     await using server = await queues.serve({ address: "127.0.0.1:5000", authkey: "abc" });
 *     await server.serveForever();
 */
export class ManagerServer implements AsyncDisposable, Disposable {
  readonly #listener: Listener;
  readonly #connections = new Set<Connection>();
  readonly #end: Deferred<void> = defer();
  readonly #maker: ObjectMaker;

  /**
   * Begins to listen. Rejects with MisuseError for addresses that can't be, and those that other machines can reach when
   * there is no authkey, or where another program listens.
   */
  static async open(types: ServedTypes, options: ServeOptions = {}): Promise<ManagerServer> {
    const { maxObjects = defaultMaxObjects } = options;
    if (!(maxObjects >= 1)) throw new MisuseError(`maxObjects must be 1 or more: ${maxObjects}`);
    const listener = await Listener.open(options.address, options);
    const address = tokenAddress(listener.address);
    const maker = new ObjectMaker(types, { maxObjects, address, opaque: options.opaque === true });
    const server = new ManagerServer(listener, maker);
    void server.#accept(options);
    return server;
  }

  private constructor(listener: Listener, maker: ObjectMaker) {
    this.#listener = listener;
    this.#maker = maker;
  }

  /** Where it listens, such as "tcp://127.0.0.1:5000", with the port that the system has chosen where 0 was asked for. */
  get address(): string {
    return formatAddress(this.#listener.address);
  }

  /** The same in its parts. */
  get socketAddress(): SocketAddress {
    return this.#listener.address;
  }

  /** Waits until the server is shut down. Rejects with TimeoutError and the signal's reason; then it serves on. */
  async serveForever(options: WaitOptions = {}): Promise<void> {
    await waitWithin(this.#end.promise, options);
  }

  /** Ends it: all connections are closed, and what it served is gone. Idempotent. */
  shutdown(): void {
    this.#listener.close();
    for (const connection of this.#connections) connection.close();
    this.#maker.end();
    this.#end.resolve();
  }

  /** What it is doing. */
  statistics(): ServerStatistics {
    const { accepted, refused } = this.#listener.statistics();
    return Object.freeze({
      connections: this.#connections.size,
      accepted,
      refused,
      objects: this.#maker.table.size,
    });
  }

  /** As `shutdown()`. */
  [Symbol.dispose](): void {
    this.shutdown();
  }

  /** As `shutdown()`. */
  [Symbol.asyncDispose](): Promise<void> {
    this.shutdown();
    return Promise.resolve();
  }

  async #accept({ allowShutdown = false, releaseOnDisconnect }: ServeOptions): Promise<void> {
    const host = this.#maker.receptionHost({
      allowShutdown,
      releaseOnDisconnect,
      shutdown: () => this.shutdown(),
    });
    for await (const connection of this.#listener) {
      this.#connections.add(connection);
      // It gets the connection for itself, and keeps itself alive by it.
      void new Reception(connection, host, () => this.#connections.delete(connection));
    }
  }
}

function tokenAddress(address: SocketAddress): TokenAddress {
  return address.kind === "tcp" ? [address.host, address.port] : address.path;
}
