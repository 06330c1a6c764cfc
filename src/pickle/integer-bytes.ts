/** Reads an integer of any size in little-endian two's complement: a number when that is exact, else a bigint. */
export function decodeInteger(bytes: Buffer, start: number, length: number): number | bigint {
  if (length <= 6) return length === 0 ? 0 : bytes.readIntLE(start, length);
  if (length <= 8) return narrowed(decodeUpTo8(bytes, start, length));
  const digits = Buffer.from(bytes.subarray(start, start + length))
    .reverse()
    .toString("hex");
  return narrowed(BigInt.asIntN(length * 8, BigInt(`0x${digits}`)));
}

/** Writes it in as few bytes as Python's pickler does. */
export function encodeInteger(value: bigint): Buffer {
  if (value === 0n) return Buffer.alloc(0);
  // One more bit than the magnitude, for the sign.
  const magnitude = value < 0n ? -value - 1n : value;
  const bits = magnitude === 0n ? 0 : magnitude.toString(16).length * 4;
  const length = (bits >> 3) + 1;
  const digits = BigInt.asUintN(length * 8, value)
    .toString(16)
    .padStart(length * 2, "0");
  const bytes = Buffer.from(digits, "hex").reverse();
  return bytes.subarray(0, minimalLength(bytes));
}

function minimalLength(bytes: Buffer): number {
  let { length } = bytes;
  while (length > 1) {
    const last = bytes[length - 1];
    const negative = ((bytes[length - 2] ?? 0) & 0x80) !== 0;
    if (last !== (negative ? 0xff : 0)) return length;
    length -= 1;
  }
  return length;
}

function decodeUpTo8(bytes: Buffer, start: number, length: number): bigint {
  const low = BigInt(bytes.readUIntLE(start, 6));
  return (BigInt(bytes.readIntLE(start + 6, length - 6)) << 48n) | low;
}

/** A number where that is exact, else the bigint. */
export function narrowed(value: bigint): number | bigint {
  const near = Number(value);
  return Number.isSafeInteger(near) ? near : value;
}
