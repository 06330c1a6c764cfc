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

  /** Whether these are the first `count` of `keys`. */
  matches(keys: readonly string[], count: number): boolean {
    if (count !== this.keys.length) return false;
    for (let index = 0; index < count; index += 1)
      if (keys[index] !== this.keys[index]) return false;
    return true;
  }
}

/** Finds the shape of an object by its keys. */
export class Shapes {
  readonly #byFirstKey = new Map<string | undefined, Shape[]>();
  #size = 0;
  #latest: Shape | undefined;

  /** Gives the shape for the first `count` of `keys`, or undefined when the object should carry its keys itself. */
  find(keys: readonly string[], count: number): Shape | undefined {
    const latest = this.#latest;
    if (latest?.matches(keys, count)) return latest;
    if (count > MOST_KEYS) return undefined;
    return this.#search(keys, count);
  }

  #search(keys: readonly string[], count: number): Shape | undefined {
    const first = count === 0 ? undefined : keys[0];
    let alike = this.#byFirstKey.get(first);
    if (alike === undefined) this.#byFirstKey.set(first, (alike = []));
    for (const shape of alike) if (shape.matches(keys, count)) return (this.#latest = shape);
    if (alike.length >= MOST_ALIKE) return undefined;
    const own = keys.slice(0, count);
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
