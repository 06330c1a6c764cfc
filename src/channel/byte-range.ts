import { BufferTooShortError, MisuseError } from "../errors.ts";
import { giveBack } from "../memory/large-copies.ts";

/** Memory that bytes can be read from or written to. */
export type ByteSource = ArrayBufferView | ArrayBufferLike;

/** The bytes of `source` from `offset` on, `size` of them or all that follow. Throws MisuseError or RangeError. */
export function bytesOf(source: ByteSource, offset = 0, size?: number): Uint8Array {
  const all = wholeOf(source);
  checkIndex("offset", offset, all.length);
  if (size === undefined) return all.subarray(offset);
  checkIndex("size", size, all.length - offset);
  return all.subarray(offset, offset + size);
}

/** Copies a message into `target` and gives its length. Throws BufferTooShortError. */
export function copyInto(target: Uint8Array, message: Uint8Array): number {
  limitTo(target.length, message);
  target.set(message);
  giveBack(message);
  return message.length;
}

/** The message, unless it is longer than `most` bytes: then BufferTooShortError. */
export function limitTo(most: number, message: Uint8Array): Uint8Array {
  if (message.length <= most) return message;
  throw new BufferTooShortError(
    `the message has ${message.length} bytes, and there is room for ${most}; it is in the error's 'bytes'`,
    ownBytes(message),
  );
}

/** The message with a buffer of its own, which can be kept and moved: short ones are read into a buffer for many. */
export function ownBytes(message: Uint8Array): Uint8Array {
  const isPiece = message.byteLength < message.buffer.byteLength;
  if (!isPiece && !Buffer.isBuffer(message)) return message;
  const own = new Uint8Array(message);
  giveBack(message);
  return own;
}

/** A length that messages may have. Throws RangeError for what is none. */
export function checkLength(name: string, length: number): void {
  if (!(length >= 0)) throw new RangeError(`${name} is ${length}, and can't be`);
}

function wholeOf(source: ByteSource): Uint8Array {
  if (ArrayBuffer.isView(source))
    return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  if (source instanceof ArrayBuffer || source instanceof SharedArrayBuffer)
    return new Uint8Array(source);
  throw new MisuseError(
    "a connection's methods for bytes take a Uint8Array, another view or an ArrayBuffer; for other values there are send and receive",
  );
}

function checkIndex(name: string, index: number, most: number): void {
  if (Number.isInteger(index) && index >= 0 && index <= most) return;
  throw new RangeError(`${name} is ${index}, and must be a whole number from 0 to ${most}`);
}
