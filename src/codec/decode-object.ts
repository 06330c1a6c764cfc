import { types } from "node:util";
import { corrupt } from "./corrupt.ts";
import { readArray } from "./decode-array.ts";
import { readArrayBuffer, readView } from "./decode-buffer.ts";
import type { Decoding } from "./decoding.ts";
import { BufferForm } from "./encode-buffer.ts";
import { PropertyFlag } from "./encode-properties.ts";
import { PrototypeKind } from "./encode-prototype.ts";
import { makeError } from "./error-kinds.ts";
import { Tag } from "./tags.ts";

/** Reads an object that has its natural prototype and no other properties. */
export function readBase(decoding: Decoding, tag: number): object {
  if (tag === Tag.attached) return readAttached(decoding);
  if (tag === Tag.domException) return readDomException(decoding);
  // Before it is made nothing may refer to it.
  const number = decoding.reserve();
  const object = decoding.register(number, create(decoding, tag));
  fill(decoding, object, tag);
  return object;
}

/** Reads an object with prototype and properties. */
export function readExtended(decoding: Decoding): object {
  const tag = decoding.reader.byte();
  const object = tag === Tag.plain ? readPlain(decoding) : readNatural(decoding, tag);
  fill(decoding, object, tag);
  readProperties(decoding, object);
  return object;
}

function readNatural(decoding: Decoding, tag: number): object {
  const number = decoding.reserve();
  const object = decoding.register(number, create(decoding, tag));
  const prototype = readPrototype(decoding);
  if (prototype !== undefined) Object.setPrototypeOf(object, prototype);
  return object;
}

/** Mostly nothing refers to the object before its class is there, so that it can be made with it. */
function readPlain(decoding: Decoding): object {
  const number = decoding.reservePlain();
  const prototype = readPrototype(decoding);
  const early = decoding.early(number);
  if (early === undefined)
    return decoding.register(number, prototype === undefined ? {} : blank(prototype));
  if (prototype !== undefined) Object.setPrototypeOf(early, prototype);
  return early;
}

function blank(prototype: object | null): object {
  // The type of the library is `any`.
  return Object.create(prototype) as object;
}

function readPrototype(decoding: Decoding): object | null | undefined {
  const kind = decoding.reader.byte();
  if (kind === PrototypeKind.native) return undefined;
  if (kind === PrototypeKind.none) return null;
  const value = decoding.value();
  if (kind === PrototypeKind.object && isObject(value)) return value;
  if (kind === PrototypeKind.class && typeof value === "function" && isObject(value.prototype))
    return value.prototype;
  throw corrupt("an object has an impossible prototype");
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

function readProperties(decoding: Decoding, object: object): void {
  const { reader } = decoding;
  for (let count = reader.varint(); count > 0; count -= 1) {
    const flags = reader.byte();
    const key = (flags & PropertyFlag.symbol) === 0 ? reader.string() : decoding.value();
    if (typeof key !== "string" && typeof key !== "symbol")
      throw corrupt("a property has an impossible key");
    const enumerable = (flags & PropertyFlag.hidden) === 0;
    const content =
      (flags & PropertyFlag.accessor) === 0 ? readData(decoding) : readAccessors(decoding);
    define(object, key, { ...content, enumerable, configurable: true });
  }
}

function define(object: object, key: string | symbol, descriptor: PropertyDescriptor): void {
  if (!Reflect.defineProperty(object, key, descriptor))
    throw corrupt(`a property '${String(key)}' can't be set`);
}

function readData(decoding: Decoding): PropertyDescriptor {
  return { value: decoding.value(), writable: true };
}

function readAccessors(decoding: Decoding): PropertyDescriptor {
  const get = decoding.value();
  const set = decoding.value();
  if (!isAccessor(get) || !isAccessor(set)) throw corrupt("an accessor is no function");
  return { ...(get && { get }), ...(set && { set }) };
}

function isAccessor(value: unknown): value is (() => unknown) | undefined {
  return value === undefined || typeof value === "function";
}

function create(decoding: Decoding, tag: number): object {
  const { reader } = decoding;
  switch (tag) {
    case Tag.array:
    case Tag.int8s:
    case Tag.int16s:
    case Tag.int32s:
    case Tag.float64s:
      return [];
    case Tag.map:
      return new Map();
    case Tag.set:
      return new Set();
    case Tag.date:
      return new Date(reader.float64());
    case Tag.regexp:
      return readRegExp(decoding);
    case Tag.boxed:
      return Object(decoding.value()) as object;
    case Tag.error:
      return readError(decoding);
    case Tag.buffer:
      return readArrayBuffer(decoding);
    case Tag.view:
      return readView(decoding);
    default:
      throw corrupt(`there is no tag ${tag}`);
  }
}

function fill(decoding: Decoding, object: object, tag: number): void {
  // Not by `instanceof`: the prototype may be another by now.
  if (types.isMap(object)) readEntries(decoding, object);
  else if (types.isSet(object)) readMembers(decoding, object);
  else if (Array.isArray(object)) readArray(decoding, object, tag);
  else if (types.isRegExp(object)) Object.assign(object, { lastIndex: decoding.value() });
}

function readEntries(decoding: Decoding, map: Map<unknown, unknown>): void {
  for (let count = decoding.reader.varint(); count > 0; count -= 1) {
    const key = decoding.value();
    Map.prototype.set.call(map, key, decoding.value());
  }
}

function readMembers(decoding: Decoding, set: Set<unknown>): void {
  for (let count = decoding.reader.varint(); count > 0; count -= 1)
    Set.prototype.add.call(set, decoding.value());
}

function readRegExp({ reader }: Decoding): RegExp {
  const source = reader.string();
  const flags = reader.string();
  try {
    return new RegExp(source, flags);
  } catch (error) {
    throw corrupt("a regular expression is none", error);
  }
}

function readError({ reader }: Decoding): Error {
  const error = makeError(reader.byte());
  if (error === undefined) throw corrupt("an error has an impossible class");
  setStack(error, reader.byte() === 1 ? reader.string() : undefined);
  return error;
}

function setStack(error: Error, stack: string | undefined): void {
  if (stack === undefined) Reflect.deleteProperty(error, "stack");
  else
    define(error, "stack", { value: stack, writable: true, enumerable: false, configurable: true });
}

function readDomException(decoding: Decoding): object {
  const number = decoding.reserve();
  const { reader } = decoding;
  const error = new DOMException(reader.string(), reader.string());
  decoding.register(number, error);
  setStack(error, reader.string());
  readProperties(decoding, error);
  return error;
}

function readAttached(decoding: Decoding): object {
  const number = decoding.reserve();
  const form = decoding.reader.byte();
  const value = decoding.attachment(decoding.reader.varint());
  if (form !== BufferForm.attached || !isObject(value)) throw corrupt("an attachment is no object");
  return decoding.register(number, value);
}
