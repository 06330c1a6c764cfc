import { constants } from "node:buffer";
import { MisuseError } from "../errors.ts";
import type { ValueOptions } from "./values.ts";

/**
 * How both ends of a connection behave. `form`, `opaque`, `globals` and `budget` say how `recv` decodes pickles, `protocol`
 * and `reduce` how `send` encodes them; unless told, it answers Python 2 by protocol 2, and everybody else by 4.
 */
export interface ConnectionOptions extends ValueOptions {
  /**
   * The key that the other end must have, too; both prove it to each other without sending it. A string is UTF-8. It is
   * no encryption: whoever can change what goes over the network needs {@link ConnectionOptions} with `tls`. Default:
   * none, and nobody proves anything.
   */
  readonly authkey?: string | Uint8Array | undefined;
  /**
   * Whether the other end may be Python 3.11 or older, which prove the key by MD5. Whoever poses as a server can ask
   * for that proof, so refuse it where all peers are newer. Default: true.
   */
  readonly allowLegacyAuth?: boolean | undefined;
  /** How long the other end may take to prove the key and to agree on TLS, in milliseconds. Default: 10,000. */
  readonly handshakeTimeout?: number | undefined;
  /** The longest message that is received, in bytes; a longer one ends the connection. Default: 1 GiB. */
  readonly maxMessageSize?: number | undefined;
  /**
   * For how long nothing may come in the midst of a message, in milliseconds, before the connection is given up; it is
   * noticed before twice that time. Between messages there is no limit. Default: 60,000.
   */
  readonly messageTimeout?: number | undefined;
}

/** The same with all defaults filled in, and checked. */
export interface ResolvedOptions {
  readonly key: Uint8Array | undefined;
  readonly allowLegacy: boolean;
  readonly handshakeTimeout: number;
  readonly maxMessageSize: number;
  readonly messageTimeout: number;
  readonly values: ValueOptions;
}

const defaultHandshakeTimeout = 10_000;
const defaultMaxMessageSize = 2 ** 30;
const defaultMessageTimeout = 60_000;

/** Fills in the defaults. Throws MisuseError for what can't be. */
export function resolveOptions(options: ConnectionOptions): ResolvedOptions {
  const {
    handshakeTimeout = defaultHandshakeTimeout,
    maxMessageSize = defaultMaxMessageSize,
    messageTimeout = defaultMessageTimeout,
  } = options;
  assertTime("handshakeTimeout", handshakeTimeout);
  assertTime("messageTimeout", messageTimeout);
  if (!(maxMessageSize >= 0)) {
    throw new MisuseError(`maxMessageSize must be a number of bytes: ${maxMessageSize}`);
  }
  return {
    key: keyOf(options.authkey),
    allowLegacy: options.allowLegacyAuth ?? true,
    handshakeTimeout,
    maxMessageSize: Math.min(maxMessageSize, constants.MAX_LENGTH),
    messageTimeout,
    values: valueOptions(options),
  };
}

function assertTime(name: string, limit: number): void {
  if (limit > 0) return;
  throw new MisuseError(`${name} must be more than 0 milliseconds: ${limit}`);
}

function valueOptions(options: ConnectionOptions): ValueOptions {
  const { form, opaque, globals, budget, protocol, reduce } = options;
  return { form, opaque, globals, budget, protocol, reduce };
}

function keyOf(authkey: unknown): Uint8Array | undefined {
  if (authkey === undefined) return undefined;
  const key = typeof authkey === "string" ? Buffer.from(authkey) : authkey;
  if (!(key instanceof Uint8Array)) {
    throw new MisuseError(`authkey must be a string or a Uint8Array, not ${typeof authkey}`);
  }
  if (key.byteLength === 0) {
    throw new MisuseError("authkey is empty, which proves nothing: leave it out, or give a secret");
  }
  // A copy: whatever becomes of the caller's bytes, the key stays what it is.
  return Uint8Array.from(key);
}
