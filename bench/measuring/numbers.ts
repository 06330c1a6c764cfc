/** The middle one of some numbers; NaN when there are none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The number below which the given share (0 to 1) of some numbers lies; NaN when there are none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** The sum of all whole numbers below `count`: what the results of tasks 0, 1, … must add up to. */
export function sumBelow(count: number): number {
  return (count * (count - 1)) / 2;
}

/** Throws when a contestant has given a wrong result. */
export function mustEqual(found: unknown, expected: unknown): void {
  if (found !== expected)
    throw new Error(`wrong result: ${String(found)} instead of ${String(expected)}`);
}
