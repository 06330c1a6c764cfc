import { Weight, type Allowance } from "./budget.ts";
import { ByteArray } from "./byte-array.ts";
import type { DecodePickleOptions } from "./decode-options.ts";
import { DecodeObjects, MixedKeys } from "./decode-objects.ts";
import { Deque } from "./deque.ts";
import { Dict, setOwn } from "./dict.ts";
import { Op } from "./opcodes.ts";
import { Opaque } from "./opaque.ts";
import { FrozenSet, PythonSet } from "./python-set.ts";

/** Keys and values in turn, or items. */
interface Part {
  readonly items: readonly unknown[];
  readonly start: number;
  readonly end: number;
}

/** The part of the machine that makes and fills containers. */
export class DecodeContainers extends DecodeObjects {
  readonly natural: boolean;
  /** How many dicts have been made in the natural form. */
  #dicts = 0;
  /** Dicts that were taken for Maps because of what follows. */
  readonly #guessed: Map<unknown, unknown>[] = [];

  constructor(bytes: Buffer, allowance: Allowance, options: DecodePickleOptions) {
    super(bytes, allowance, options);
    this.natural = this.form === "natural";
  }

  newBytes(length: number): Uint8Array {
    this.spend(Weight.bytes);
    return this.raw(length);
  }

  newByteArray(length: number): unknown {
    this.spend(Weight.bytes);
    const bytes = this.rawCopy(this.advance(length), length);
    return this.natural ? bytes : new ByteArray(bytes);
  }

  newFrozenSet(items: unknown[]): unknown {
    this.spend(Weight.set + items.length * Weight.entry);
    return this.natural ? new Set(items) : new FrozenSet(items, this.work);
  }

  newDict(): unknown {
    this.spend(Weight.dict);
    if (this.natural) return this.#naturalDict();
    const dict = new Dict();
    this.survey?.push(dict);
    return dict;
  }

  #naturalDict(): unknown {
    const number = this.#dicts++;
    if (this.maps !== undefined) return this.maps.has(number) ? new Map() : {};
    if (!this.#otherKeyFollows()) return {};
    const map = new Map<unknown, unknown>();
    this.#guessed.push(map);
    return map;
  }

  /** Whether something was taken for the first key of a dict and wasn't one: then some Map should have been an object. */
  protected misguessed(): boolean {
    return this.#guessed.some((map) => {
      const first = map.keys().next();
      return first.done === true || typeof first.value === "string";
    });
  }

  /**
   * Whether the first key that will be put into a dict is visibly no string: Python's pickler writes it right behind.
   * A guess that turns out wrong costs another run, no more.
   */
  #otherKeyFollows(): boolean {
    const { bytes } = this;
    let at = this.position;
    if (bytes[at] === Op.memoize) at += 1;
    else if (bytes[at] === Op.binput) at += 2;
    else if (bytes[at] === Op.longBinput) at += 5;
    if (bytes[at] === Op.mark) at += 1;
    return this.#beginsOtherKey(at);
  }

  #beginsOtherKey(at: number): boolean {
    switch (this.bytes[at]) {
      case Op.binint1:
      case Op.binint2:
      case Op.binint:
      case Op.long1:
      case Op.binfloat:
      case Op.newtrue:
      case Op.newfalse:
      case Op.shortBinbytes:
      case Op.binbytes:
        return true;
      case Op.none:
        // Two of them in a row could be anything; None as a first key is a key all the same.
        return true;
      case Op.binget: {
        const number = this.bytes[at + 1] ?? 0;
        return this.has(number) && typeof this.get(number) !== "string";
      }
      default:
        return false;
    }
  }

  fillNewDict(): void {
    const items = this.popMark();
    this.push(this.newDict());
    this.#setAll(this.top(), { items, start: 0, end: items.length });
  }

  setItem(): void {
    const { stack, depth } = this;
    if (depth - 3 < this.fence) throw this.underflow();
    this.depth = depth - 2;
    this.#setAll(stack[depth - 3], { items: stack, start: depth - 2, end: depth });
  }

  setItems(): void {
    const { fence: start, stack, depth } = this;
    this.unmark();
    if (this.fence >= start) throw this.error("there is no dict below the mark");
    this.depth = start;
    this.#setAll(stack[start - 1], { items: stack, start, end: depth });
  }

  #setAll(target: unknown, { items, start, end }: Part): void {
    if ((end - start) % 2 !== 0) throw this.error("a key has no value");
    this.spend(((end - start) >> 1) * Weight.entry);
    if (isPlain(target)) {
      for (let index = start; index < end; index += 2)
        this.#setProperty(target, items[index], items[index + 1]);
    } else if (target instanceof Dict) target.fill(items, start, { end, work: this.work });
    else {
      for (let index = start; index < end; index += 2)
        this.#setOther(target, items[index], items[index + 1]);
    }
  }

  #setProperty(target: Record<string, unknown>, key: unknown, value: unknown): void {
    if (typeof key !== "string") throw new MixedKeys();
    if (key === "__proto__") setOwn(target, key, value);
    else target[key] = value;
  }

  #setOther(target: unknown, key: unknown, value: unknown): void {
    if (target instanceof Map) target.set(key, value);
    else if (target instanceof Opaque) target.dictItems.push(key, value);
    else throw this.error("an entry is set in something that is no dict");
  }

  append(item: unknown): void {
    this.#appendTo(this.top(), item);
  }

  appendAll(): void {
    const { fence: start, stack, depth } = this;
    this.unmark();
    if (this.fence >= start) throw this.error("there is no list below the mark");
    this.depth = start;
    const target = stack[start - 1];
    if (Array.isArray(target))
      for (let index = start; index < depth; index += 1) target.push(stack[index]);
    else for (let index = start; index < depth; index += 1) this.#appendTo(target, stack[index]);
  }

  #appendTo(target: unknown, item: unknown): void {
    if (Array.isArray(target)) target.push(item);
    else if (target instanceof Deque) target.items.push(item);
    else if (target instanceof Opaque) target.listItems.push(item);
    else throw this.error("an item is appended to something that is no list");
  }

  addItems(): void {
    const items = this.popMark();
    const target = this.top();
    this.spend(items.length * Weight.entry);
    if (target instanceof PythonSet) for (const item of items) target.add(item, this.work);
    else if (target instanceof Set) for (const item of items) target.add(item);
    else if (target instanceof Opaque) target.setItems.push(...items);
    else throw this.error("an item is added to something that is no set");
  }
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}
