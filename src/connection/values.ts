import { AuthenticationError } from "../errors.ts";
import { decodePickle, pickleProtocol } from "../pickle/decode.ts";
import type { DecodePickleOptions } from "../pickle/decode-options.ts";
import { encodePickle } from "../pickle/encode.ts";
import type { EncodePickleOptions } from "../pickle/encode-options.ts";

import { isChallenge } from "./handshake.ts";

/** How values become pickles and pickles values. */
export interface ValueOptions extends DecodePickleOptions, EncodePickleOptions {}

/** Python 2 writes this protocol and reads no higher one. */
const oldest = 2;

/** Turns the values of one connection into pickles and back. */
export class Values {
  readonly #options: ValueOptions;
  /** What the other end sent last; undefined before the first. */
  #theirs: number | undefined;

  constructor(options: ValueOptions) {
    this.#options = options;
  }

  /** By the protocol that was asked for; else by 2 to one that has sent nothing higher, else by 4. */
  encode(value: unknown): Uint8Array {
    const isOld = this.#theirs !== undefined && this.#theirs <= oldest;
    const protocol = this.#options.protocol ?? (isOld ? oldest : 4);
    return encodePickle(value, { ...this.#options, protocol });
  }

  /** Throws UnpicklingError, and AuthenticationError where the other end asks for a key that this one doesn't have. */
  decode(bytes: Uint8Array): unknown {
    if (isChallenge(bytes)) {
      throw new AuthenticationError(
        "the other end asks for a proof of its authkey: give it here, too",
      );
    }
    this.#theirs = pickleProtocol(bytes);
    return decodePickle(bytes, this.#options);
  }
}
