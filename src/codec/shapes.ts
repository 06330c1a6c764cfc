import { Writer } from "./writer.ts";

/** Objects with more keys are rather dictionaries: their keys are written with each of them. */
export const MOST_KEYS = 32;
const MOST_SHAPES = 1024;
/** More shapes than this that begin with the same key make the search slower than writing the keys. */
const MOST_ALIKE = 8;

/** A list of keys as it stands in the bytes, kept between messages. */
export class Shape {
  readonly keys: readonly string[];
  /** What follows the tag in a definition. */
  readonly definition: Uint8Array;
  /** The run in which `index` is valid. */
  run = 0;
  index = 0;

  constructor(keys: readonly string[]) {
    this.keys = keys;
    this.definition = define(keys);
  }

  /** Whether these are all of `keys` from `from` to `to`. */
  matches(keys: readonly string[], from: number, to: number): boolean {
    const own = this.keys;
    if (to - from !== own.length) return false;
    for (let index = 0; index < own.length; index += 1) {
      if (keys[from + index] !== own[index]) return false;
    }
    return true;
  }
}

/** Finds the shape of an object by its keys. */
export class Shapes {
  readonly #byFirstKey = new Map<string | undefined, Shape[]>();
  #size = 0;
  #latest: Shape | undefined;

  /** Gives the shape for `keys` from `from` to `to`, or undefined when the object should carry its keys itself. */
  find(keys: readonly string[], from: number, to: number): Shape | undefined {
    const latest = this.#latest;
    if (latest?.matches(keys, from, to)) return latest;
    if (to - from > MOST_KEYS) return undefined;
    return this.#search(keys, from, to);
  }

  #search(keys: readonly string[], from: number, to: number): Shape | undefined {
    const first = from === to ? undefined : keys[from];
    let alike = this.#byFirstKey.get(first);
    if (alike === undefined) this.#byFirstKey.set(first, (alike = []));
    for (const shape of alike) if (shape.matches(keys, from, to)) return (this.#latest = shape);
    if (alike.length >= MOST_ALIKE) return undefined;
    const own = keys.slice(from, to);
    // In a literal or an assignment this key would set the prototype.
    if (own.includes("__proto__")) return undefined;
    if (this.#size >= MOST_SHAPES) return this.#startAnew();
    this.#size += 1;
    const shape = new Shape(own);
    alike.push(shape);
    return (this.#latest = shape);
  }

  #startAnew(): undefined {
    this.#byFirstKey.clear();
    this.#size = 0;
    this.#latest = undefined;
  }
}

/** Length in bytes, hash and keys: the reader can recognise a shape that it knows without reading the keys. */
function define(keys: readonly string[]): Uint8Array {
  const body = new Writer();
  body.varint(keys.length);
  for (const key of keys) body.string(key);
  const bytes = body.view();
  const definition = new Writer();
  definition.varint(bytes.length);
  definition.uint32(hash(bytes));
  definition.raw(bytes);
  return definition.view().slice();
}

/** FNV-1a: only has to tell the shapes of one program apart; readers compare the bytes as well. */
export function hash(bytes: Uint8Array): number {
  let value = 0x811c_9dc5;
  for (const byte of bytes) value = Math.imul(value ^ byte, 0x0100_0193);
  return value >>> 0;
}
