import { corrupt } from "./corrupt.ts";
import { StringForm } from "./writer.ts";

/**
 * Reads what a Writer wrote. Every read checks that its bytes are there and throws an error with the code
 * ERR_SKEIN_CORRUPT when they aren't; nothing is allocated for a length that isn't covered by bytes.
 */
export class Reader {
  readonly #bytes: Buffer;
  readonly #data: DataView;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.isBuffer(bytes)
      ? bytes
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Where the next byte is read. */
  get position(): number {
    return this.#position;
  }

  set position(position: number) {
    if (!(position >= 0 && position <= this.#bytes.length))
      throw corrupt(`there is no byte ${position}`);
    this.#position = position;
  }

  /** How many bytes come after the position. */
  get remaining(): number {
    return this.#bytes.length - this.#position;
  }

  /** Gives another reader of the same bytes, standing at `position`. */
  at(position: number): Reader {
    const reader = new Reader(this.#bytes);
    reader.position = position;
    return reader;
  }

  /** Passes over `length` bytes. */
  skip(length: number): void {
    this.#need(length);
    this.#position += length;
  }

  /** Reads what `Writer.byte` wrote. */
  byte(): number {
    if (this.#position >= this.#bytes.length) throw truncated();
    // It was checked that the byte is there.
    return this.#bytes[this.#position++] as number;
  }

  /** Gives the next byte and stays in front of it; undefined at the end. */
  peek(): number | undefined {
    return this.#bytes[this.#position];
  }

  /** Reads what `Writer.varint` wrote. */
  varint(): number {
    const first = this.byte();
    if (first < 0x80) return first;
    let value = first & 0x7f;
    for (let factor = 0x80; factor < 2 ** 53; factor *= 0x80) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    throw corrupt("an integer doesn't end");
  }

  /** Reads what `Writer.uint32` wrote. */
  uint32(): number {
    this.#need(4);
    const value = this.#data.getUint32(this.#position, true);
    this.#position += 4;
    return value;
  }

  /** Reads what `Writer.int32` wrote. */
  int32(): number {
    this.#need(4);
    const value = this.#data.getInt32(this.#position, true);
    this.#position += 4;
    return value;
  }

  /** Reads what `Writer.float64` wrote. */
  float64(): number {
    this.#need(8);
    const value = this.#data.getFloat64(this.#position, true);
    this.#position += 8;
    return value;
  }

  /** Gives the next `length` bytes without copying them. */
  raw(length: number): Uint8Array {
    this.#need(length);
    const start = this.#position;
    this.#position += length;
    return this.#bytes.subarray(start, this.#position);
  }

  /** Passes over these bytes when they come next; else stays and gives false. */
  accept(expected: Uint8Array): boolean {
    const bytes = this.#bytes;
    const start = this.#position;
    const { length } = expected;
    if (length > bytes.length - start) return false;
    for (let index = 0; index < length; index += 1) {
      if (bytes[start + index] !== expected[index]) return false;
    }
    this.#position = start + length;
    return true;
  }

  /** Reads what `Writer.bytes` wrote, without copying it. */
  bytes(): Uint8Array {
    return this.raw(this.varint());
  }

  /** Reads what `Writer.string` wrote. */
  string(): string {
    const form = this.byte();
    if (form === StringForm.latin1 || form === StringForm.utf8 || form === StringForm.utf16) {
      return this.characters(form);
    }
    throw corrupt(`there is no string form ${form}`);
  }

  /** Reads what `Writer.characters` wrote. */
  characters(form: StringForm): string {
    const length = this.varint();
    this.#need(length);
    const start = this.#position;
    const end = (this.#position += length);
    if (form === StringForm.latin1) return this.#bytes.toString("latin1", start, end);
    if (form === StringForm.utf8) return this.#bytes.toString("utf8", start, end);
    return this.#bytes.toString("utf16le", start, end);
  }

  /** Reads `length` characters of Latin-1. */
  latin1(length: number): string {
    this.#need(length);
    const start = this.#position;
    const end = (this.#position += length);
    return length < 12
      ? shortLatin1(this.#bytes, start, length)
      : this.#bytes.toString("latin1", start, end);
  }

  #need(length: number): void {
    if (length > this.#bytes.length - this.#position) throw truncated();
  }
}

/** The call into native code costs more than a few characters. */
function shortLatin1(bytes: Uint8Array, start: number, length: number): string {
  let text = "";
  const end = start + length;
  let index = start;
  for (; index + 4 <= end; index += 4) {
    text += String.fromCharCode(
      bytes[index] as number,
      bytes[index + 1] as number,
      bytes[index + 2] as number,
      bytes[index + 3] as number,
    );
  }
  for (; index < end; index += 1) text += String.fromCharCode(bytes[index] as number);
  return text;
}

function truncated(): Error {
  return corrupt("it ends too early");
}
