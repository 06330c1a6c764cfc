import type { Base } from "./encode-base.ts";
import { type Property, propertiesOf, writeProperty } from "./encode-properties.ts";
import { classify, PrototypeKind, writeExtended, writePrototype } from "./encode-prototype.ts";
import type { Encoding } from "./encoding.ts";
import { Tag } from "./tags.ts";

/**
 * Writes an error. It is the answer when something has failed, so it should arrive whatever hangs on it: what can't be
 * sent of its properties is replaced by a text that says so, and a class that can't be sent by the built-in one above it.
 */
export function writeError(encoding: Encoding, error: object, base: Base): void {
  let classRefused = false;
  writeExtended(encoding, base, () => {
    const write = (): void => writePrototype(encoding, classify(encoding, error, base));
    classRefused = encoding.attempt(write) !== undefined;
    if (classRefused) encoding.writer.byte(PrototypeKind.native);
  });
  const properties = sendable(error, base.owns);
  if (classRefused) properties.push(...nameOf(error, properties));
  writeLeniently(encoding, properties);
}

/** Writes name, message, stack and properties. */
export function writeDomException(encoding: Encoding, error: DOMException): void {
  const { writer } = encoding;
  const { stack } = error;
  writer.byte(Tag.domException);
  writer.string(error.message);
  writer.string(error.name);
  writer.string(typeof stack === "string" ? stack : "");
  writeLeniently(
    encoding,
    sendable(error, (key) => key === "stack"),
  );
}

/** Node hangs hidden functions and marks on its errors, which mean nothing elsewhere. */
function sendable(error: object, skip: ((key: PropertyKey) => boolean) | undefined): Property[] {
  return propertiesOf(error, skip).filter(({ key, descriptor }) => {
    if (descriptor.enumerable === true) return true;
    return typeof descriptor.value !== "function" && typeof key !== "symbol";
  });
}

/** The name that the class would have given. */
function nameOf(error: object, properties: readonly Property[]): Property[] {
  const name: unknown = Reflect.get(error, "name");
  if (typeof name !== "string" || properties.some(({ key }) => key === "name")) return [];
  return [{ key: "name", descriptor: { value: name, enumerable: false } }];
}

function writeLeniently(encoding: Encoding, properties: readonly Property[]): void {
  encoding.writer.varint(properties.length);
  for (const property of properties) {
    const refused = encoding.attempt(() => writeProperty(encoding, property));
    if (refused === undefined) continue;
    const value = `(not sent: ${refused})`;
    writeProperty(encoding, {
      key: property.key,
      descriptor: { value, enumerable: property.descriptor.enumerable === true },
    });
  }
}
