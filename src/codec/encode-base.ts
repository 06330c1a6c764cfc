import { types } from "node:util";
import { arrayTag, hasHole, isElement, writeElements, writeSparse } from "./encode-array.ts";
import { writeArrayBuffer, writeView } from "./encode-buffer.ts";
import { errorKind, errorPrototype } from "./error-kinds.ts";
import type { Encoding } from "./encoding.ts";
import { inside } from "./refusal.ts";
import { Tag } from "./tags.ts";
import { viewKind, viewPrototype } from "./view-kinds.ts";

/** What an object is by nature, whatever its class: this decides how it is made on the other side. */
export interface Base {
  readonly tag: number;
  /** The prototype that it has when it's of no subclass. */
  readonly prototype: unknown;
  /** Writes what is needed to make the object; may not lead back to it. */
  readonly create?: ((encoding: Encoding) => void) | undefined;
  /** Writes what is put into the object once it's there. */
  readonly fill?: ((encoding: Encoding) => void) | undefined;
  /** Whether an own property belongs to the nature and is written by the two above. */
  readonly owns?: ((key: PropertyKey) => boolean) | undefined;
}

/** Gives what an object is by nature; {@link Tag.plain} when nothing special. */
export function baseOf(value: object): Base {
  if (Array.isArray(value)) return arrayBase(value);
  if (types.isMap(value))
    return { tag: Tag.map, prototype: Map.prototype, fill: (to) => writeMap(to, value) };
  if (types.isSet(value))
    return { tag: Tag.set, prototype: Set.prototype, fill: (to) => writeSet(to, value) };
  if (types.isNativeError(value)) return errorBase(value);
  if (types.isDate(value)) return dateBase(value);
  if (ArrayBuffer.isView(value)) return viewBase(value);
  if (types.isArrayBuffer(value)) return bufferBase(value);
  if (types.isRegExp(value)) return regexpBase(value);
  if (types.isBoxedPrimitive(value)) return boxedBase(value);
  return { tag: Tag.plain, prototype: Object.prototype };
}

function arrayBase(array: readonly unknown[]): Base {
  const sparse = hasHole(array);
  const tag = sparse ? Tag.array : arrayTag(array);
  const fill = (to: Encoding): void =>
    sparse ? writeSparse(to, array) : writeElements(to, array, tag);
  const owns = (key: PropertyKey): boolean => key === "length" || isElement(key, array.length);
  return { tag, prototype: Array.prototype, fill, owns };
}

function writeMap(encoding: Encoding, map: ReadonlyMap<unknown, unknown>): void {
  // Its size is written first, and a reducer of the user may change it meanwhile. A subclass may iterate otherwise.
  const entries = [...Map.prototype.entries.call(map)] as [unknown, unknown][];
  encoding.writer.varint(entries.length);
  for (const [key, value] of entries) {
    try {
      encoding.value(key);
    } catch (error) {
      throw inside(error, "key of the Map");
    }
    try {
      encoding.value(value);
    } catch (error) {
      throw inside(error, `value of ${short(key)} in the Map`);
    }
  }
}

function writeSet(encoding: Encoding, set: ReadonlySet<unknown>): void {
  const members = [...Set.prototype.values.call(set)] as unknown[];
  encoding.writer.varint(members.length);
  for (const member of members) {
    try {
      encoding.value(member);
    } catch (error) {
      throw inside(error, "member of the Set");
    }
  }
}

function short(key: unknown): string {
  if (typeof key === "string")
    return JSON.stringify(key.length > 30 ? `${key.slice(0, 30)}…` : key);
  return typeof key === "object" && key !== null ? "an object" : String(key).slice(0, 30);
}

function errorBase(error: Error): Base {
  const kind = errorKind(error);
  return {
    tag: Tag.error,
    prototype: errorPrototype(kind),
    create: ({ writer }) => {
      const stack: unknown = Object.hasOwn(error, "stack") ? error.stack : undefined;
      writer.byte(kind);
      writer.byte(typeof stack === "string" ? 1 : 0);
      if (typeof stack === "string") writer.string(stack);
    },
    owns: (key) => key === "stack",
  };
}

function dateBase(date: Date): Base {
  // Not `date.getTime()`, which a subclass may have replaced.
  const time = Date.prototype.getTime.call(date);
  return { tag: Tag.date, prototype: Date.prototype, create: ({ writer }) => writer.float64(time) };
}

function viewBase(view: ArrayBufferView): Base {
  const length = "length" in view && typeof view.length === "number" ? view.length : 0;
  return {
    tag: Tag.view,
    prototype: viewPrototype(viewKind(view)),
    create: (to) => writeView(to, view),
    owns: (key) => isElement(key, length),
  };
}

function bufferBase(buffer: ArrayBuffer): Base {
  return {
    tag: Tag.buffer,
    prototype: ArrayBuffer.prototype,
    create: (to) => writeArrayBuffer(to, buffer),
  };
}

function regexpBase(regexp: RegExp): Base {
  return {
    tag: Tag.regexp,
    prototype: RegExp.prototype,
    create: (to) => {
      to.writer.string(regexp.source);
      to.writer.string(regexp.flags);
    },
    fill: (to) => to.member("lastIndex", regexp.lastIndex),
    owns: (key) => key === "lastIndex",
  };
}

function boxedBase(boxed: object): Base {
  const primitive = unboxed(boxed);
  const text = typeof primitive === "string" ? primitive : "";
  return {
    tag: Tag.boxed,
    prototype: Object.getPrototypeOf(Object(primitive)) as object,
    create: (to) => to.value(primitive),
    owns: (key) => types.isStringObject(boxed) && (key === "length" || isElement(key, text.length)),
  };
}

function unboxed(boxed: object): unknown {
  if (types.isNumberObject(boxed)) return Number.prototype.valueOf.call(boxed);
  if (types.isStringObject(boxed)) return String.prototype.valueOf.call(boxed);
  if (types.isBooleanObject(boxed)) return Boolean.prototype.valueOf.call(boxed);
  if (types.isBigIntObject(boxed)) return BigInt.prototype.valueOf.call(boxed);
  return Symbol.prototype.valueOf.call(boxed);
}
