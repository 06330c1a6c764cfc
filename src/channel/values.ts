import { decodeValue } from "../codec/decode.ts";
import { encodeValue } from "../codec/encode.ts";
import type { DecodeContext, EncodeContext } from "../codec/context.ts";
import { Reader } from "../codec/reader.ts";
import { Writer } from "../codec/writer.ts";
import { giveBack } from "../memory/large-copies.ts";

/** A writer that has grown beyond so many bytes isn't kept: new memory costs more than to fill it. */
const LARGEST_KEPT = 2 ** 22;

/** Functions are refused, and nothing rides beside the bytes: they stay in shared memory until somebody takes them. */
const encoding: EncodeContext = {};
const decoding: DecodeContext = {};

/** A writer without work. While one writes, a reducer may put something into another queue: then there's none. */
let spare: Writer | undefined;

/**
 * Gives the bytes of an item of a queue, or of a message of a pipe. They are valid until the next call: who needs them
 * longer copies them. Throws NotSendableError, with the path, for what can't be sent.
 */
export function encodeItem(item: unknown): Uint8Array {
  const writer = spare ?? new Writer();
  spare = undefined;
  writer.reset();
  try {
    encodeValue(writer, item, encoding);
    return writer.view();
  } finally {
    if (writer.memory.length <= LARGEST_KEPT) spare = writer;
  }
}

/**
 * Makes the item again. Nothing in it is part of the bytes, and nobody may use those any more: their memory may be used
 * for others. Throws what decoding throws: for example an error with the code ERR_SKEIN_UNKNOWN_HANDLE for a handle of a
 * type that this thread doesn't know.
 */
export function decodeItem(bytes: Uint8Array): unknown {
  const item = decodeValue(new Reader(bytes), decoding);
  giveBack(bytes);
  return item;
}
