import { types } from "node:util";
import type { EncodeContext } from "./context.ts";
import type { FunctionEncoding } from "./custom.ts";
import { arrayTag, isPlainArray, writeNumbers } from "./encode-array.ts";
import { writeDeferred } from "./encode-buffer.ts";
import { writeFunction } from "./encode-function.ts";
import { writeObject } from "./encode-object.ts";
import { writePrimitive } from "./encode-primitive.ts";
import type { DeferredView, Encoding } from "./encoding.ts";
import { asRefusal, inside, propertyStep, Refusal } from "./refusal.ts";
import { Seen } from "./seen.ts";
import { type Shape, Shapes } from "./shapes.ts";
import { Tag } from "./tags.ts";
import { Writer } from "./writer.ts";

const nothing: EncodeContext = {};
const shapes = new Shapes();
/** Which run a shape's index belongs to; counted over all encoders. */
let runs = 0;

/** One run over one value. It is used again for the next one: `clear` lets go of everything. */
export class Encoder implements Encoding {
  readonly deferred: DeferredView[] = [];
  writer: Writer = new Writer(0);
  context: EncodeContext = nothing;
  #functions: FunctionEncoding | undefined;
  readonly #seen = new Seen();
  readonly #unfinished: number[] = [];
  /** The shapes defined in this run, and old ones behind the count. */
  readonly #shapes: Shape[] = [];
  #shapeCount = 0;
  readonly #moved = new Set<object>();
  #run = 0;
  /** Keys and values of the objects that are being written: a snapshot, and no allocation per object. */
  readonly #keys: string[] = [];
  readonly #values: unknown[] = [];
  #top = 0;

  /** Writes `value` and what belongs to it. */
  run(writer: Writer, context: EncodeContext, value: unknown): void {
    this.writer = writer;
    this.context = context;
    this.#run = runs += 1;
    this.value(value);
    if (this.deferred.length > 0) writeDeferred(this);
  }

  /** Lets go of all that belonged to the run. */
  clear(): void {
    this.context = nothing;
    this.#functions = undefined;
    this.#seen.clear();
    this.#shapeCount = 0;
    // After a failure values are left over.
    if (this.#top > 0) this.#values.length = 0;
    this.#top = 0;
    if (this.deferred.length > 0) this.deferred.length = 0;
    if (this.#unfinished.length > 0) this.#unfinished.length = 0;
    if (this.#moved.size > 0) this.#moved.clear();
  }

  functions(): FunctionEncoding | undefined {
    return (this.#functions ??= this.context.functions?.());
  }

  value(value: unknown): void {
    if (writePrimitive(this.writer, value)) return;
    // What is no primitive is one of these.
    const object = value as object;
    const number = this.number(object);
    if (number >= 0) return this.#refer(number);
    if (typeof object === "function") return writeFunction(this, object);
    const prototype: unknown = Object.getPrototypeOf(object);
    if (prototype === Object.prototype) return this.#plain(object);
    if (prototype === Array.prototype && isPlainArray(object)) return this.#array(object);
    writeObject(this, object);
  }

  member(key: PropertyKey, value: unknown): void {
    try {
      this.value(value);
    } catch (error) {
      throw inside(error, propertyStep(key));
    }
  }

  number(value: object): number {
    return this.#seen.number(value);
  }

  find(value: object): number {
    return this.#seen.find(value);
  }

  unfinished(write: () => void): void {
    this.#unfinished.push(this.#seen.size - 1);
    write();
    this.#unfinished.pop();
  }

  attempt(write: () => void): string | undefined {
    const { writer, deferred } = this;
    const { position } = writer;
    const counts = [
      this.#seen.size,
      this.#shapeCount,
      deferred.length,
      this.#unfinished.length,
      this.#top,
    ] as const;
    const attached = this.context.attachments?.length ?? 0;
    try {
      write();
      return undefined;
    } catch (error) {
      const refusal = asRefusal(error);
      if (refusal === undefined) throw error;
      writer.position = position;
      this.#seen.truncate(counts[0]);
      for (const shape of this.#shapes.slice(counts[1], this.#shapeCount)) shape.run = 0;
      this.#shapeCount = counts[1];
      deferred.length = counts[2];
      this.#unfinished.length = counts[3];
      this.#top = counts[4];
      if (this.context.attachments !== undefined) this.context.attachments.length = attached;
      return refusal.reason;
    }
  }

  moves(value: object): boolean {
    return this.context.transfer?.has(value) === true || this.#moved.has(value);
  }

  move(values: readonly object[]): void {
    for (const value of values) this.#moved.add(value);
    this.context.moves?.push(...values);
  }

  #refer(number: number): void {
    if (this.#unfinished.includes(number)) {
      throw new Refusal("it refers back to an object that can't be made before it");
    }
    this.writer.byte(Tag.reference);
    this.writer.varint(number);
  }

  #array(array: readonly unknown[]): void {
    const { writer } = this;
    const { length } = array;
    const tag = arrayTag(array);
    writer.byte(tag);
    if (tag !== Tag.array) return writeNumbers(writer, array, tag);
    writer.varint(length);
    // A reducer of the user may change the array meanwhile; its length has been written.
    for (let index = 0; index < length; index += 1) {
      const element = array[index];
      if (writePrimitive(writer, element)) continue;
      try {
        this.value(element);
      } catch (error) {
        throw inside(error, propertyStep(index));
      }
    }
  }

  /**
   * An object made by a literal. Anything out of the ordinary about it is left to `writeObject`. The loop is in here, not
   * in a function of its own, so that a deeply nested value takes less of the stack.
   */
  #plain(object: object): void {
    const bottom = this.#top;
    const top = this.#collect(object, bottom);
    if (top < 0) return writeObject(this, object);
    this.#top = top;
    const { writer } = this;
    const shaped = this.#header(bottom, top);
    for (let index = bottom; index < top; index += 1) {
      const value = this.#values[index];
      this.#values[index] = undefined;
      if (!shaped) writer.string(this.#keys[index] as string);
      if (writePrimitive(writer, value)) continue;
      try {
        this.value(value);
      } catch (error) {
        throw inside(error, propertyStep(this.#keys[index] as string));
      }
    }
    this.#top = bottom;
  }

  /** Notes keys and values from `bottom` on; gives where they end, or -1 when there's more to the object than these. */
  #collect(object: object, bottom: number): number {
    if (types.isProxy(object)) return -1;
    const keys = this.#keys;
    const values = this.#values;
    let top = bottom;
    for (const key in object) {
      const property = Object.getOwnPropertyDescriptor(object, key);
      // An accessor has no value, and what is inherited has no descriptor.
      if (!isData(property)) return this.#forget(bottom, top);
      keys[top] = key;
      values[top] = property.value;
      top += 1;
    }
    const ordinary =
      Object.getOwnPropertyNames(object).length === top - bottom &&
      Object.getOwnPropertySymbols(object).length === 0;
    return ordinary ? top : this.#forget(bottom, top);
  }

  #forget(bottom: number, top: number): -1 {
    this.#values.fill(undefined, bottom, top);
    return -1;
  }

  /** Writes which keys the values have that follow; gives false when each key is to be written with its value. */
  #header(bottom: number, top: number): boolean {
    const { writer } = this;
    const shape = shapes.find(this.#keys, bottom, top);
    if (shape === undefined) {
      writer.byte(Tag.record);
      writer.varint(top - bottom);
      return false;
    }
    if (shape.run === this.#run) {
      writer.byte(Tag.shape);
      writer.varint(shape.index);
      return true;
    }
    shape.run = this.#run;
    shape.index = this.#shapeCount;
    this.#shapes[this.#shapeCount++] = shape;
    writer.byte(Tag.shapeDefinition);
    writer.raw(shape.definition);
    return true;
  }
}

/** Whether it's a property with a value that isn't a function: an object of functions may travel by name. */
function isData(property: PropertyDescriptor | undefined): property is PropertyDescriptor {
  return property !== undefined && "value" in property && typeof property.value !== "function";
}
