import { itemsOf } from "../items-of.ts";

/** Pairs that came as tuples, as arrays. */
export function pairsOf(list: unknown): [unknown, unknown][] {
  return (itemsOf(list) ?? []).map((pair) => {
    const [key, value] = itemsOf(pair) ?? [];
    return [key, value];
  });
}
