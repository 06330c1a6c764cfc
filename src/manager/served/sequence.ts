import type { Slice } from "../../pickle/slice.ts";
import { valueError } from "./raise.ts";
import { placesOf, spanOf } from "./slices.ts";

/** The slices of arrays, as Python's lists have them. */

/** `items[slice]`. */
export function sliced(items: readonly unknown[], slice: Slice): unknown[] {
  const span = spanOf(slice, items.length);
  if (span.step === 1) return items.slice(span.start, span.start + span.count);
  return placesOf(span).map((place) => items[place]);
}

/** `items[slice] = values`, in place. Throws ValueError when they must be as many and aren't. */
export function assignSlice(items: unknown[], slice: Slice, values: readonly unknown[]): void {
  const span = spanOf(slice, items.length);
  if (span.step === 1) return replaceRange(items, span, values);
  if (values.length !== span.count) {
    throw valueError(
      `attempt to assign sequence of size ${values.length} to extended slice of size ${span.count}`,
    );
  }
  placesOf(span).forEach((place, index) => {
    items[place] = values[index];
  });
}

/** `del items[slice]`, in place. */
export function deleteSlice(items: unknown[], slice: Slice): void {
  const gone = new Set(placesOf(spanOf(slice, items.length)));
  if (gone.size === 0) return;
  const kept = items.filter((_item, place) => !gone.has(place));
  replaceAll(items, kept);
}

/** Makes `items` have `values` in it; not by a spread, which the stack limits. */
export function replaceAll(items: unknown[], values: readonly unknown[]): void {
  items.length = 0;
  for (const value of values) items.push(value);
}

function replaceRange(
  items: unknown[],
  { start, count }: { readonly start: number; readonly count: number },
  values: readonly unknown[],
): void {
  const rest = items.slice(start + count);
  items.length = start;
  for (const value of values) items.push(value);
  for (const item of rest) items.push(item);
}
