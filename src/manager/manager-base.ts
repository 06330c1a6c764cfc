import { formatAddress, type SocketAddress } from "../connection/address.ts";
import type { WaitOptions } from "../task/wait.ts";
import type { ServerLink } from "./server-link.ts";
import type { StartedServer } from "./start-server.ts";

/**
 * A manager, as whoever uses it has it: the names that it serves are methods of it, and each gives a proxy.
 *
 * Its connections keep the program alive only while an answer is awaited. When the server dies, everything that is under
 * way rejects with ConnectionLostError, and so does every call from then on, until `reconnect()`.
 */
export class ManagerBase implements AsyncDisposable {
  readonly #link: ServerLink;

  constructor(link: ServerLink) {
    this.#link = link;
  }

  /** Where it listens, such as "tcp://127.0.0.1:5000": what `connect` takes. */
  get address(): string {
    return formatAddress(this.#link.address);
  }

  /** The same in its parts; a port 0 that it was started with is the real one here. */
  get socketAddress(): SocketAddress {
    return this.#link.address;
  }

  /** How many objects the server has. */
  async numberOfObjects(): Promise<number> {
    return Number(await this.#link.control("number_of_objects"));
  }

  /** The objects that the server has, one per line, with how many count each; for people. */
  async debugInfo(): Promise<string> {
    return String(await this.#link.control("debug_info"));
  }

  /**
   * Connects again after the server was lost. Proxies stay usable if it is still the same server and still has their
   * objects: one of Skein's drops those that nobody else had when the connection ended. Otherwise they get RemoteError.
   * Locks that were held are no longer. Does nothing while nothing was lost.
   */
  reconnect(): Promise<void> {
    return this.#link.reconnect();
  }

  /**
   * Gives back all objects that came from here, and ends the connections; calls that are under way reject with
   * ClosedError. Idempotent.
   */
  close(): Promise<void> {
    return this.#link.close();
  }

  /** As `close()`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** A manager whose server was started here, and ends with it. */
export class StartedManagerBase extends ManagerBase {
  readonly #link: ServerLink;
  readonly #server: StartedServer;
  #ending: Promise<void> | undefined;

  constructor(link: ServerLink, server: StartedServer) {
    super(link);
    this.#link = link;
    this.#server = server;
  }

  /** Ends the server: all that it serves is gone. Calls that are under way here reject with ClosedError. Idempotent. */
  shutdown(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  /** The process that serves: this one, when that is done by a thread. */
  get pid(): number {
    return this.#server.pid;
  }

  /** Waits until the server has ended. Rejects with TimeoutError or the signal's reason; then it serves on. */
  join(options?: WaitOptions): Promise<void> {
    return this.#server.join(options);
  }

  /** As `shutdown()`. */
  override close(): Promise<void> {
    return this.shutdown();
  }

  async #end(): Promise<void> {
    this.#link.forget();
    await this.#server.shutdown();
  }
}
