import type { TlsOptions } from "node:tls";
import { MisuseError } from "../errors.ts";
import type { SocketAddress } from "./address.ts";
import { type ConnectionOptions, type ResolvedOptions, resolveOptions } from "./options.ts";

/** How a listener behaves. */
export interface ListenerOptions extends ConnectionOptions {
  /** How many connections the system keeps until this program looks. Default: Node's, 511. */
  readonly backlog?: number | undefined;
  /**
   * How many connections may be between their arrival and `accept`, authenticated or not. When there is one more, the
   * oldest that hasn't authenticated yet is given up; if all have, the new one. Default: 512.
   */
  readonly maxPending?: number | undefined;
  /**
   * Encrypts all connections: Node's options of `tls.createServer`, such as `key` and `cert`. Only for Skein's own
   * clients over TCP; Python's have no TLS. Default: none.
   */
  readonly tls?: TlsOptions | undefined;
  /**
   * Is told of each connection that came to nothing, with AuthenticationError, TimeoutError, MessageTooLongError,
   * ConnectionLostError or the error of TLS, and where it came from. `accept` isn't disturbed by them.
   */
  readonly onRefused?: ((error: Error, peer: SocketAddress) => void) | undefined;
}

/** The same with the defaults filled in. */
export interface ListenerSettings extends ResolvedOptions {
  readonly backlog: number | undefined;
  readonly maxPending: number;
  readonly tls: TlsOptions | undefined;
  readonly onRefused: (error: Error, peer: SocketAddress) => void;
}

const defaultMaxPending = 512;

/** Fills in the defaults. Throws MisuseError for what can't be. */
export function resolveListenerOptions(options: ListenerOptions): ListenerSettings {
  const { backlog, maxPending = defaultMaxPending, tls, onRefused = () => {} } = options;
  if (!(maxPending >= 1)) {
    throw new MisuseError(`maxPending must be 1 or more connections: ${maxPending}`);
  }
  return { ...resolveOptions(options), backlog, maxPending, tls, onRefused };
}
