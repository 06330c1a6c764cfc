import { ByteArray } from "../../pickle/byte-array.ts";
import { Deque } from "../../pickle/deque.ts";
import { Dict } from "../../pickle/dict.ts";
import { NumberArray } from "../../pickle/number-array.ts";
import { FrozenSet, PythonSet } from "../../pickle/python-set.ts";
import { Range } from "../../pickle/range.ts";
import { isList, built, typeNameOf, isTuple } from "./data.ts";
import { builtin, typeError } from "./raise.ts";

/** More items aren't made of a short description such as a range. */
const MOST_ITEMS = 50_000_000;

/** What Python's `list(iterable)` has in it. Throws TypeError for what can't be iterated. */
export function itemsOf(iterable: unknown): unknown[] {
  const data = built(iterable);
  if (isList(data)) return [...data];
  if (isTuple(data)) return [...data.items];
  if (data instanceof Deque) return Array.from<unknown>(data.items);
  if (typeof data === "string" || data instanceof Uint8Array) return Array.from<unknown>(data);
  if (data instanceof Dict || data instanceof Map) return [...data.keys()];
  if (isSet(data)) return [...data];
  if (data instanceof ByteArray) return [...data.bytes];
  if (data instanceof NumberArray) return Array.from<unknown>(data.values);
  if (data instanceof Range) return itemsOfRange(data);
  throw typeError(`'${typeNameOf(data)}' object is not iterable`);
}

function isSet(value: unknown): value is Iterable<unknown> {
  return value instanceof PythonSet || value instanceof FrozenSet || value instanceof Set;
}

function itemsOfRange(range: Range): unknown[] {
  if (range.length > MOST_ITEMS) throw builtin("MemoryError", "the range is too long");
  return [...range];
}
