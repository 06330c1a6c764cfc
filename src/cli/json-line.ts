/**
 * The result as one line of JSON. What JSON hasn't: undefined, functions and symbols become null; a BigInt the string of
 * its digits; a Map the array of its [key, value] pairs; a Set, a Buffer or a typed array an array; an error its class,
 * message and own fields. Throws TypeError when the value contains itself.
 */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value, replace) ?? "null";
}

/** `this` is the object that holds the value: a Buffer has already been changed by its own `toJSON` when `value` is read. */
function replace(this: unknown, key: string, value: unknown): unknown {
  const original: unknown = isObject(this) ? Reflect.get(this, key) : value;
  if (ArrayBuffer.isView(original) && !(original instanceof DataView)) return numbersOf(original);
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Map || value instanceof Set) return [...value];
  if (value instanceof Error)
    return Object.assign({ name: value.name, message: value.message }, value);
  return value;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** Typed arrays have no type in common but that they can be iterated over. */
function numbersOf(view: ArrayBufferView): unknown[] {
  return Symbol.iterator in view && typeof view[Symbol.iterator] === "function"
    ? Array.from(view as Iterable<unknown> & ArrayBufferView)
    : [];
}
