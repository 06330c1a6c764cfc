import { Reader } from "../codec/reader.ts";
import { readPayload } from "./payload.ts";

/**
 * Reads the value of a parcel that travelled as bytes within another message. Gives a promise when code has to be loaded
 * first; throws what decoding throws.
 */
export function unpack(bytes: Uint8Array, attachments: readonly unknown[]): unknown {
  return readPayload(new Reader(bytes), attachments);
}
