import { ByteArray } from "../../pickle/byte-array.ts";
import { Deque } from "../../pickle/deque.ts";
import { Dict } from "../../pickle/dict.ts";
import { keyOf } from "../../pickle/key.ts";
import { NumberArray } from "../../pickle/number-array.ts";
import { FrozenSet, PythonSet } from "../../pickle/python-set.ts";
import { Slice } from "../../pickle/slice.ts";
import { PythonException } from "../../pickle/python-exception.ts";
import { isList, built, isTuple } from "./data.ts";
import { builtin } from "./raise.ts";

/** How deep two values may be nested, so that comparing them ends with an exception and not with the stack. */
const MAXIMUM_DEPTH = 200;

/** Python's `==` of two values. Throws RecursionError for those that are nested too deeply. */
export function equal(left: unknown, right: unknown, depth = 0): boolean {
  const [one, other] = [built(left), built(right)];
  if (one === other) return true;
  if (typeof one === "string" && typeof other === "string") return false;
  if (depth > MAXIMUM_DEPTH)
    throw builtin("RecursionError", "maximum recursion depth exceeded in comparison");
  return equalContainers(one, other, depth) ?? equalKeys(one, other);
}

/** Undefined when they aren't containers of the same kind. */
function equalContainers(one: unknown, other: unknown, depth: number): boolean | undefined {
  if (isList(one) && isList(other)) return equalItems(one, other, depth);
  if (isTuple(one) && isTuple(other)) return equalItems(one.items, other.items, depth);
  if (one instanceof Deque && other instanceof Deque)
    return equalItems(one.items, other.items, depth);
  if (one instanceof Dict && other instanceof Dict) return equalDicts(one, other, depth);
  if (isSet(one) && isSet(other)) {
    return one.size === other.size && [...one].every((item) => other.has(item));
  }
  if (one instanceof Slice && other instanceof Slice)
    return equalItems(partsOf(one), partsOf(other), depth);
  const bytes = bytesOf(one);
  const otherBytes = bytesOf(other);
  if (bytes !== undefined && otherBytes !== undefined)
    return Buffer.compare(bytes, otherBytes) === 0;
  if (one instanceof NumberArray && other instanceof NumberArray)
    return equalItems(itemsIn(one), itemsIn(other), depth);
  return undefined;
}

function equalItems(left: readonly unknown[], right: readonly unknown[], depth: number): boolean {
  return (
    left.length === right.length &&
    left.every((item, index) => equal(item, right[index], depth + 1))
  );
}

function equalDicts(left: Dict, right: Dict, depth: number): boolean {
  if (left.size !== right.size) return false;
  for (const [key, value] of left)
    if (!right.has(key) || !equal(value, right.get(key), depth + 1)) return false;
  return true;
}

function equalKeys(left: unknown, right: unknown): boolean {
  try {
    return keyOf(left) === keyOf(right);
  } catch (error) {
    // What has no hash and is no container of the same kind is only equal to itself.
    if (error instanceof PythonException && error.className === "TypeError") return false;
    throw error;
  }
}

function partsOf({ start, stop, step }: Slice): unknown[] {
  return [start, stop, step];
}

function itemsIn({ values }: NumberArray): unknown[] {
  return Array.from<unknown>(values);
}

function isSet(value: unknown): value is PythonSet | FrozenSet {
  return value instanceof PythonSet || value instanceof FrozenSet;
}

function bytesOf(value: unknown): Uint8Array | undefined {
  if (value instanceof ByteArray) return value.bytes;
  return value instanceof Uint8Array ? value : undefined;
}
