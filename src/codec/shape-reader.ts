import { corrupt } from "./corrupt.ts";
import { Reader } from "./reader.ts";
import { MOST_KEYS } from "./shapes.ts";

const MOST_SHAPES = 1024;
/** A shape as the receiving side knows it. */
export class KnownShape {
  readonly bytes: Uint8Array;
  readonly keys: readonly string[];

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.keys = readKeys(bytes);
  }
}

function readKeys(bytes: Uint8Array): string[] {
  const reader = new Reader(bytes);
  const count = reader.varint();
  if (count > MOST_KEYS) throw corrupt(`a shape has ${count} keys`);
  const keys: string[] = [];
  for (let index = 0; index < count; index += 1) keys.push(reader.string());
  if (keys.includes("__proto__") || reader.remaining > 0)
    throw corrupt("a shape has an impossible key");
  return keys;
}

const known = new Map<number, KnownShape>();

/** Reads the definition of a shape; one that has come before isn't parsed again. */
export function readShape(reader: Reader): KnownShape {
  const length = reader.varint();
  const hash = reader.uint32();
  const bytes = reader.raw(length);
  const shape = known.get(hash);
  if (shape !== undefined && same(shape.bytes, bytes)) return shape;
  const made = new KnownShape(new Uint8Array(bytes));
  if (known.size >= MOST_SHAPES) known.clear();
  known.set(hash, made);
  return made;
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
}
