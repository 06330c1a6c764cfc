import { UnpicklingError } from "../errors.ts";
import type { Allowance } from "./budget.ts";
import { decodeInteger } from "./integer-bytes.ts";
import { decodeUtf8 } from "./text.ts";

const swap = new Uint8Array(8);
const swapped = new DataView(swap.buffer);
/** From this many bytes on a view of the message is given instead of a copy. */
const LARGE = 1024;

/**
 * Reads the parts that opcodes are followed by. Every read checks that its bytes are there; nothing is allocated for a
 * length that isn't covered by bytes.
 */
export class Cursor {
  bytes: Buffer;
  position = 0;
  allowance: Allowance;

  constructor(bytes: Buffer, allowance: Allowance) {
    this.bytes = bytes;
    this.allowance = allowance;
  }

  byte(): number {
    // The length is compared first.
    if (this.position < this.bytes.length) return this.bytes[this.position++] as number;
    throw this.error("it ends too early");
  }

  uint16(): number {
    const at = this.advance(2);
    // `advance` has checked that they are there; so it is below.
    return (this.bytes[at] as number) | ((this.bytes[at + 1] as number) << 8);
  }

  int32(): number {
    const at = this.advance(4);
    const { bytes } = this;
    // See above.
    return (
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)
    );
  }

  uint32(): number {
    return this.int32() >>> 0;
  }

  /** A length of 8 bytes. One that no message can have ends in an error when its bytes are asked for. */
  length64(): number {
    const low = this.uint32();
    return low + this.uint32() * 0x1_0000_0000;
  }

  float64(): number {
    const at = this.advance(8);
    // See above.
    for (let index = 0; index < 8; index += 1) swap[index] = this.bytes[at + index] as number;
    return swapped.getFloat64(0);
  }

  /** Gives the text up to the next newline as Latin-1, and passes over it. */
  line(): string {
    const start = this.position;
    const end = this.bytes.indexOf(0x0a, start);
    if (end === -1) throw this.error("it ends in the middle of a line");
    this.position = end + 1;
    return this.bytes.toString("latin1", start, end);
  }

  text(length: number): string {
    const at = this.advance(length);
    const text = decodeUtf8(this.bytes, at, this.position);
    if (text === undefined) throw this.error("it has a text that is no UTF-8");
    return text;
  }

  integer(length: number): number | bigint {
    if (length > this.allowance.integerBytes || length < 0) {
      throw this.error(
        `it has an int of ${length} bytes; ${this.allowance.integerBytes} are allowed`,
      );
    }
    return decodeInteger(this.bytes, this.advance(length), length);
  }

  /** Gives bytes: a view of the message when there are many of them, else a copy, which doesn't keep it alive. */
  raw(length: number): Uint8Array {
    const at = this.advance(length);
    const { buffer, byteOffset } = this.bytes;
    if (length >= LARGE) return new Uint8Array(buffer, byteOffset + at, length);
    return this.rawCopy(at, length);
  }

  rawCopy(at: number, length: number): Uint8Array {
    const copy = new Uint8Array(length);
    // Calling into native code for few bytes costs more than this.
    if (length <= 32) {
      for (let index = 0; index < length; index += 1) copy[index] = this.bytes[at + index] ?? 0;
    } else copy.set(this.bytes.subarray(at, at + length));
    return copy;
  }

  /** Passes over `length` bytes and gives where they begin. */
  advance(length: number): number {
    const at = this.position;
    if (length > this.bytes.length - at) throw this.error("it ends too early");
    this.position = at + length;
    return at;
  }

  /** Takes `weight` bytes off what may be built. */
  spend(weight: number): void {
    if ((this.allowance.memory -= weight) < 0)
      throw this.error("it builds more than its length allows");
  }

  error(reason: string, options?: ErrorOptions): UnpicklingError {
    return new UnpicklingError(`these bytes can't be unpickled: ${reason}`, this.position, options);
  }
}
