import type { DecodeContext } from "./context.ts";
import { corrupt } from "./corrupt.ts";
import { readPrimitive, unread } from "./decode-primitive.ts";
import { Decoder } from "./decoder.ts";
import type { Reader } from "./reader.ts";
import { isStackOverflow } from "./refusal.ts";

/** A decoder without work. While one runs, what rebuilds an object may decode something else: then there's none. */
let spare: Decoder | undefined;

/**
 * Reads what `encodeValue` wrote; the reader stands behind it afterwards. Throws an error with the code
 * ERR_SKEIN_CORRUPT for bytes that nobody wrote, and passes on what the code of the user throws that rebuilds an object.
 */
export function decodeValue(reader: Reader, context: DecodeContext): unknown {
  const tag = reader.byte();
  const value = readPrimitive(reader, tag);
  if (value !== unread) return value;
  const decoder = spare ?? new Decoder();
  spare = undefined;
  try {
    return decoder.run(reader, context, tag);
  } catch (error) {
    if (!isStackOverflow(error)) throw error;
    throw corrupt("it is nested too deeply for the stack of this thread", error);
  } finally {
    decoder.clear();
    spare = decoder;
  }
}
