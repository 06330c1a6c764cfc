import { StringDecoder } from "node:string_decoder";

/** How text is written as bytes. What isn't valid UTF-8 becomes U+FFFD. */
export type TextEncoding = "utf8" | "utf-8" | "latin1";

/** How what a program writes is given: as text of an encoding, or as bytes ("buffer"). */
export type Encoding = TextEncoding | "buffer";

/** What options say for one name; undefined where they don't have it. */
export type Setting<Options, Name extends string> = Name extends keyof Options
  ? Options[Name]
  : undefined;

/** What output is given as under `Options`: a string, unless `encoding` is "buffer". */
export type TextOf<Options> = [Setting<Options, "encoding">] extends ["buffer"]
  ? Uint8Array
  : [Setting<Options, "encoding">] extends [TextEncoding | undefined]
    ? string
    : string | Uint8Array;

/** Several pieces as one; a single one as it is. */
export function joinBytes(pieces: readonly Uint8Array[]): Uint8Array {
  const [first, ...others] = pieces;
  if (first !== undefined && others.length === 0) return first;
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}

/** Throws Node's error when the text would be longer than a string can be (512 MB). */
export function decode(bytes: Uint8Array, encoding: TextEncoding): string {
  return viewOf(bytes).toString(encoding);
}

/** The same for bytes that may stop within a character, which is left out then. */
export function decodeBeginning(bytes: Uint8Array, encoding: TextEncoding): string {
  return new StringDecoder(encoding).write(viewOf(bytes));
}

/** A string as bytes; bytes as they are. */
export function encode(data: string | Uint8Array, encoding: TextEncoding): Uint8Array {
  return typeof data === "string" ? Buffer.from(data, encoding) : data;
}

/** The encoding of what is text even where output is given as bytes. */
export function textEncoding(encoding: Encoding): TextEncoding {
  return encoding === "buffer" ? "utf8" : encoding;
}

function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
