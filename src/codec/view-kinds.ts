import { Buffer } from "node:buffer";

/** A class of views on an ArrayBuffer; the length counts elements. */
interface ViewConstructor {
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): ArrayBufferView;
  readonly prototype: object;
  readonly BYTES_PER_ELEMENT?: number;
}

/** The place in this list is what travels: add at the end only. */
const names = [
  "DataView",
  "Buffer",
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
  "Float32Array",
  "Float64Array",
  "BigInt64Array",
  "BigUint64Array",
  "Float16Array",
] as const;

const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array;
/** A getter: gives the name of the built-in class, or undefined for a DataView. */
const nameOf = Object.getOwnPropertyDescriptor(typedArray, Symbol.toStringTag);

/** In the list above. */
export const BUFFER_KIND = 1;

/** Gives the number of the class that a view has by nature, whatever its prototype is. */
export function viewKind(view: ArrayBufferView): number {
  if (Buffer.isBuffer(view)) return BUFFER_KIND;
  const name = nameOf?.get?.call(view) as (typeof names)[number] | undefined;
  return names.indexOf(name ?? "DataView");
}

/** The prototype that views of this kind have, unless they are of a subclass. */
export function viewPrototype(kind: number): unknown {
  return kind === BUFFER_KIND ? Buffer.prototype : globalConstructor(kind)?.prototype;
}

/** The part of a buffer that a view shows; without `byteLength` it follows the length of a resizable buffer. */
export interface ViewRange {
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
  readonly byteLength: number | undefined;
}

/** Makes a view. Undefined: this Node has no such kind. Throws RangeError for a range that no such view can have. */
export function makeView(
  kind: number,
  { buffer, byteOffset, byteLength }: ViewRange,
): ArrayBufferView | undefined {
  // Buffers on shared memory exist as well; the types don't say so.
  if (kind === BUFFER_KIND) return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
  const constructor = globalConstructor(kind);
  if (constructor === undefined || byteLength === undefined)
    return constructor && new constructor(buffer, byteOffset);
  return new constructor(buffer, byteOffset, byteLength / (constructor.BYTES_PER_ELEMENT ?? 1));
}

function globalConstructor(kind: number): ViewConstructor | undefined {
  const name = names[kind];
  // Every name in the list is that of such a constructor, where there is one.
  return name && ((globalThis as Record<string, unknown>)[name] as ViewConstructor | undefined);
}
