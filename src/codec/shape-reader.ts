import { corrupt } from "./corrupt.ts";
import { Reader } from "./reader.ts";
import { MOST_KEYS } from "./shapes.ts";

const MOST_SHAPES = 1024;
/** Reads the values behind a shape into an object that is in the table of references before the first of them. */
type ReadObject = (decoder: ObjectDecoder) => object;

/** What reading an object needs of a decoder. */
export interface ObjectDecoder {
  enlist(object: object): void;
  value(): unknown;
}

/** After so many objects compiling a function for the shape has paid. */
const WORTH_COMPILING = 256;
/** Whether this process may make functions from text (it can be forbidden from the command line). */
let mayCompile = true;

/** A shape as the receiving side knows it. */
export class KnownShape {
  readonly bytes: Uint8Array;
  readonly #keys: readonly string[];
  #uses = 0;
  #compiled: ReadObject | undefined;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#keys = readKeys(bytes);
  }

  /** Reads an object of this shape. */
  read(decoder: ObjectDecoder): object {
    if (this.#compiled !== undefined) return this.#compiled(decoder);
    this.#uses += 1;
    if (this.#uses === WORTH_COMPILING && mayCompile) this.#compiled = compile(this.#keys);
    const object: Record<string, unknown> = {};
    decoder.enlist(object);
    for (const key of this.#keys) object[key] = decoder.value();
    return object;
  }
}

/** A literal has all keys at once, so that V8 needn't change the object's layout key by key. */
function compile(keys: readonly string[]): ReadObject | undefined {
  const names = keys.map((key) => JSON.stringify(key));
  const blank = names.map((name) => `${name}:undefined`).join();
  const fill = names.map((name) => `o[${name}]=d.value();`).join("");
  try {
    // The text holds nothing but the keys, as literals.
    // oxlint-disable-next-line typescript/no-implied-eval
    return new Function("d", `const o={${blank}};d.enlist(o);${fill}return o`) as ReadObject;
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    mayCompile = false;
    return undefined;
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
  const shape = known.get(hash);
  if (shape !== undefined && shape.bytes.length === length && reader.accept(shape.bytes))
    return shape;
  const made = new KnownShape(new Uint8Array(reader.raw(length)));
  if (known.size >= MOST_SHAPES) known.clear();
  known.set(hash, made);
  return made;
}
