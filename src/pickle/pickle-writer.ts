import { encodeWithSurrogates } from "./text.ts";
import { Op } from "./opcodes.ts";

/** Messages are written one behind another into as much memory as this, and given away as views of it. */
const SLAB = 65_536;

/** Up to this many characters a loop beats the call into native code. */
const SHORT = 40;

/** More than a character takes at most: then a text that was cut takes more bytes than it has characters. */
const ROOM = 8;

const swap = new Uint8Array(8);
const swapped = new DataView(swap.buffer);

/** Node's buffers have it, its types don't; `write` takes several times as long for short texts. */
type FastBuffer = Buffer & { utf8Write(text: string, offset: number, length: number): number };

function slab(size: number): FastBuffer {
  // See there.
  return Buffer.allocUnsafeSlow(size) as FastBuffer;
}

/** One growing buffer that opcodes and their parts are written into. */
export class PickleWriter {
  bytes: FastBuffer = slab(SLAB);
  position = 0;
  /** Where the message begins. */
  #start = 0;

  /** Gives what was written. The writer can be used for another message afterwards. */
  take(): Uint8Array {
    const message = this.bytes.subarray(this.#start, this.position);
    // What is left is for the next message, aligned for nobody's sake but the copying's.
    this.#start = this.position = (this.position + 7) & ~7;
    if (this.#start > this.bytes.length - 64) this.#renew();
    return message;
  }

  /** Begins the message again. */
  reset(): void {
    this.position = this.#start;
  }

  byte(value: number): void {
    if (this.position === this.bytes.length) this.#grow(1);
    this.bytes[this.position++] = value;
  }

  /** Writes an opcode and one byte. */
  pair(code: number, value: number): void {
    this.reserve(2);
    this.bytes[this.position++] = code;
    this.bytes[this.position++] = value;
  }

  /** Writes an opcode and 4 bytes, little-endian. */
  word(code: number, value: number): void {
    this.reserve(5);
    this.bytes[this.position++] = code;
    this.#uint32(value);
  }

  /** Writes an opcode and a length of 8 bytes. */
  length64(code: number, value: number): void {
    this.reserve(9);
    this.bytes[this.position++] = code;
    this.#uint32(value);
    this.#uint32(Math.floor(value / 0x1_0000_0000));
  }

  float(value: number): void {
    this.reserve(9);
    swapped.setFloat64(0, value);
    this.bytes[this.position++] = Op.binfloat;
    // The scratch has 8 bytes.
    for (let index = 0; index < 8; index += 1) this.bytes[this.position++] = swap[index] as number;
  }

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.position);
    this.position += bytes.length;
  }

  /** Copies a part of `bytes`. */
  range(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    // A view costs more than copying few bytes by hand.
    if (length > 64) return this.raw(bytes.subarray(start, end));
    this.reserve(length);
    let { position } = this;
    for (let index = start; index < end; index += 1) this.bytes[position++] = bytes[index] ?? 0;
    this.position = position;
  }

  /** Writes a text: with `short` or `long` before it, depending on its length; `short` has a length of one byte. */
  text(value: string, short: number, long: number): void {
    if (value.length > SHORT || !this.#shortText(value, short)) this.longText(value, long);
  }

  /** Writes a text if it is a short one of ASCII, and gives false if not. */
  #shortText(value: string, code: number): boolean {
    const { length } = value;
    this.reserve(length + 2);
    const { bytes } = this;
    let { position } = this;
    bytes[position++] = code;
    bytes[position++] = length;
    for (let index = 0; index < length; index += 1) {
      const unit = value.charCodeAt(index);
      if (unit > 0x7f) return false;
      bytes[position++] = unit;
    }
    this.position = position;
    return true;
  }

  /** Writes a text after `code` and a length of 4 bytes. */
  longText(value: string, code: number): void {
    const { length } = value;
    // Most are ASCII, and this is faster than to look whether it's so: what isn't runs out of room, or takes more.
    this.reserve(length + 5 + ROOM);
    const start = this.position + 5;
    if (this.bytes.utf8Write(value, start, length + ROOM) === length) {
      this.word(code, length);
      this.position += length;
    } else this.#wideText(value, code);
  }

  #wideText(value: string, code: number): void {
    if (!isWellFormed(value)) {
      const odd = encodeWithSurrogates(value);
      this.word(code, odd.length);
      return this.raw(odd);
    }
    const size = Buffer.byteLength(value);
    this.reserve(size + 5);
    this.word(code, size);
    this.position += this.bytes.utf8Write(value, this.position, size);
  }

  reserve(size: number): void {
    if (this.position + size > this.bytes.length) this.#grow(size);
  }

  #uint32(value: number): void {
    const { bytes } = this;
    let { position } = this;
    bytes[position++] = value;
    bytes[position++] = value >>> 8;
    bytes[position++] = value >>> 16;
    bytes[position++] = value >>> 24;
    this.position = position;
  }

  #renew(): void {
    this.bytes = slab(SLAB);
    this.#start = this.position = 0;
  }

  /** Takes other memory for the message, with what was written of it. */
  #grow(size: number): void {
    const written = this.position - this.#start;
    const needed = written + size + 64;
    const bytes = slab(needed < SLAB / 2 ? SLAB : Math.max(needed, written * 2));
    bytes.set(this.bytes.subarray(this.#start, this.position));
    this.bytes = bytes;
    this.#start = 0;
    this.position = written;
  }
}

function isWellFormed(value: string): boolean {
  // Node 20 has the method, the types of es2023 don't.
  return (value as string & { isWellFormed(): boolean }).isWellFormed();
}
