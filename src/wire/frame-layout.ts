import { MisuseError } from "../errors.ts";
import type { Frame } from "./transport.ts";

/**
 * How a frame lies in a byte stream, all little-endian: `Uint32[3]`: magic, length of the bytes, number of attachments;
 * then a Float64 length for each attachment; then the bytes; then the attachments.
 */
export const headBytes = 12;
export const lengthBytes = 8;

/** "skn1", begins a frame: a reader that has lost its place notices. */
export const frameMagic = 0x316e_6b73;

/** "sknw", begins a word: laid out like a frame without attachments, but meant for the place and not for its loop. */
export const wordMagic = 0x776e_6b73;

const largestBytes = 0xffff_ffff;

/** How many bytes stand before the frame's own. */
export function headLength(frame: Frame): number {
  return headBytes + frame.attachments.length * lengthBytes;
}

/** Writes what stands before the frame's own bytes to the beginning of `target`. */
export function writeHead(
  target: Uint8Array,
  frame: Frame,
  attachments: readonly Uint8Array[],
): void {
  if (frame.bytes.byteLength > largestBytes)
    throw new MisuseError("a message can't be larger than 4 GiB");
  const view = new DataView(target.buffer, target.byteOffset, target.byteLength);
  view.setUint32(0, frameMagic, true);
  view.setUint32(4, frame.bytes.byteLength, true);
  view.setUint32(8, attachments.length, true);
  let offset = headBytes;
  for (const attachment of attachments) {
    view.setFloat64(offset, attachment.byteLength, true);
    offset += lengthBytes;
  }
}

/** The bytes of the attachments, seen and not copied. Throws MisuseError for anything but buffers and their views. */
export function attachmentBytes(frame: Frame): Uint8Array[] {
  return frame.attachments.map((attachment) => {
    if (ArrayBuffer.isView(attachment)) {
      return new Uint8Array(attachment.buffer, attachment.byteOffset, attachment.byteLength);
    }
    if (attachment instanceof ArrayBuffer || attachment instanceof SharedArrayBuffer)
      return new Uint8Array(attachment);
    throw new MisuseError("only buffers and views on them can ride beside a message to a process");
  });
}

/** A word as it stands in the stream. */
export function serializeWord(text: string): Uint8Array {
  const bytes = Buffer.from(text);
  const head = Buffer.alloc(headBytes);
  head.writeUInt32LE(wordMagic, 0);
  head.writeUInt32LE(bytes.byteLength, 4);
  return Buffer.concat([head, bytes]);
}
