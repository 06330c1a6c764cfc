import { parseAddress, type AddressLike } from "../connection/address.ts";
import { MisuseError } from "../errors.ts";
import type { LinkConnectionOptions, LinkTarget, ValueForm } from "./link-target.ts";

/** In which form values come, and how connections are made. */
export interface ManagerClientOptions extends LinkConnectionOptions {
  /**
   * "natural": what a program in JavaScript expects, such as arrays for tuples and numbers for floats. "lossless": values
   * that keep all that Python tells apart (see skein/connection), for those who pass them on. Default: "natural".
   */
  readonly form?: ValueForm | undefined;
  /**
   * How long the server may take to answer calls that don't wait for anything, in milliseconds; then they reject with
   * TimeoutError, and may still take effect. Default: no limit. A wait with a timeout of its own lasts at most 10 seconds
   * longer than that, even if the server stands still.
   */
  readonly callTimeout?: number | undefined;
}

/** How a running manager is joined. */
export interface ManagerConnectOptions extends ManagerClientOptions {
  /** Where it listens: "127.0.0.1:5000", "unix:/path", `{ host, port }` or Python's `["127.0.0.1", 5000]`. */
  readonly address: AddressLike;
  /** What both sides prove to have; a string is UTF-8. Default: none, for a server that asks for none. */
  readonly authkey?: string | Uint8Array | undefined;
}

/** Reads the options. Throws MisuseError for an impossible address or form. */
export function targetOf(options: ManagerConnectOptions): LinkTarget {
  const { address, authkey, form = "natural" } = options;
  // Nothing else: proxies take it along.
  const { allowLegacyAuth, handshakeTimeout, maxMessageSize, tls, callTimeout } = options;
  if (callTimeout !== undefined && !(callTimeout > 0))
    throw new MisuseError(`callTimeout must be more than 0 milliseconds: ${callTimeout}`);
  if (form !== "natural" && form !== "lossless")
    throw new MisuseError(`the form of values is "natural" or "lossless", not "${String(form)}"`);
  const key = typeof authkey === "string" ? Buffer.from(authkey) : authkey;
  const connection = { allowLegacyAuth, handshakeTimeout, maxMessageSize, tls };
  return { address: parseAddress(address), authkey: key, form, connection, callTimeout };
}
