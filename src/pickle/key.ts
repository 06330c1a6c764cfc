import { HashWork } from "./hash-work.ts";
import { unhashable } from "./python-exception.ts";
import { PythonValue } from "./python-value.ts";

/** How many characters and items one key may have. */
const ONE_KEY = 1_000_000;
/** Keys of values that are no strings begin with it, and so do strings that begin with it. */
const ESCAPE = "\0";

/**
 * Gives a key for a Map that is the same for two values exactly when Python's dict takes them for the same key: when they
 * are equal (`1 == 1.0 == True`, tuples, bytes and frozensets by what is in them) and have the same hash. Strings and safe
 * integers stand for themselves. A NaN is the same as any other here, while Python tells them apart by identity.
 *
 * Throws a PythonException TypeError for lists, dicts and whatever else can't be a key in Python.
 */
export function keyOf(value: unknown, work?: HashWork): unknown {
  switch (typeof value) {
    case "string":
      return value.charCodeAt(0) === 0 ? `${ESCAPE}s${value}` : value;
    case "number":
      return numberKey(value);
    case "boolean":
      return value ? 1 : 0;
    case "bigint":
      return integerKey(value);
    case "undefined":
      return null;
    case "object":
      return value === null ? null : objectKey(value, work ?? new HashWork(ONE_KEY));
    default:
      throw unhashable(typeof value);
  }
}

/** The key of an integer of any size: a number where one can say it exactly. */
export function integerKey(value: bigint): number | bigint {
  const near = Number(value);
  return Number.isSafeInteger(near) ? near : value;
}

/** The key of a float or a safe integer. Beyond the safe integers Python compares a float with an int exactly, too. */
export function numberKey(value: number): number | bigint {
  if (Number.isSafeInteger(value)) return value + 0;
  return Number.isInteger(value) ? BigInt(value) : value;
}

/** The key of something of the type `tag` that `text` tells apart from all others of the type. */
export function taggedKey(tag: string, text: string): string {
  return `${ESCAPE}${tag}${text}`;
}

/** The key of several items in this order. */
export function sequenceKey(tag: string, items: Iterable<unknown>, work: HashWork): string {
  work.enter();
  const parts: string[] = [];
  for (const item of items) parts.push(partOf(keyOf(item, work), work));
  work.leave();
  return taggedKey(tag, parts.join(""));
}

/** Says a key such that several in a row can't be mistaken for others. */
export function partOf(key: unknown, work: HashWork): string {
  const text = typeof key === "string" ? key : partText(key);
  work.spend(text.length + 1);
  return `${typeof key === "string" ? "s" : "n"}${text.length}:${text}`;
}

/** Objects without a value of their own are told apart by identity, and get a number for it. */
const identities = new WeakMap<object, number>();
let identityCount = 0;

function partText(key: unknown): string {
  if (typeof key !== "object" || key === null) return String(key);
  let identity = identities.get(key);
  if (identity === undefined) identities.set(key, (identity = ++identityCount));
  return `#${identity}`;
}

function objectKey(value: object, work: HashWork): unknown {
  if (value instanceof PythonValue) return value.hashKey(work);
  if (value instanceof Uint8Array) return bytesKey(value, work);
  if (value instanceof Date) return taggedKey("D", String(value.getTime() * 1000));
  const type = unhashableType(value);
  if (type !== undefined) throw unhashable(type);
  return value;
}

function bytesKey(value: Uint8Array, work: HashWork): string {
  work.spend(value.length);
  const { buffer, byteOffset, length } = value;
  return taggedKey("b", Buffer.from(buffer, byteOffset, length).toString("latin1"));
}

function unhashableType(value: object): string | undefined {
  if (Array.isArray(value)) return "list";
  if (value instanceof Map) return "dict";
  if (value instanceof Set) return "set";
  if (ArrayBuffer.isView(value)) return "array.array";
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null ? "dict" : undefined;
}
