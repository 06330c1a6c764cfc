import { inspect, types } from "node:util";
import type { Encoding } from "./encoding.ts";
import { Tag } from "./tags.ts";
import type { Writer } from "./writer.ts";

/** Up to here listing the names of all elements is the cheapest way to see that there are no others. */
const SHORT = 64;
/** Below this a tag for each number costs less than going over the array twice. */
const WORTH_PACKING = 4;

/** Whether an array has all its elements and no other own properties. */
export function isPlainArray(value: object): value is readonly unknown[] {
  if (!Array.isArray(value) || types.isProxy(value)) return false;
  return (
    !hasHole(value) &&
    !hasOtherProperties(value) &&
    Object.getOwnPropertySymbols(value).length === 0
  );
}

/** Whether an array lacks an element; ends at the first one. */
export function hasHole(array: readonly unknown[]): boolean {
  for (let index = 0; index < array.length; index += 1) {
    if (array[index] === undefined && !Object.hasOwn(array, index)) return true;
  }
  return false;
}

/** Asked only for arrays without holes. What is hidden isn't looked for: that would cost more than all the rest. */
function hasOtherProperties(array: readonly unknown[]): boolean {
  // A template's strings have it, hidden.
  if (Object.hasOwn(array, "raw")) return true;
  if (array.length <= SHORT) return Object.keys(array).length !== array.length;
  // Nothing in the language lists the other properties without the elements, but inspect can. Should it word this
  // differently one day, the array takes the longer way.
  return describe(array) !== expected(array.length);
}

function describe(array: readonly unknown[]): string {
  return inspect(array, { maxArrayLength: 0, depth: 0, customInspect: false });
}

let sample: string | undefined;
const SAMPLE_LENGTH = 12_321;

function expected(length: number): string {
  sample ??= describe(Array.from({ length: SAMPLE_LENGTH }));
  return sample.replaceAll(String(SAMPLE_LENGTH), String(length));
}

/** How the elements are laid down: packed when all are numbers. */
export function arrayTag(array: readonly unknown[]): number {
  if (array.length < WORTH_PACKING || typeof array[0] !== "number") return Tag.array;
  let lowest = 0;
  let highest = 0;
  for (let index = 0; index < array.length; index += 1) {
    const element = array[index];
    if (typeof element !== "number") return Tag.array;
    if ((element | 0) !== element || (element === 0 && 1 / element < 0))
      return allNumbers(array, index);
    if (element < lowest) lowest = element;
    else if (element > highest) highest = element;
  }
  if (lowest >= -0x80 && highest < 0x80) return Tag.int8s;
  return lowest >= -0x8000 && highest < 0x8000 ? Tag.int16s : Tag.int32s;
}

function allNumbers(array: readonly unknown[], from: number): number {
  for (let index = from; index < array.length; index += 1)
    if (typeof array[index] !== "number") return Tag.array;
  return Tag.float64s;
}

/** Writes the length and the elements of an array without holes as `tag` says. */
export function writeElements(encoding: Encoding, array: readonly unknown[], tag: number): void {
  if (tag !== Tag.array) return writeNumbers(encoding.writer, array, tag);
  // A reducer of the user may change the array meanwhile; its length is written first.
  const elements = [...array];
  encoding.writer.varint(elements.length);
  for (const [index, element] of elements.entries()) encoding.member(index, element);
}

/** Writes the length and the elements, packed as `tag` says; `arrayTag` has seen that they are numbers of this kind. */
export function writeNumbers(writer: Writer, array: readonly unknown[], tag: number): void {
  const numbers = array as readonly number[];
  writer.varint(numbers.length);
  if (tag === Tag.int8s) writer.raw(bytesOf(Int8Array.from(numbers)));
  else if (tag === Tag.int16s) writer.raw(bytesOf(Int16Array.from(numbers)));
  else if (tag === Tag.int32s) writer.raw(bytesOf(Int32Array.from(numbers)));
  else writer.raw(bytesOf(Float64Array.from(numbers)));
}

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

/** Writes the length and the elements of an array with holes: runs of holes take one entry each. */
export function writeSparse(encoding: Encoding, array: readonly unknown[]): void {
  const { writer } = encoding;
  const { length } = array;
  writer.varint(length);
  let next = 0;
  for (const name of Object.getOwnPropertyNames(array)) {
    if (!isElement(name, length)) break;
    const index = Number(name);
    writeHoles(encoding, index - next);
    encoding.member(index, array[index]);
    next = index + 1;
  }
  writeHoles(encoding, length - next);
}

function writeHoles(encoding: Encoding, count: number): void {
  if (count === 0) return;
  encoding.writer.byte(Tag.holes);
  encoding.writer.varint(count);
}

/** Whether a key names an element of an array or typed array of this length. */
export function isElement(key: PropertyKey, length: number): boolean {
  if (typeof key !== "string") return false;
  const index = Number(key);
  return Number.isInteger(index) && index >= 0 && index < length && String(index) === key;
}
