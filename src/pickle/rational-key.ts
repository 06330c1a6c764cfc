import type { HashWork } from "./hash-work.ts";
import { integerKey, numberKey, taggedKey } from "./key.ts";

/**
 * Gives the key of `numerator / denominator`, of which the latter is positive: that of the int or float that is equal, as
 * Python has it, else one of its own.
 */
export function rationalKey(numerator: bigint, denominator: bigint, work: HashWork): unknown {
  const divisor = greatestDivisor(numerator, denominator);
  const [above, below] = [numerator / divisor, denominator / divisor];
  if (below === 1n) return integerKey(above);
  // Only fractions whose denominator is a power of two are floats.
  if ((below & (below - 1n)) === 0n) {
    const near = Number(above) / Number(below);
    if (isExactly(near, above, below)) return numberKey(near);
  }
  const text = `${above.toString(16)}/${below.toString(16)}`;
  work.spend(text.length);
  return taggedKey("q", text);
}

function isExactly(near: number, above: bigint, below: bigint): boolean {
  if (!Number.isFinite(near) || near === 0) return false;
  let scaled = near;
  let factor = 1n;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    factor *= 2n;
  }
  return BigInt(scaled) * below === above * factor;
}

function greatestDivisor(left: bigint, right: bigint): bigint {
  let [a, b] = [left < 0n ? -left : left, right];
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n ? 1n : a;
}
