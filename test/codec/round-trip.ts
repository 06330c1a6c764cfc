import assert from "node:assert/strict";
import type { DecodeContext, EncodeContext } from "../../src/codec/context.ts";
import { decodeValue } from "../../src/codec/decode.ts";
import { encodeValue } from "../../src/codec/encode.ts";
import { Reader } from "../../src/codec/reader.ts";
import { Writer } from "../../src/codec/writer.ts";

/** Gives the bytes of one value. */
export function encoded(value: unknown, context: EncodeContext = {}): Uint8Array {
  const writer = new Writer();
  encodeValue(writer, value, context);
  return new Uint8Array(writer.view());
}

/** Reads one value and makes sure that nothing is left. */
export function decoded(bytes: Uint8Array, context: DecodeContext = {}): unknown {
  const reader = new Reader(bytes);
  const value = decodeValue(reader, context);
  assert.equal(reader.remaining, 0);
  return value;
}

/** Sends a value over and trusts that it arrives as what it was. */
export function roundTrip<Value>(value: Value, context: EncodeContext & DecodeContext = {}): Value {
  return decoded(encoded(value, context), context) as Value;
}

/**
 * Describes a graph of plain objects, arrays, maps and sets so that two graphs have the same description exactly when
 * they have the same values in the same places and the same objects meet in the same places.
 */
export function describeGraph(root: unknown): string[] {
  const numbers = new Map<object, number>();
  const lines: string[] = [];
  const waiting: object[] = [];
  const name = (value: unknown): string => {
    if (typeof value !== "object" || value === null)
      return Object.is(value, -0) ? "-0" : String(value);
    const known = numbers.get(value);
    if (known !== undefined) return `#${known}`;
    numbers.set(value, numbers.size);
    waiting.push(value);
    return `#${numbers.size - 1}`;
  };
  lines.push(name(root));
  for (let object = waiting.shift(); object !== undefined; object = waiting.shift()) {
    lines.push(`${object.constructor.name} ${partsOf(object).map(name).join()}`);
  }
  return lines;
}

function partsOf(object: object): unknown[] {
  if (object instanceof Map) return [...object].flat(1) as unknown[];
  if (object instanceof Set) return [...object] as unknown[];
  return Object.entries(object).flat(1) as unknown[];
}
