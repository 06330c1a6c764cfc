import { MisuseError } from "../errors.ts";

const FIRST_CAPACITY = 1024;
/** V8 makes no bigger typed array than this on 64 bits in Node 20. */
const LARGEST = 2 ** 32;
/** Up to this many characters a loop beats the call into native code. */
const SHORT = 40;
/** From this many characters on memory counts for more than time. */
const LONG = 1 << 20;

/** How the characters of a string are laid down; the value is what stands in the bytes. */
export const StringForm = { latin1: 0, utf8: 1, utf16: 2 } as const;

/** One of the values of {@link StringForm}. */
export type StringForm = (typeof StringForm)[keyof typeof StringForm];

/**
 * Bytes that grow. Many messages may be written one after another; `position` is where the next byte goes and may be set
 * back to take something away again. Numbers are little-endian.
 */
export class Writer {
  #bytes: Buffer;
  #data: DataView;
  #position = 0;

  /** `capacity` bytes are there from the start; what more is needed comes by itself. */
  constructor(capacity: number = FIRST_CAPACITY) {
    this.#bytes = Buffer.allocUnsafeSlow(capacity);
    this.#data = viewOf(this.#bytes);
  }

  /** How many bytes have been written since the last reset. */
  get position(): number {
    return this.#position;
  }

  /** Goes back: what was written from there on is gone. Throws MisuseError for a position that was never reached. */
  set position(position: number) {
    if (!(position >= 0 && position <= this.#bytes.length)) {
      throw new MisuseError(`a writer can't stand at ${position}`);
    }
    this.#position = position;
  }

  /** Starts anew at 0; the memory is kept. */
  reset(): void {
    this.#position = 0;
  }

  /** Gives the bytes written so far without copying them; valid until the next write. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#position);
  }

  /** The memory behind it, of which the bytes up to `position` are written; growing gives it another one. */
  get memory(): Uint8Array {
    return this.#bytes;
  }

  /** Writes the lowest 8 bits. */
  byte(value: number): void {
    if (this.#position === this.#bytes.length) this.#grow(1);
    this.#bytes[this.#position++] = value;
  }

  /** Writes an integer from 0 to 2^53 - 1 in 1 byte per 7 bits. */
  varint(value: number): void {
    if (value < 0x80) return this.byte(value);
    this.#reserve(8);
    let rest = value;
    // Bit operations would cut at 32 bits.
    while (rest >= 0x80) {
      this.#bytes[this.#position++] = (rest & 0x7f) | 0x80;
      rest = rest < 0x8000_0000 ? rest >>> 7 : Math.floor(rest / 0x80);
    }
    this.#bytes[this.#position++] = rest;
  }

  /** Writes 4 bytes. */
  uint32(value: number): void {
    this.#reserve(4);
    this.#data.setUint32(this.#position, value, true);
    this.#position += 4;
  }

  /** Writes 4 bytes. */
  int32(value: number): void {
    this.#reserve(4);
    this.#data.setInt32(this.#position, value, true);
    this.#position += 4;
  }

  /** Writes 8 bytes. */
  float64(value: number): void {
    this.#reserve(8);
    this.#data.setFloat64(this.#position, value, true);
    this.#position += 8;
  }

  /** Writes a tag and 4 bytes after it. */
  taggedInt32(tag: number, value: number): void {
    this.#reserve(5);
    this.#bytes[this.#position] = tag;
    this.#data.setInt32(this.#position + 1, value, true);
    this.#position += 5;
  }

  /** Writes a tag and 8 bytes after it. */
  taggedFloat64(tag: number, value: number): void {
    this.#reserve(9);
    this.#bytes[this.#position] = tag;
    this.#data.setFloat64(this.#position + 1, value, true);
    this.#position += 9;
  }

  /** Overwrites 4 bytes that have been written at `position`. */
  patchUint32(position: number, value: number): void {
    this.#data.setUint32(position, value, true);
  }

  /** Overwrites a byte that has been written at `position`. */
  patchByte(position: number, value: number): void {
    this.#bytes[position] = value;
  }

  /** Copies a part of `bytes` in. */
  raw(bytes: Uint8Array, start: number = 0, end: number = bytes.length): void {
    const length = end - start;
    this.#reserve(length);
    const position = this.#position;
    if (length <= SHORT) {
      // The bytes are there: nobody asks for more than there is.
      for (let index = 0; index < length; index += 1)
        this.#bytes[position + index] = bytes[start + index] as number;
    } else {
      const whole = length === bytes.length;
      this.#bytes.set(whole ? bytes : bytes.subarray(start, end), position);
    }
    this.#position = position + length;
  }

  /** Writes the length in bytes as a varint, then the bytes. */
  bytes(bytes: Uint8Array): void {
    this.varint(bytes.length);
    this.raw(bytes);
  }

  /** Writes any string, lone surrogates included: its form as a byte, its length in bytes as a varint, its characters. */
  string(value: string): void {
    const tag = this.#position;
    this.byte(0);
    const form = this.characters(value);
    this.#bytes[tag] = form;
  }

  /**
   * Writes a string of up to 40 characters of Latin-1, each a byte after `tag + length`. Gives false, and has
   * written nothing, when it isn't one.
   */
  shortString(tag: number, value: string): boolean {
    const { length } = value;
    if (length > SHORT) return false;
    this.#reserve(length + 1);
    const bytes = this.#bytes;
    let position = this.#position;
    bytes[position++] = tag + length;
    for (let index = 0; index < length; index += 1) {
      const code = value.charCodeAt(index);
      if (code > 0xff) return false;
      bytes[position++] = code;
    }
    this.#position = position;
    return true;
  }

  /** Writes the length in bytes as a varint and the characters; gives the form that they have. */
  characters(value: string): StringForm {
    const { length } = value;
    if (beginsWide(value)) return this.#long(value, "utf16le", length * 2);
    const start = this.#position;
    // The length comes first and is known last: assume that it is that of ASCII, else go back.
    this.varint(length);
    // Three bytes at most for each; for long ones it is worth counting them.
    this.#reserve(length < LONG ? length * 3 : Buffer.byteLength(value));
    const written = this.#bytes.write(value, this.#position, "utf8");
    if (written === length) {
      this.#position += length;
      return StringForm.latin1;
    }
    this.#position = start;
    if (written < length * 1.5 && isWellFormed(value)) return this.#long(value, "utf8", written);
    return this.#long(value, "utf16le", length * 2);
  }

  #long(value: string, encoding: "utf8" | "utf16le", size: number): StringForm {
    this.varint(size);
    this.#reserve(size);
    this.#position += this.#bytes.write(value, this.#position, size, encoding);
    return encoding === "utf8" ? StringForm.utf8 : StringForm.utf16;
  }

  #reserve(size: number): void {
    if (this.#position + size > this.#bytes.length) this.#grow(size);
  }

  #grow(size: number): void {
    const needed = this.#position + size;
    if (needed > LARGEST) throw new MisuseError(`a message can't have more than ${LARGEST} bytes`);
    const capacity = Math.min(Math.max(needed, this.#bytes.length * 2), LARGEST);
    const bytes = Buffer.allocUnsafeSlow(capacity);
    bytes.set(this.#bytes.subarray(0, this.#position));
    this.#bytes = bytes;
    this.#data = viewOf(bytes);
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Whether a character near the beginning is above Latin-1: then UTF-8 would hardly be shorter, and is slower. */
function beginsWide(value: string): boolean {
  const end = Math.min(value.length, 16);
  for (let index = 0; index < end; index += 1) if (value.charCodeAt(index) > 0xff) return true;
  return false;
}

function isWellFormed(value: string): boolean {
  // Node 20 has the method, the types of es2023 don't.
  return (value as string & { isWellFormed(): boolean }).isWellFormed();
}
