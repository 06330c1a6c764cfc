import { Tuple } from "../pickle/tuple.ts";

/** The items of a sequence, whichever form it was decoded into; undefined for anything else. */
export function itemsOf(value: unknown): readonly unknown[] | undefined {
  if (isTuple(value)) return value.items;
  return Array.isArray(value) ? value : undefined;
}

function isTuple(value: unknown): value is Tuple {
  return value instanceof Tuple;
}
