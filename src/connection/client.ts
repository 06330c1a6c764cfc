import { createConnection, type Socket } from "node:net";
import { connect as connectTls, type ConnectionOptions as TlsConnectionOptions } from "node:tls";
import { ConnectionLostError, MisuseError } from "../errors.ts";
import { defer, type Deferred } from "../task/deferred.ts";
import { waitInScope } from "../task/scoped-wait.ts";
import { hold, release } from "../task/keep-alive.ts";
import type { WaitOptions } from "../task/wait.ts";
import {
  type AddressLike,
  formatAddress,
  parseAddress,
  type SocketAddress,
  type UnixAddress,
} from "./address.ts";
import type { Connection } from "./connection.ts";
import { Establishing } from "./establish.ts";
import { type ConnectionOptions, resolveOptions } from "./options.ts";

/** How a connection is made. */
export interface ConnectOptions extends ConnectionOptions, WaitOptions {
  /**
   * Encrypts the connection, and proves who the server is: Node's options of `tls.connect`, such as `ca`. Only for
   * Skein's own listeners over TCP; Python's have no TLS. Default: none.
   */
  readonly tls?: TlsConnectionOptions | undefined;
}

/**
 * Connects to a {@link Listener}, or to one in Python: its `multiprocessing.connection.Client`, which is also a name of
 * this function. Waits until both have authenticated. Rejects with AuthenticationError when the keys differ,
 * ConnectionLostError when nobody listens there or the connection ends, TimeoutError, and the signal's reason; then
 * nothing is left of it. An existing address whose Unix socket may not be opened, and impossible options, are
 * MisuseErrors.
 *
 * @example
 *     using connection = await connect("localhost:5000", { authkey: "abc" });
 *     await connection.sendBytes(new TextEncoder().encode("hello"));
 */
export async function connect(
  address: AddressLike,
  options: ConnectOptions = {},
): Promise<Connection> {
  const { timeout, signal } = options;
  signal?.throwIfAborted();
  const attempt = new Attempt(parseAddress(address), options);
  hold();
  try {
    return await waitInScope(attempt.begin(), { timeout, signal });
  } catch (error) {
    attempt.abandon();
    throw error;
  } finally {
    release();
  }
}

class Attempt {
  readonly #address: SocketAddress;
  readonly #options: ConnectOptions;
  readonly #result: Deferred<Connection> = defer();
  #way: Establishing | undefined;
  #connection: Connection | undefined;

  constructor(address: SocketAddress, options: ConnectOptions) {
    this.#address = address;
    this.#options = options;
    if (options.tls !== undefined) assertTcp(address);
  }

  begin(): Promise<Connection> {
    const options = resolveOptions(this.#options);
    const peer = this.#address;
    const { tls } = this.#options;
    const socket = open(peer, tls);
    const way = new Establishing({ socket, peer }, options, {
      ready: (connection) => {
        this.#connection = connection;
        this.#result.resolve(connection);
      },
      failed: (error) => this.#result.reject(error),
    });
    this.#way = way;
    const fail = (cause: Error): void => way.fail(refusal(peer, cause));
    socket.once("error", fail);
    socket.once(tls === undefined ? "connect" : "secureConnect", () => {
      socket.off("error", fail);
      way.authenticate("connector", socket);
    });
    return this.#result.promise;
  }

  /** Nobody wants it any more. */
  abandon(): void {
    this.#result.promise.catch(() => {});
    this.#way?.fail(new ConnectionLostError("the attempt was abandoned"));
    this.#connection?.terminate();
  }
}

/** TLS over a Unix socket would protect nothing: the bytes don't leave the machine. */
export function assertTcp(address: SocketAddress): void {
  if (address.kind === "tcp") return;
  throw new MisuseError(`tls is for TCP, and ${formatAddress(address)} is a Unix socket`);
}

function open(address: SocketAddress, tls: TlsConnectionOptions | undefined): Socket {
  const target =
    address.kind === "tcp" ? { host: address.host, port: address.port } : pathOf(address);
  return tls === undefined ? createConnection(target) : connectTls({ ...tls, ...target });
}

function pathOf({ path }: UnixAddress): { path: string } {
  return { path };
}

function refusal(address: SocketAddress, cause: Error): Error {
  const shown = formatAddress(address);
  const code = "code" in cause ? cause.code : undefined;
  if (code === "EACCES" || code === "EPERM")
    return new MisuseError(`${shown} may not be opened by this user: see its permissions`, {
      cause,
    });
  if (code === "ECONNREFUSED" || code === "ENOENT")
    return new ConnectionLostError(`nobody listens at ${shown}`, { cause });
  return new ConnectionLostError(`could not connect to ${shown}: ${cause.message}`, { cause });
}
