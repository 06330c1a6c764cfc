/** A class of views on an ArrayBuffer. */
export type ViewConstructor = new (
  buffer: ArrayBufferLike,
  offset?: number,
  length?: number,
) => ArrayBufferView;

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
const tagOf = Object.getOwnPropertyDescriptor(typedArray, Symbol.toStringTag)?.get;

/** In the list below. */
export const BUFFER_KIND = 1;

/** Gives the number of the class that a view has by nature, whatever its prototype is. */
export function viewKind(view: ArrayBufferView): number {
  if (Buffer.isBuffer(view)) return BUFFER_KIND;
  // The getter gives the name of the built-in class, or undefined for a DataView.
  const name = tagOf?.call(view) as (typeof names)[number] | undefined;
  return names.indexOf(name ?? "DataView");
}

/** The prototype that views of this kind have, unless they are of a subclass. */
export function viewPrototype(kind: number): unknown {
  return globalConstructor(kind)?.prototype;
}

/** Makes a view; without `length` it follows the length of a resizable buffer. Undefined: this Node has no such kind. */
export function makeView(
  kind: number,
  buffer: ArrayBufferLike,
  offset: number,
  length: number | undefined,
): ArrayBufferView | undefined {
  if (kind === BUFFER_KIND) return Buffer.from(buffer as ArrayBuffer, offset, length);
  const constructor = globalConstructor(kind);
  return constructor && new constructor(buffer, offset, length);
}

function globalConstructor(kind: number): ViewConstructor | undefined {
  const name = names[kind];
  // Every name in the list is that of such a constructor, where there is one.
  return name && ((globalThis as Record<string, unknown>)[name] as ViewConstructor | undefined);
}
