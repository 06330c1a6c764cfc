import { decodePickle } from "../pickle/decode.ts";
import { itemsOf } from "./items-of.ts";

/** Where a request of a multiplexed connection has its number, and where an answer has it. */
export const requestNumberAt = 4;
export const answerNumberAt = 2;

/**
 * The number of a message that can't be read, so that it fails the one call that it belongs to rather than the whole
 * connection: a value may be of a class that isn't allowed, or an int may be too long. Classes are only names here, and
 * the number stands behind the value. Undefined for what is no pickle at all.
 */
export function numberOf(bytes: Uint8Array, at: number): number | undefined {
  const budget = { integerBytes: bytes.byteLength, integerDigits: bytes.byteLength };
  let message: unknown;
  try {
    message = decodePickle(bytes, { form: "lossless", opaque: true, budget });
  } catch {
    // Whoever has tried to read it before tells why that can't be done.
    return undefined;
  }
  const number = itemsOf(message)?.[at];
  return typeof number === "number" ? number : undefined;
}
