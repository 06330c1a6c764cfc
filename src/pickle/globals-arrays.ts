import { endianness } from "node:os";
import type { GlobalCall, ValueForm } from "./decode-options.ts";
import { Float } from "./float.ts";
import { NumberArray, type Numbers } from "./number-array.ts";
import { isTuple } from "./tuple.ts";

/** How Python says how the items of an array are laid down: the place in the list, twice; odd ones are big-endian. */
const layouts = [
  [Uint8Array, Int8Array],
  [Uint16Array, Uint16Array],
  [Int16Array, Int16Array],
  [Uint32Array, Uint32Array],
  [Int32Array, Int32Array],
  [BigUint64Array, BigUint64Array],
  [BigInt64Array, BigInt64Array],
  [Float32Array, Float32Array],
  [Float64Array, Float64Array],
] as const;

const UTF16 = 18;
/** Characters of 4 bytes, little-endian; big-endian ones are one more. */
export const UTF32 = 20;
const bigEndian = endianness() === "BE" ? 1 : 0;

/** The number by which Python says the layout of these values, in the byte order of this machine. */
export function layoutOf(values: Numbers): number {
  if (values instanceof Uint8Array) return 0;
  if (values instanceof Int8Array) return 1;
  return layouts.findIndex(([type]) => values instanceof type) * 2 + bigEndian;
}

function numbersFrom(bytes: Uint8Array, layout: number): Numbers {
  const type = layouts[layout >> 1]?.[layout & 1];
  if (type === undefined || layout < 0)
    throw new TypeError(`there is no layout ${layout} of arrays`);
  const copy = new Uint8Array(bytes);
  const size = type.BYTES_PER_ELEMENT;
  if (copy.length % size !== 0) throw new TypeError("an array has half an item");
  if (size > 1 && (layout & 1) !== bigEndian) reverseItems(copy, size);
  return new type(copy.buffer);
}

function reverseItems(bytes: Uint8Array, size: number): void {
  for (let at = 0; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse();
}

function textFrom(bytes: Uint8Array, layout: number): string {
  const copy = new Uint8Array(bytes);
  const size = layout < UTF32 ? 2 : 4;
  if (copy.length % size !== 0) throw new TypeError("an array has half an item");
  if ((layout & 1) === 1) reverseItems(copy, size);
  if (size === 2) return Buffer.from(copy).toString("utf16le");
  const view = new DataView(copy.buffer);
  let text = "";
  for (let at = 0; at < copy.length; at += 4) {
    const code = view.getUint32(at, true);
    if (code > 0x10_ffff) throw new TypeError("an array has a character that doesn't exist");
    text += String.fromCodePoint(code);
  }
  return text;
}

function inForm(typecode: string, values: Numbers | string, form: ValueForm): unknown {
  return form === "natural" ? values : new NumberArray(typecode, values);
}

function reconstructed({ args: [, typecode, layout, bytes], form }: GlobalCall): unknown {
  if (typeof typecode !== "string" || typeof layout !== "number" || !(bytes instanceof Uint8Array))
    throw new TypeError("this is no array");
  const isText = layout >= UTF16 && layout < UTF32 + 2;
  return inForm(typecode, isText ? textFrom(bytes, layout) : numbersFrom(bytes, layout), form);
}

/** The layout that the items of Python 2's lists go into. */
const byLetter: Readonly<Record<string, number>> = {
  b: 1,
  B: 0,
  h: 4,
  H: 2,
  i: 8,
  I: 6,
  l: 12,
  L: 10,
  q: 12,
  Q: 10,
  f: 14,
  d: 16,
};

function fromList({ args: [typecode, items], form }: GlobalCall): unknown {
  if (typeof typecode !== "string") throw new TypeError("this is no array");
  const list = isTuple(items) ? items.items : items;
  if (typecode === "u" || typecode === "w") {
    const text = Array.isArray(list) ? list.join("") : list;
    return inForm(typecode, typeof text === "string" ? text : "", form);
  }
  const layout = Object.hasOwn(byLetter, typecode) ? byLetter[typecode] : undefined;
  const type = layout === undefined ? undefined : layouts[layout >> 1]?.[layout & 1];
  // CPython's multiprocessing sends the items as their bytes, in the order of its machine: nearly all are as this one.
  if (layout !== undefined && list instanceof Uint8Array)
    return inForm(typecode, numbersFrom(list, layout), form);
  if (type === undefined || !(Array.isArray(list) || list === undefined))
    throw new TypeError("this is no array");
  const numbers = (list ?? []).map((item: unknown) => plainNumber(item));
  const values = new type(numbers.length);
  for (const [index, number] of numbers.entries()) {
    values[index] =
      type === BigInt64Array || type === BigUint64Array ? BigInt(number) : Number(number);
  }
  return inForm(typecode, values, form);
}

function plainNumber(item: unknown): number | bigint {
  if (item instanceof Float) return item.value;
  if (
    typeof item === "number" ||
    (typeof item === "bigint" && item >= -(2n ** 63n) && item < 2n ** 64n)
  )
    return item;
  throw new TypeError("an array has something else than numbers");
}

/** What Python pickles an array.array as. */
export const arrayGlobals: Readonly<Record<string, (call: GlobalCall) => unknown>> = {
  "array array": fromList,
  "array _array_reconstructor": reconstructed,
};
