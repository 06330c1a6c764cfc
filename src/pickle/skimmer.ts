import { isUtf8 } from "node:buffer";
import { Weight } from "./budget.ts";
import { Op } from "./opcodes.ts";
import { plainProtocol } from "./opcode-table.ts";
import { Kind, SkimState } from "./skim-state.ts";

/** The items that a tuple was made of, by where they are in the bytes. */
export interface Items {
  /** Where the tuple begins. */
  start: number;
  /** Where the opcode is that makes it. */
  end: number;
  /** How many numbers of the memo had been given there. */
  memoized: number;
  /** How many there are; the lists may be longer. */
  count: number;
  readonly starts: number[];
  /** How many numbers of the memo had been given before each. */
  readonly memoBases: number[];
}

function noItems(): Items {
  return { start: -1, end: 0, memoized: 0, count: 0, starts: [], memoBases: [] };
}

/** Longer ints are left to the decoder, which has a limit. */
const LONGEST_INTEGER = 255;

/** Runs through a pickle and checks it as a reader would, without making a value. */
export class Skimmer extends SkimState {
  bytes: Buffer = Buffer.alloc(0);
  position = 0;
  /** What a reader of the values will take, roughly and in bytes. */
  weight = 0;
  /** Whether something of protocol 5 came. */
  newest = false;
  /** Of what the tuple at the bottom of the stack was made. */
  readonly outer: Items = noItems();
  /** Of what the last tuple that was made at place 2 above the first mark was made: the arguments of a request. */
  readonly inner: Items = noItems();

  /** Gives false for a pickle that isn't plain data from beginning to end, or isn't well-formed. */
  // oxlint-disable-next-line eslint/max-lines-per-function -- every byte of every request goes through this loop: what comes often works on local variables, which is several times as fast
  run(bytes: Buffer): boolean {
    this.#begin(bytes);
    const { length } = bytes;
    const protocol = bytes[1] ?? 0;
    let { kinds, starts, memoBases, memo, position, depth, memoized } = this;
    while (position < length) {
      // It is inside; so are the bytes below whose end has been compared.
      const code = bytes[position] as number;
      if (depth >= kinds.length || memoized >= memo.length) {
        this.depth = depth;
        this.grow();
        ({ kinds, starts, memoBases, memo } = this);
      }
      // What comes later than the protocol says would reach readers that don't know it.
      if (protocol < 4 && (plainProtocol[code] ?? 0) > protocol) return false;
      let end = position + (atomSizes[code] ?? 0);
      let kind: number = Kind.atom;
      if (end === position) {
        if (code === Op.memoize && !this.explicit && depth > this.fence) {
          memo[memoized++] = kinds[depth - 1] ?? 0;
          position += 1;
          continue;
        }
        if (code === Op.shortBinunicode && position + 1 < length) {
          end = position + 2 + (bytes[position + 1] as number);
          if (end > length || !isText(bytes, position + 2, end)) return false;
        } else if (code === Op.binget && position + 1 < length) {
          const index = (bytes[position + 1] as number) - this.firstNumber;
          if (index < 0 || index >= memoized) return false;
          this.refer(position, index);
          kind = memo[index] ?? 0;
          end = position + 2;
        } else {
          this.position = position;
          this.depth = depth;
          this.memoized = memoized;
          if (code === Op.stop) return depth === 1 && this.marks.length === 0;
          if (!this.#step(code)) return false;
          ({ position, depth, memoized } = this);
          continue;
        }
      }
      kinds[depth] = kind;
      starts[depth] = position;
      memoBases[depth] = memoized;
      depth += 1;
      position = end;
    }
    return false;
  }

  #begin(bytes: Buffer): void {
    this.reset();
    this.bytes = bytes;
    this.position = 2;
    this.weight = 0;
    this.newest = false;
    this.outer.start = -1;
    this.outer.count = 0;
    this.inner.start = -1;
    this.inner.count = 0;
  }

  // oxlint-disable-next-line eslint/max-lines-per-function -- a jump table
  #step(code: number): boolean {
    const at = this.position;
    switch (code) {
      case Op.mark:
        this.position = at + 1;
        this.mark(at);
        return true;
      case Op.emptyDict:
        return this.#container(Kind.dict, Weight.dict);
      case Op.emptyList:
        return this.#container(Kind.list, Weight.list);
      case Op.setitems:
        return this.#setItems();
      case Op.setitem:
        return this.#setItem();
      case Op.appends:
        return this.#appends();
      case Op.append:
        return this.#append();
      case Op.tuple:
        return this.#markedTuple();
      case Op.tuple1:
      case Op.tuple2:
      case Op.tuple3:
        return this.#shortTuple(code - Op.tuple1 + 1);
      case Op.emptyTuple:
        return this.#emptyTuple(at);
      default:
        return this.#further(code, at);
    }
  }

  // oxlint-disable-next-line eslint/max-lines-per-function -- the second half of the jump table
  #further(code: number, at: number): boolean {
    switch (code) {
      case Op.binunicode:
        return this.#text(at + 5, this.#word(at + 1));
      case Op.binunicode8:
        return this.#text(at + 9, this.#length64(at + 1));
      case Op.shortBinbytes:
        return this.#sized(at + 2, this.#byte(at + 1));
      case Op.binbytes:
        return this.#sized(at + 5, this.#word(at + 1));
      case Op.binbytes8:
        return this.#sized(at + 9, this.#length64(at + 1));
      case Op.bytearray8:
        if ((this.bytes[1] ?? 0) < 5) return false;
        this.newest = true;
        return this.#sized(at + 9, this.#length64(at + 1), Kind.other);
      case Op.shortBinstring:
        return this.#oldText(at + 2, this.#byte(at + 1));
      case Op.binstring:
        return this.#oldText(at + 5, this.#word(at + 1));
      case Op.long1:
        return this.#atom(at + 2 + this.#byte(at + 1));
      case Op.long4:
        return this.#word(at + 1) <= LONGEST_INTEGER && this.#atom(at + 5 + this.#word(at + 1));
      case Op.longBinget:
        return this.#get(this.#word(at + 1), at + 5);
      case Op.binput:
        return this.#put(this.#byte(at + 1), at + 2);
      case Op.longBinput:
        return this.#put(this.#word(at + 1), at + 5);
      case Op.frame:
        this.frames.push(at);
        this.position = at + 9;
        return this.#length64(at + 1) <= this.bytes.length - this.position;
      case Op.emptySet:
        return this.#container(Kind.set, Weight.set);
      case Op.additems:
        return this.#addItems();
      case Op.frozenset:
        return this.#frozenSet();
      default:
        return false;
    }
  }

  #atom(end: number): boolean {
    // A byte that isn't there has made it NaN.
    if (!(end <= this.bytes.length)) return false;
    this.push(Kind.atom, this.position);
    this.position = end;
    return true;
  }

  #container(kind: number, weight: number): boolean {
    this.weight += weight;
    this.push(kind, this.position++);
    return true;
  }

  #sized(start: number, length: number, kind: number = Kind.atom): boolean {
    this.weight += Weight.bytes;
    if (!(length <= this.bytes.length - start)) return false;
    this.push(kind, this.position);
    this.position = start + length;
    return true;
  }

  #text(start: number, length: number): boolean {
    const end = start + length;
    if (!(end <= this.bytes.length) || !isText(this.bytes, start, end)) return false;
    this.push(Kind.atom, this.position);
    this.position = end;
    return true;
  }

  /** Texts of Python 2 are bytes as well: those that aren't ASCII are the decoder's. */
  #oldText(start: number, length: number): boolean {
    const end = start + length;
    if (!(end <= this.bytes.length)) return false;
    for (let index = start; index < end; index += 1) if (this.#byte(index) > 0x7f) return false;
    this.push(Kind.atom, this.position);
    this.position = end;
    return true;
  }

  #get(number: number, end: number): boolean {
    const index = number - this.firstNumber;
    if (!(index >= 0 && index < this.memoized) || end > this.bytes.length) return false;
    this.refer(this.position, index);
    this.push(this.memo[index] ?? 0, this.position);
    this.position = end;
    return true;
  }

  /** Only numbers in their order: then those of a part can be moved. */
  #put(number: number, end: number): boolean {
    if (this.memoized === 0) {
      this.explicit = true;
      this.firstNumber = number;
    }
    if (!this.explicit || number !== this.firstNumber + this.memoized || end > this.bytes.length)
      return false;
    this.position = end;
    return this.memoize();
  }

  #setItems(): boolean {
    const from = this.fence;
    this.position += 1;
    if (!this.unmark() || from <= this.fence || (this.depth - from) % 2 !== 0) return false;
    if (this.kinds[from - 1] !== Kind.dict) return false;
    for (let index = from; index < this.depth; index += 2)
      if ((this.kinds[index] ?? Kind.other) > Kind.deepest) return false;
    this.weight += ((this.depth - from) >> 1) * Weight.entry;
    this.depth = from;
    return true;
  }

  #setItem(): boolean {
    this.position += 1;
    const { depth, kinds } = this;
    if (depth - 3 < this.fence || kinds[depth - 3] !== Kind.dict) return false;
    this.weight += Weight.entry;
    this.depth = depth - 2;
    return (kinds[depth - 2] ?? Kind.other) <= Kind.deepest;
  }

  #appends(): boolean {
    const from = this.fence;
    this.position += 1;
    if (!this.unmark() || from <= this.fence || this.kinds[from - 1] !== Kind.list) return false;
    this.depth = from;
    return true;
  }

  #append(): boolean {
    this.position += 1;
    const { depth } = this;
    if (depth - 2 < this.fence || this.kinds[depth - 2] !== Kind.list) return false;
    this.depth = depth - 1;
    return true;
  }

  #addItems(): boolean {
    const from = this.fence;
    this.position += 1;
    if (!this.unmark() || from <= this.fence || this.kinds[from - 1] !== Kind.set) return false;
    if (this.kindOfTuple(from) === Kind.other) return false;
    this.weight += (this.depth - from) * Weight.entry;
    this.depth = from;
    return true;
  }

  #frozenSet(): boolean {
    const from = this.fence;
    const start = this.markStarts.at(-1) ?? 0;
    this.position += 1;
    if (!this.unmark()) return false;
    const kind = this.kindOfTuple(from);
    if (kind === Kind.other) return false;
    this.weight += Weight.set + (this.depth - from) * Weight.entry;
    this.#collapse(from, kind, start);
    return true;
  }

  #markedTuple(): boolean {
    const from = this.fence;
    const start = this.markStarts.at(-1) ?? 0;
    return this.unmark() && this.#tupleOf(from, start);
  }

  #shortTuple(count: number): boolean {
    const from = this.depth - count;
    return from >= this.fence && this.#tupleOf(from, this.starts[from] ?? 0);
  }

  /** Makes a tuple of the values from `from` on. What it is made of is noted where it may be a part of the request. */
  #tupleOf(from: number, start: number): boolean {
    if (from === 2 && this.marks.length === 1) this.#note(this.inner, from, start);
    else if (from === 0) this.#note(this.outer, from, start);
    this.weight += Weight.tuple;
    this.#collapse(from, this.kindOfTuple(from), start);
    this.position += 1;
    return true;
  }

  #emptyTuple(at: number): boolean {
    if (this.depth === 2 && this.marks.length === 1) this.#note(this.inner, 2, at);
    this.push(1, at);
    this.position = at + 1;
    return true;
  }

  #note(into: Items, from: number, start: number): void {
    into.start = start;
    into.end = this.position;
    into.memoized = this.memoized;
    into.count = this.depth - from;
    for (let index = 0; index < into.count; index += 1) {
      into.starts[index] = this.starts[from + index] ?? 0;
      into.memoBases[index] = this.memoBases[from + index] ?? 0;
    }
  }

  /** Puts one value in the place of all those from `from` on. */
  #collapse(from: number, kind: number, start: number): void {
    if (from === this.depth) return this.push(kind, start);
    this.kinds[from] = kind;
    this.starts[from] = start;
    this.depth = from + 1;
  }

  #byte(at: number): number {
    return this.bytes[at] ?? NaN;
  }

  #word(at: number): number {
    return at + 4 <= this.bytes.length ? this.bytes.readUInt32LE(at) : NaN;
  }

  #length64(at: number): number {
    return this.#word(at) + this.#word(at + 4) * 0x1_0000_0000;
  }
}

/** Opcodes of values that can be keys and have a fixed size: that size; 0 for all others. */
const atomSizes = new Uint8Array(256);
for (const [code, size] of [
  [Op.none, 1],
  [Op.newtrue, 1],
  [Op.newfalse, 1],
  [Op.binint1, 2],
  [Op.binint2, 3],
  [Op.binint, 5],
  [Op.binfloat, 9],
] as const)
  atomSizes[code] = size;

/** Whether the bytes, all of which are there, are UTF-8. */
function isText(bytes: Buffer, start: number, end: number): boolean {
  if (end - start > 64) return isUtf8(bytes.subarray(start, end));
  let seen = 0;
  for (let index = start; index < end; index += 1) seen |= bytes[index] as number;
  return seen < 0x80 || isUtf8(bytes.subarray(start, end));
}
