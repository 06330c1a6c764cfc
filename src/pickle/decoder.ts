import { Weight, type Allowance } from "./budget.ts";
import { ByteArray } from "./byte-array.ts";
import { decodeSeldom } from "./decode-seldom.ts";
import type { DecodePickleOptions } from "./decode-options.ts";
import { DecodeObjects } from "./decode-objects.ts";
import { Deque } from "./deque.ts";
import { Dict, setOwn } from "./dict.ts";
import { Float } from "./float.ts";
import { Op, opcodeName } from "./opcodes.ts";
import { Opaque } from "./opaque.ts";
import { FrozenSet, PythonSet } from "./python-set.ts";
import { Tuple } from "./tuple.ts";

const emptyTuple = new Tuple([]);

/** Runs through a pickle once. One is made for each. */
export class Decoder extends DecodeObjects {
  /** How many dicts have been made in the natural form. */
  #dicts = 0;
  readonly #natural: boolean;

  constructor(bytes: Buffer, allowance: Allowance, options: DecodePickleOptions) {
    super(bytes, allowance, options);
    this.#natural = this.form === "natural";
  }

  /** Gives what is on top of the stack at STOP. */
  // oxlint-disable-next-line eslint/max-lines-per-function -- the one loop that runs for every byte: a jump table
  run(): unknown {
    for (;;) {
      const code = this.byte();
      switch (code) {
        case Op.memoize:
          this.memoize();
          break;
        case Op.shortBinunicode:
          this.stack.push(this.text(this.byte()));
          break;
        case Op.binget:
          this.stack.push(this.get(this.byte()));
          break;
        case Op.binint1:
          this.stack.push(this.byte());
          break;
        case Op.binint2:
          this.stack.push(this.uint16());
          break;
        case Op.binint:
          this.stack.push(this.int32());
          break;
        case Op.binfloat:
          this.stack.push(this.#float(this.float64()));
          break;
        case Op.none:
          this.stack.push(null);
          break;
        case Op.mark:
          this.mark();
          break;
        case Op.emptyDict:
          this.stack.push(this.#dict());
          break;
        case Op.setitems:
          this.#setItems();
          break;
        case Op.setitem:
          this.#setItem();
          break;
        case Op.emptyList:
          this.spend(Weight.list);
          this.stack.push([]);
          break;
        case Op.appends:
          this.#appendAll();
          break;
        case Op.append:
          this.#append(this.pop());
          break;
        case Op.tuple:
          this.stack.push(this.#tuple(this.popMark()));
          break;
        case Op.tuple1:
          this.stack.push(this.#tuple([this.pop()]));
          break;
        case Op.tuple2:
          this.#tuple2();
          break;
        case Op.tuple3:
          this.#tuple3();
          break;
        case Op.emptyTuple:
          this.stack.push(this.#natural ? this.#tuple([]) : emptyTuple);
          break;
        case Op.newtrue:
          this.stack.push(true);
          break;
        case Op.newfalse:
          this.stack.push(false);
          break;
        case Op.stop:
          return this.#stop();
        default:
          this.#further(code);
      }
    }
  }

  // oxlint-disable-next-line eslint/max-lines-per-function -- the second half of the jump table
  #further(code: number): void {
    const { stack } = this;
    switch (code) {
      case Op.binunicode:
        return void stack.push(this.text(this.uint32()));
      case Op.binunicode8:
        return void stack.push(this.text(this.length64()));
      case Op.shortBinbytes:
        return void stack.push(this.#bytes(this.byte()));
      case Op.binbytes:
        return void stack.push(this.#bytes(this.uint32()));
      case Op.binbytes8:
        return void stack.push(this.#bytes(this.length64()));
      case Op.bytearray8:
        return void stack.push(this.#byteArray(this.length64()));
      case Op.long1:
        return void stack.push(this.integer(this.byte()));
      case Op.long4:
        return void stack.push(this.integer(this.int32()));
      case Op.longBinget:
        return void stack.push(this.get(this.uint32()));
      case Op.binput:
        return this.put(this.byte());
      case Op.longBinput:
        return this.put(this.uint32());
      case Op.proto:
        return this.startProtocol(this.byte());
      case Op.frame:
        return this.#frame(this.length64());
      case Op.emptySet:
        this.spend(Weight.set);
        return void stack.push(this.#natural ? new Set() : new PythonSet());
      case Op.additems:
        return this.#addItems();
      case Op.frozenset:
        return void stack.push(this.#frozenSet(this.popMark()));
      case Op.pop:
        return this.discard();
      case Op.popMark:
        stack.length = this.unmark();
        return;
      case Op.dup:
        return void stack.push(this.top());
      case Op.shortBinstring:
        return void stack.push(this.oldText(this.byte()));
      case Op.binstring:
        return void stack.push(this.oldText(this.int32()));
      case Op.reduce:
        return this.reduce();
      case Op.newobj:
        return this.newobj();
      case Op.newobjEx:
        return this.newobjEx();
      case Op.build:
        return this.build();
      case Op.stackGlobal:
        return this.stackGlobal();
      default:
        return this.#seldom(code);
    }
  }

  /** The opcodes of protocols 0 and 1. */
  #seldom(code: number): void {
    switch (code) {
      case Op.dict:
        return this.#fillNewDict();
      case Op.list:
        this.spend(Weight.list);
        return void this.stack.push(this.popMark());
      case Op.float:
        return void this.stack.push(this.#float(this.decimalFloat()));
      default:
        if (!decodeSeldom(this, code)) {
          throw this.error(`the opcode ${opcodeName(code)} isn't known or isn't allowed`);
        }
    }
  }

  #stop(): unknown {
    const value = this.pop();
    return value;
  }

  #float(value: number): number | Float {
    // Only floats that could be taken for an int need a class of their own.
    if (!Number.isInteger(value) || this.#natural) return value;
    this.spend(Weight.tuple);
    return new Float(value);
  }

  #tuple(items: unknown[]): unknown {
    this.spend(Weight.tuple);
    return this.#natural ? items : new Tuple(items);
  }

  #tuple2(): void {
    const second = this.pop();
    const first = this.pop();
    this.stack.push(this.#tuple([first, second]));
  }

  #tuple3(): void {
    const third = this.pop();
    const second = this.pop();
    const first = this.pop();
    this.stack.push(this.#tuple([first, second, third]));
  }

  #bytes(length: number): Uint8Array {
    this.spend(Weight.bytes);
    return this.raw(length);
  }

  #byteArray(length: number): unknown {
    this.spend(Weight.bytes);
    const bytes = this.rawCopy(this.advance(length), length);
    return this.#natural ? bytes : new ByteArray(bytes);
  }

  #frozenSet(items: unknown[]): unknown {
    this.spend(Weight.set + items.length * Weight.entry);
    return this.#natural ? new Set(items) : new FrozenSet(items, this.work);
  }

  #frame(length: number): void {
    if (length > this.bytes.length - this.position) throw this.error("a frame is longer than it");
  }

  #dict(): unknown {
    this.spend(Weight.dict);
    if (this.#natural) {
      const number = this.#dicts++;
      return this.maps?.has(number) === true || this.#otherKeyFollows() ? new Map() : {};
    }
    const dict = new Dict();
    this.survey?.push(dict);
    return dict;
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

  // oxlint-disable-next-line eslint/max-lines-per-function -- a list
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

  #fillNewDict(): void {
    const items = this.popMark();
    this.stack.push(this.#dict());
    this.#setAll(this.top(), items);
  }

  #setItem(): void {
    const value = this.pop();
    const key = this.pop();
    this.#set(this.top(), key, value);
  }

  #setItems(): void {
    const { fence: start, stack } = this;
    this.unmark();
    if (this.fence >= start) throw this.error("there is no dict below the mark");
    const target = stack[start - 1];
    if ((stack.length - start) % 2 !== 0) throw this.error("a key has no value");
    for (let index = start; index < stack.length; index += 2)
      this.#set(target, stack[index], stack[index + 1]);
    stack.length = start;
  }

  #setAll(target: unknown, items: readonly unknown[]): void {
    if (items.length % 2 !== 0) throw this.error("a key has no value");
    for (let index = 0; index < items.length; index += 2)
      this.#set(target, items[index], items[index + 1]);
  }

  #set(target: unknown, key: unknown, value: unknown): void {
    this.spend(Weight.entry);
    if (target instanceof Dict) target.set(key, value, this.work);
    else if (target instanceof Opaque) target.dictItems.push(key, value);
    else if (target instanceof Map) target.set(key, value);
    else if (isPlain(target)) {
      if (typeof key !== "string") throw this.mixedKeys();
      setOwn(target, key, value);
    } else throw this.error("an entry is set in something that is no dict");
  }

  #append(item: unknown): void {
    this.#appendTo(this.top(), item);
  }

  #appendAll(): void {
    const { fence: start, stack } = this;
    this.unmark();
    if (this.fence >= start) throw this.error("there is no list below the mark");
    const target = stack[start - 1];
    for (let index = start; index < stack.length; index += 1) this.#appendTo(target, stack[index]);
    stack.length = start;
  }

  #appendTo(target: unknown, item: unknown): void {
    if (Array.isArray(target)) target.push(item);
    else if (target instanceof Deque) target.items.push(item);
    else if (target instanceof Opaque) target.listItems.push(item);
    else throw this.error("an item is appended to something that is no list");
  }

  #addItems(): void {
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
