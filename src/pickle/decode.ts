import { UnpicklingError } from "../errors.ts";
import { Allowance } from "./budget.ts";
import { MixedKeys } from "./decode-objects.ts";
import type { DecodePickleOptions } from "./decode-options.ts";
import { Decoder } from "./decoder.ts";
import type { Dict } from "./dict.ts";
import { Op } from "./opcodes.ts";

/**
 * Gives the value of a pickle of CPython, of any protocol from 0 to 5. It is data only: no code is ever run, and classes
 * come from a fixed list of harmless ones, the `globals` option and, as inert records, the `opaque` option. README.md
 * beside this file has the table of what becomes what.
 *
 * Bytes values of a kilobyte and more are views of `bytes`: don't write to it afterwards. What follows the end of the
 * pickle is ignored, as Python does.
 *
 * Throws UnpicklingError for bytes that are no pickle, name a class that isn't allowed or ask for more than the budget.
 *
 * @example
 *     decodePickle(Buffer.from("gASVCAAAAAAAAABdlChLAUsCZS4=", "base64")); // [1, 2]
 */
export function decodePickle(bytes: Uint8Array, options: DecodePickleOptions = {}): unknown {
  return decodeFrom(bytes, options, 0);
}

const mixed: unique symbol = Symbol("mixed keys");

/** The same for a part of a pickle before which `memoized` values of the memo were given numbers. */
export function decodeFrom(
  bytes: Uint8Array,
  options: DecodePickleOptions,
  memoized: number,
): unknown {
  const start = (more: DecodePickleOptions): Decoder => {
    const decoder = new Decoder(bufferOf(bytes), new Allowance(options.budget, bytes.length), more);
    if (memoized > 0) decoder.startMemoAt(memoized);
    return decoder;
  };
  const first = start(options);
  const value = attempt(first);
  if (value !== mixed) return value;
  const survey = start({ form: "lossless", opaque: true });
  survey.survey = [];
  attempt(survey);
  const last = start(options);
  last.maps = withOtherKeys(survey.survey);
  return attempt(last);
}

/** Gives the protocol of a pickle: 2 to 5 as it says itself, 0 for the older ones, which say nothing. */
export function pickleProtocol(bytes: Uint8Array): number {
  return bytes[0] === Op.proto ? (bytes[1] ?? 0) : 0;
}

/** Gives the value, or `mixed` when it has to be looked first which dicts are objects. */
function attempt(decoder: Decoder): unknown {
  try {
    return decoder.run();
  } catch (error) {
    if (error instanceof MixedKeys) return mixed;
    if (error instanceof UnpicklingError) throw error;
    const text = error instanceof Error ? error.message : String(error);
    throw decoder.error(text, { cause: error });
  }
}

function withOtherKeys(dicts: readonly Dict[]): ReadonlySet<number> {
  const numbers = new Set<number>();
  for (const [number, dict] of dicts.entries()) {
    for (const key of dict.keys()) {
      if (typeof key !== "string") {
        numbers.add(number);
        break;
      }
    }
  }
  return numbers;
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
