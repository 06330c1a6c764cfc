import type { DecodeContext } from "./context.ts";
import { corrupt } from "./corrupt.ts";
import type { FunctionDecoding } from "./custom.ts";
import { readArray } from "./decode-array.ts";
import { readFunction, readHandle, readPlatform, readReduced } from "./decode-custom.ts";
import { readBase, readExtended } from "./decode-object.ts";
import { readPrimitive, unread } from "./decode-primitive.ts";
import type { Decoding, DeferredBuffer } from "./decoding.ts";
import { Reader } from "./reader.ts";
import { type KnownShape, readShape } from "./shape-reader.ts";
import { Tag } from "./tags.ts";

/** Stands for an object that isn't there yet. */
const pending: unique symbol = Symbol("pending");
const pendingPlain: unique symbol = Symbol("pending plain");

const nothing: DecodeContext = {};
const nowhere = new Reader(new Uint8Array(0));
/** Above this the memory for references isn't kept for the next run. */
const MANY = 1024;

/** One run over one value. It is used again for the next one: `clear` lets go of everything. */
export class Decoder implements Decoding {
  reader: Reader = nowhere;
  context: DecodeContext = nothing;
  #references: unknown[] = [];
  /** How many references belong to this run; what lies behind is undefined. */
  #count = 0;
  /** The shapes defined in this run, and old ones behind the count. */
  readonly #shapes: KnownShape[] = [];
  #shapeCount = 0;
  #functions: FunctionDecoding | undefined;
  #deferred: Map<number, DeferredBuffer> | undefined;
  /** Behind the last deferred buffer; 0 when there is none. */
  #end = 0;

  /** Reads the value whose tag has been read. */
  run(reader: Reader, context: DecodeContext, tag: number): unknown {
    this.reader = reader;
    this.context = context;
    const value = this.#tagged(tag);
    if (this.#end > 0) reader.position = this.#end;
    return value;
  }

  /** Lets go of all that belonged to the run. */
  clear(): void {
    this.reader = nowhere;
    this.context = nothing;
    this.#functions = undefined;
    this.#deferred = undefined;
    this.#end = 0;
    this.#shapeCount = 0;
    if (this.#count > MANY) this.#references = [];
    else this.#references.fill(undefined, 0, this.#count);
    this.#count = 0;
  }

  value(): unknown {
    const tag = this.reader.byte();
    const value = readPrimitive(this.reader, tag);
    return value === unread ? this.#tagged(tag) : value;
  }

  functions(): FunctionDecoding {
    this.#functions ??= this.context.functions?.();
    if (this.#functions === undefined)
      throw corrupt("it holds a function where only data may come");
    return this.#functions;
  }

  /** Gives an object its reference number. */
  enlist(object: unknown): number {
    this.#references[this.#count] = object;
    return this.#count++;
  }

  reserve(): number {
    return this.enlist(pending);
  }

  reservePlain(): number {
    return this.enlist(pendingPlain);
  }

  register<Made>(number: number, made: Made): Made {
    this.#references[number] = made;
    return made;
  }

  early(number: number): object | undefined {
    const found = this.#references[number];
    return found === pendingPlain ? undefined : (found as object);
  }

  reference(number: number): unknown {
    const found = this.#references[number];
    if (found === pendingPlain) return this.register(number, {});
    if (found === pending || number >= this.#count) {
      throw corrupt(`it refers to object ${number}, which isn't there yet`);
    }
    return found;
  }

  attachment(index: number): unknown {
    const { attachments } = this.context;
    if (attachments === undefined || index >= attachments.length)
      throw corrupt(`attachment ${index} is missing`);
    return attachments[index];
  }

  deferred(position: number, read: () => DeferredBuffer): DeferredBuffer {
    this.#deferred ??= new Map();
    const known = this.#deferred.get(position);
    if (known !== undefined) return known;
    const back = this.reader.position;
    this.reader.position = position;
    const made = read();
    this.#end = Math.max(this.#end, this.reader.position);
    this.reader.position = back;
    this.#deferred.set(position, made);
    return made;
  }

  #tagged(tag: number): unknown {
    switch (tag) {
      case Tag.shape:
        return this.#knownShape().read(this);
      case Tag.shapeDefinition:
        return this.#newShape().read(this);
      case Tag.array:
      case Tag.int8s:
      case Tag.int16s:
      case Tag.int32s:
      case Tag.float64s:
        return this.#array(tag);
      case Tag.reference:
        return this.reference(this.reader.varint());
      case Tag.record:
        return this.#record();
      case Tag.extended:
        return readExtended(this);
      case Tag.function:
        return readFunction(this);
      case Tag.reduced:
        return readReduced(this);
      case Tag.handle:
        return readHandle(this);
      case Tag.platform:
        return readPlatform(this);
      default:
        return readBase(this, tag);
    }
  }

  #array(tag: number): unknown {
    const array: unknown[] = [];
    this.enlist(array);
    readArray(this, array, tag);
    return array;
  }

  #newShape(): KnownShape {
    const shape = readShape(this.reader);
    this.#shapes[this.#shapeCount++] = shape;
    return shape;
  }

  #knownShape(): KnownShape {
    const index = this.reader.varint();
    const shape = index < this.#shapeCount ? this.#shapes[index] : undefined;
    if (shape === undefined) throw corrupt(`there is no shape ${index}`);
    return shape;
  }

  #record(): object {
    const object: Record<string, unknown> = {};
    this.enlist(object);
    for (let count = this.reader.varint(); count > 0; count -= 1) {
      const key = this.reader.string();
      const value = this.value();
      if (key === "__proto__") setOwn(object, key, value);
      else object[key] = value;
    }
    return object;
  }
}

function setOwn(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}
