/**
 * The words of one moment, and a hash of them that is kept while they change: what two moments have in common needn't
 * be looked at again.
 */
export class MemoryWords {
  readonly words: Int32Array;
  readonly #bytes: Uint8Array;
  low = 0;
  high = 0;

  constructor(size: number) {
    this.words = new Int32Array(size);
    this.#bytes = new Uint8Array(this.words.buffer);
  }

  get(index: number): number {
    const value = this.words[index];
    if (value === undefined) throw new RangeError(`there is no word ${index}`);
    return value;
  }

  set(index: number, value: number): void {
    const before = this.get(index);
    const after = value | 0;
    if (before === after) return;
    this.words[index] = after;
    this.low ^= mix(index, before) ^ mix(index, after);
    this.high ^= mix(~index, before) ^ mix(~index, after);
  }

  /** Makes everything as it was at an earlier moment. */
  recall({ words, low, high }: Pick<MemoryWords, "words" | "low" | "high">): void {
    this.words.set(words);
    this.low = low;
    this.high = high;
  }

  getByte(index: number): number {
    return this.#bytes[index] ?? 0;
  }

  setByte(index: number, value: number): void {
    const shift = (index & 3) * 8;
    const word = this.get(index >> 2);
    this.set(index >> 2, (word & ~(0xff << shift)) | ((value & 0xff) << shift));
  }
}

/** Zeros don't count, so that memory which nobody has used makes no difference. */
export function mix(index: number, value: number): number {
  if (value === 0) return 0;
  let hash = Math.imul(index + 0x7f4a_7c15, 0x9e37_79b1) ^ Math.imul(value, 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b_3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a_2d39);
  return hash ^ (hash >>> 15);
}
