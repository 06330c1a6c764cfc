import { inspect } from "node:util";
import { MisuseError } from "../errors.ts";

/** The typed array for each type of element. */
interface Arrays {
  readonly int8: Int8Array;
  readonly uint8: Uint8Array;
  readonly int16: Int16Array;
  readonly uint16: Uint16Array;
  readonly int32: Int32Array;
  readonly uint32: Uint32Array;
  readonly bigint64: BigInt64Array;
  readonly biguint64: BigUint64Array;
  readonly float32: Float32Array;
  readonly float64: Float64Array;
}

/**
 * What a Value or the elements of a SharedArray are, called as the typed arrays of JavaScript. Python's codes are:
 *
 *     int8       b      uint8      B
 *     int16      h      uint16     H
 *     int32      i      uint32     I
 *     bigint64   l, q   biguint64  L, Q   (l and L are 32 bits wide on Windows)
 *     float32    f      float64    d
 *
 * There is no `c` and no `u`: text is bytes (`uint8`), or a {@link ShareableList}'s.
 */
export type ElementType = keyof Arrays;

/** The typed array with elements of this type. */
export type ElementArray<Type extends ElementType = ElementType> = Arrays[Type];

/** What an element of this type is in JavaScript. */
export type ElementOf<Type extends ElementType> = Type extends "bigint64" | "biguint64"
  ? bigint
  : number;

/** An element of any type. */
export type Element = number | bigint;

interface ArrayConstructor<Type extends ElementType> {
  readonly BYTES_PER_ELEMENT: number;
  from(values: readonly ElementOf<Type>[]): Arrays[Type];
  new (length: number): Arrays[Type];
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): Arrays[Type];
}

const constructors: { readonly [Type in ElementType]: ArrayConstructor<Type> } = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  bigint64: BigInt64Array,
  biguint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
};

/** In the order of their codes in shared memory. */
const types: readonly string[] = Object.keys(constructors);

/** How a type is written into shared memory. */
export function codeOf(type: ElementType): number {
  return types.indexOf(type);
}

export function typeWithCode(code: number): ElementType {
  // Only `codeOf` makes the codes that stand in blocks.
  return types[code] as ElementType;
}

export function bytesPerElement(type: ElementType): number {
  return constructors[type].BYTES_PER_ELEMENT;
}

/** A new typed array, filled with zeros. */
export function makeArray<Type extends ElementType>(type: Type, length: number): Arrays[Type] {
  const constructor: ArrayConstructor<Type> = constructors[type];
  return new constructor(length);
}

/** A typed array over memory that is there. */
export function viewOf<Type extends ElementType>(
  type: Type,
  { buffer, offset, length }: { buffer: ArrayBufferLike; offset: number; length: number },
): Arrays[Type] {
  const constructor: ArrayConstructor<Type> = constructors[type];
  return new constructor(buffer, offset, length);
}

export function zeroOf(type: ElementType): Element {
  return takesBigint(type) ? 0n : 0;
}

/** Elements as a typed array. Throws MisuseError for the first one that can't be stored as this type. */
export function toArray<Type extends ElementType>(
  type: Type,
  values: Iterable<Element>,
): Arrays[Type] {
  const checked = Array.from(values, (value) => checkElement(type, value));
  // All of them have been found to be of the array's kind.
  return constructors[type].from(checked as ElementOf<Type>[]);
}

/** Throws MisuseError for anything that is no type. */
export function checkType(type: unknown): void {
  if (typeof type === "string" && types.includes(type)) return;
  throw new MisuseError(`${inspect(type)} is no type of elements; these are: ${types.join(", ")}`);
}

/**
 * Gives the value, and throws MisuseError for what can't be an element of this type. A whole number is taken whatever its size: it is cut to
 * the bits that there is room for, as by any typed array.
 */
export function checkElement(type: ElementType, value: unknown): Element {
  if (takesBigint(type)) {
    if (typeof value === "bigint") return value;
    throw refused(type, value, "a bigint");
  }
  if (typeof value !== "number") throw refused(type, value, "a number");
  if (!takesFloat(type) && !Number.isInteger(value)) throw refused(type, value, "a whole number");
  return value;
}

function takesBigint(type: ElementType): boolean {
  return type === "bigint64" || type === "biguint64";
}

function takesFloat(type: ElementType): boolean {
  return type === "float32" || type === "float64";
}

function refused(type: ElementType, value: unknown, wanted: string): MisuseError {
  return new MisuseError(`${inspect(value)} can't be stored as ${type}: it isn't ${wanted}`);
}
