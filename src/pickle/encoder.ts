import type { EncodePickleOptions, Reduction } from "./encode-options.ts";
import { EncodeMemo } from "./encode-memo.ts";
import { encodeInteger } from "./integer-bytes.ts";
import { Op } from "./opcodes.ts";
import type { PickleWriter } from "./pickle-writer.ts";
import { toPython2Name } from "./python2-names.ts";
import { Refused } from "./refused.ts";
import { FrozenSet, PythonSet } from "./python-set.ts";
import { isTuple, type Tuple } from "./tuple.ts";

/** As many items as CPython's pickler puts between a mark and what takes them. */
const BATCH = 1_000;

/** Writes objects that are neither arrays, plain objects nor tuples. */
export type ObjectWriter = (encoder: Encoder, value: object) => void;

/** Writes one value after another. */
export class Encoder extends EncodeMemo {
  readonly #reduce: EncodePickleOptions["reduce"];
  readonly #others: ObjectWriter;
  /** Inside keys and items of sets arrays are tuples and sets are frozensets: nothing else can be there. */
  #hashable = 0;

  constructor(writer: PickleWriter, others: ObjectWriter, options: EncodePickleOptions) {
    super(writer, options.protocol ?? 4);
    this.#others = others;
    this.#reduce = options.reduce;
  }

  get insideKey(): boolean {
    return this.#hashable > 0;
  }

  value(value: unknown): void {
    switch (typeof value) {
      case "string":
        return this.string(value);
      case "number":
        return this.number(value);
      case "object":
        if (value === null) return this.writer.byte(Op.none);
        return this.#object(value);
      case "boolean":
        return this.writer.byte(value ? Op.newtrue : Op.newfalse);
      case "undefined":
        return this.writer.byte(Op.none);
      case "bigint":
        return this.#bigint(value);
      default:
        throw new Refused(value, `a ${typeof value} has no counterpart in Python`);
    }
  }

  /** Writes a text, without giving it a number. */
  string(value: string): void {
    const { writer } = this;
    if (this.protocol > 2) writer.text(value, Op.shortBinunicode, Op.binunicode);
    // Python 2 wants `str` where only ASCII is, for tracebacks even as a condition.
    else if (/^[\0-\x7f]*$/.test(value)) writer.text(value, Op.shortBinstring, Op.binstring);
    else this.unicode(value);
  }

  /** Writes a text that is unicode in Python 2, too. */
  unicode(value: string): void {
    const { writer } = this;
    if (this.protocol > 2) writer.text(value, Op.shortBinunicode, Op.binunicode);
    else writer.longText(value, Op.binunicode);
  }

  number(value: number): void {
    if ((value | 0) === value && (value !== 0 || 1 / value > 0)) return this.#smallInteger(value);
    if (Number.isSafeInteger(value) && value !== 0) return this.#bigint(BigInt(value));
    // An integer that isn't safe was a float: ints of that size are bigints.
    this.writer.float(value);
  }

  /** Writes a key of a dict: a text gets a number, because the same keys tend to come again. */
  key(key: unknown): void {
    if (typeof key === "string") return this.name(key);
    this.hashable(key);
  }

  /** Writes a text that is likely to come again. */
  name(text: string): void {
    if (this.recallName(text)) return;
    this.string(text);
    this.rememberName(text);
  }

  /** Writes a key or an item of a set. */
  hashable(value: unknown): void {
    this.#hashable += 1;
    this.value(value);
    this.#hashable -= 1;
  }

  /** Writes the class or function `path` ("module name"). */
  global(path: string, isException = false): void {
    const key = `\0${path}`;
    if (this.recallName(key)) return;
    this.#global(path, isException);
    this.rememberName(key);
  }

  /** Writes a tuple that nobody else refers to. */
  arguments(items: readonly unknown[]): void {
    this.enter(items);
    this.#items(items);
    this.leave();
    this.#closeTuple(items.length);
  }

  /** Writes a call, and gives the result the number of `object`. */
  call(object: object, path: string, args: readonly unknown[]): void {
    this.global(path);
    this.arguments(args);
    this.writer.byte(Op.reduce);
    this.made(object);
  }

  /** Writes what another class of JavaScript is in Python, if somebody knows. */
  reduced(value: object): boolean {
    const reduction = this.#reduce?.(value);
    if (reduction === undefined) return false;
    this.#reduction(value, reduction);
    return true;
  }

  append(items: readonly unknown[]): void {
    this.#batches(items, Op.appends);
  }

  /** Writes keys and values into the dict on top of the stack. */
  entries(count: number, entries: Iterable<readonly [unknown, unknown]>): void {
    if (count === 0) return;
    const { writer } = this;
    this.enter(entries);
    let left = 0;
    for (const [key, value] of entries) {
      if (left === 0) writer.byte(Op.mark);
      this.key(key);
      this.value(value);
      if (++left === BATCH) {
        writer.byte(Op.setitems);
        left = 0;
      }
    }
    if (left > 0) writer.byte(Op.setitems);
    this.leave();
  }

  /** Writes items between marks, each batch followed by `code`; those of sets are hashable. */
  setItems(items: Iterable<unknown>): void {
    const { writer } = this;
    this.enter(items);
    writer.byte(Op.mark);
    for (const item of items) this.hashable(item);
    this.leave();
  }

  #object(value: object): void {
    if (this.#hashable > 0 && this.#frozen(value)) return;
    if (this.recall(value)) return;
    if (Array.isArray(value)) return this.#list(value);
    const prototype: unknown = Object.getPrototypeOf(value);
    // Neither has anything but its own properties.
    if (prototype === Object.prototype || prototype === null)
      return this.#plain(value as Record<string, unknown>);
    if (isTuple(value)) return this.#tuple(value);
    this.#others(this, value);
  }

  /** Writes an array as a tuple and a set as a frozenset, which aren't remembered: elsewhere they are what they are. */
  #frozen(value: object): boolean {
    if (Array.isArray(value)) this.arguments(value);
    else if (value instanceof Set) this.#others(this, new FrozenSet(value));
    else if (value instanceof PythonSet) this.#others(this, new FrozenSet(value));
    else return false;
    return true;
  }

  #list(items: readonly unknown[]): void {
    this.writer.byte(Op.emptyList);
    this.remember(items);
    if (items.length > 0) this.append(items);
  }

  #plain(object: Record<string, unknown>): void {
    if (this.#hashable > 0) throw new Refused(object, "a dict can't be a key or in a set");
    const { writer } = this;
    writer.byte(Op.emptyDict);
    this.remember(object);
    const keys = Object.keys(object);
    if (keys.length === 0) return;
    this.enter(object);
    writer.byte(Op.mark);
    for (const key of keys) {
      this.name(key);
      this.value(object[key]);
    }
    writer.byte(Op.setitems);
    this.leave();
  }

  #tuple(tuple: Tuple): void {
    const { items } = tuple;
    if (items.length === 0) return this.writer.byte(Op.emptyTuple);
    this.enter(tuple);
    this.#items(items);
    this.leave();
    if (!this.knows(tuple)) {
      this.#closeTuple(items.length);
      this.remember(tuple);
      return;
    }
    // It was inside itself and has been written there.
    if (items.length > 3) this.writer.byte(Op.popMark);
    else for (let count = items.length; count > 0; count -= 1) this.writer.byte(Op.pop);
    this.recall(tuple);
  }

  #items(items: readonly unknown[]): void {
    if (items.length > 3) this.writer.byte(Op.mark);
    for (let index = 0; index < items.length; index += 1) this.value(items[index]);
  }

  #closeTuple(length: number): void {
    const { writer } = this;
    if (length === 0) writer.byte(Op.emptyTuple);
    else if (length > 3) writer.byte(Op.tuple);
    else writer.byte(Op.tuple1 + length - 1);
  }

  #batches(items: readonly unknown[], code: number): void {
    const { writer } = this;
    this.enter(items);
    for (let start = 0; start < items.length; start += BATCH) {
      const end = Math.min(start + BATCH, items.length);
      writer.byte(Op.mark);
      // Holes are undefined.
      for (let index = start; index < end; index += 1) this.value(items[index]);
      writer.byte(code);
    }
    this.leave();
  }

  #reduction(value: object, { global, args, form, state }: Reduction): void {
    this.global(global);
    this.arguments(args);
    this.writer.byte(form === "newobj" ? Op.newobj : Op.reduce);
    this.made(value);
    if (state === undefined) return;
    this.value(state);
    this.writer.byte(Op.build);
  }

  #global(path: string, isException: boolean): void {
    const { writer } = this;
    const written = this.protocol > 2 ? path : toPython2Name(path, isException);
    const space = written.indexOf(" ");
    const [module, name] = [written.slice(0, space), written.slice(space + 1)];
    if (this.protocol > 2) {
      this.name(module);
      this.name(name);
      return writer.byte(Op.stackGlobal);
    }
    // A newline would end the name, and what follows would be opcodes.
    if (!/^[\x20-\x7e]+$/.test(written))
      throw new Refused(path, "the name of the class can't be written for Python 2");
    writer.byte(Op.global);
    writer.raw(Buffer.from(`${module}\n${name}\n`, "latin1"));
  }

  #smallInteger(value: number): void {
    const { writer } = this;
    if (value < 0 || value > 0xffff) return writer.word(Op.binint, value);
    if (value < 0x100) return writer.pair(Op.binint1, value);
    writer.reserve(3);
    writer.byte(Op.binint2);
    writer.pair(value & 0xff, value >> 8);
  }

  #bigint(value: bigint): void {
    const { writer } = this;
    const near = Number(value);
    if ((near | 0) === near) return this.#smallInteger(near);
    const bytes = encodeInteger(value);
    if (bytes.length < 256) writer.pair(Op.long1, bytes.length);
    else writer.word(Op.long4, bytes.length);
    writer.raw(bytes);
  }
}
