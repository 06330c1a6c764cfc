import type { LinePlace, RemoteCall } from "./line.ts";

/** The opcodes of protocol 4 that such a request consists of. */
const PROTO = 0x80;
const MARK = 0x28;
const STOP = 0x2e;
const TUPLE = 0x74;
const EMPTY_TUPLE = 0x29;
const EMPTY_DICT = 0x7d;
const NONE = 0x4e;
const TRUE = 0x88;
const FALSE = 0x89;
const ONE_BYTE = 0x4b;
const TWO_BYTES = 0x4d;
const FOUR_BYTES = 0x4a;
const FLOAT = 0x47;
const SHORT_TEXT = 0x8c;
const TEXT = 0x58;

/** Longer requests are written by the encoder, which has less to do with more. */
const longest = 4096;
const longestText = 1024;

/** What a request needs besides its arguments, at most. */
const frame = 64;

const loneSurrogate = /\p{Surrogate}/u;

// One for all: it is copied out of before anybody else can write.
const buffer = Buffer.alloc(longest);
let end = 0;

/**
 * Writes down, in protocol 4, a call whose arguments are only numbers, texts, booleans and null: most are, and this takes
 * a fraction of the time of the general encoder. Gives undefined for any other.
 */
export function writeScalarRequest(
  call: RemoteCall,
  place: LinePlace | undefined,
): Uint8Array | undefined {
  const { ident, method, args, keywords } = call;
  if (keywords !== undefined) return undefined;
  end = 0;
  buffer[end++] = PROTO;
  buffer[end++] = 4;
  buffer[end++] = MARK;
  // Requests without an ident go to the server itself.
  if (ident === "") buffer[end++] = NONE;
  else if (!writeText(ident)) return undefined;
  if (!writeText(method) || !writeArguments(args)) return undefined;
  buffer[end++] = EMPTY_DICT;
  if (place !== undefined) {
    writeInteger(place.id);
    writeInteger(place.read);
  }
  buffer[end++] = TUPLE;
  buffer[end++] = STOP;
  return Uint8Array.prototype.slice.call(buffer, 0, end);
}

function writeArguments(args: readonly unknown[]): boolean {
  if (args.length === 0) {
    buffer[end++] = EMPTY_TUPLE;
    return true;
  }
  buffer[end++] = MARK;
  for (const value of args) if (!writeScalar(value)) return false;
  buffer[end++] = TUPLE;
  return end < longest - frame;
}

function writeScalar(value: unknown): boolean {
  if (typeof value === "string") return writeText(value);
  if (typeof value === "number") return writeNumber(value);
  if (end >= longest - frame) return false;
  if (value === null || value === undefined) buffer[end++] = NONE;
  else if (typeof value === "boolean") buffer[end++] = value ? TRUE : FALSE;
  else return false;
  return true;
}

function writeNumber(value: number): boolean {
  if (end >= longest - frame) return false;
  if (value === (value | 0) && !Object.is(value, -0)) {
    writeInteger(value);
    return true;
  }
  if (Number.isInteger(value)) return false;
  buffer[end++] = FLOAT;
  end = buffer.writeDoubleBE(value, end);
  return true;
}

function writeInteger(value: number): void {
  if (value >= 0 && value <= 0xff) {
    buffer[end++] = ONE_BYTE;
    buffer[end++] = value;
  } else if (value >= 0 && value <= 0xffff) {
    buffer[end++] = TWO_BYTES;
    end = buffer.writeUInt16LE(value, end);
  } else {
    buffer[end++] = FOUR_BYTES;
    end = buffer.writeInt32LE(value, end);
  }
}

function writeText(text: string): boolean {
  // A unit of a text has three bytes at most.
  if (text.length > longestText || end + text.length * 3 >= longest - frame) return false;
  // The text is written first, with room for the shorter of the two heads before it.
  const length = buffer.write(text, end + 2, "utf8");
  if (length <= 0xff) {
    buffer[end] = SHORT_TEXT;
    buffer[end + 1] = length;
    end += 2 + length;
    // Lone surrogates became replacement characters: the encoder keeps them.
    return length === text.length || !loneSurrogate.test(text);
  }
  buffer.copyWithin(end + 5, end + 2, end + 2 + length);
  buffer[end] = TEXT;
  buffer.writeUInt32LE(length, end + 1);
  end += 5 + length;
  return length === text.length || !loneSurrogate.test(text);
}
