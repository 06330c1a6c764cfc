import type { Slice } from "../../pickle/slice.ts";
import { isIntegral } from "./data.ts";
import { builtin, indexError, typeError, valueError } from "./raise.ts";

/** Where a slice of a sequence begins, in what steps it goes, and how many items it has. */
export interface Span {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** Python's `slice.indices(length)`. Throws TypeError and ValueError. */
export function spanOf(slice: Slice, length: number): Span {
  const step = part(slice.step) ?? 1;
  if (step === 0) throw valueError("slice step cannot be zero");
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
  const clamp = (value: number | undefined, otherwise: number): number => {
    if (value === undefined) return otherwise;
    return value < 0 ? Math.max(value + length, low) : Math.min(value, high);
  };
  const start = clamp(part(slice.start), step > 0 ? low : high);
  const stop = clamp(part(slice.stop), step > 0 ? high : low);
  return { start, step, count: Math.max(0, Math.ceil((stop - start) / step)) };
}

/** The places of a span, from the first one on. */
export function placesOf({ start, step, count }: Span): number[] {
  return Array.from({ length: count }, (_none, index) => start + index * step);
}

/** The place that an index means, also one counted from the end. Throws IndexError and TypeError. */
export function placeOf(index: unknown, length: number, message: string): number {
  if (!isIntegral(index)) throw typeError("list indices must be integers or slices, not str");
  if (typeof index === "bigint")
    throw builtin("IndexError", "cannot fit 'int' into an index-sized integer");
  const place = Number(index) < 0 ? Number(index) + length : Number(index);
  if (place < 0 || place >= length) throw indexError(message);
  return place;
}

function part(value: unknown): number | undefined {
  if (value === null || value === undefined) return undefined;
  if (!isIntegral(value))
    throw typeError("slice indices must be integers or None or have an __index__ method");
  // What is beyond every sequence is as good as its end.
  return Number(value);
}
