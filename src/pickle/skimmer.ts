import { isUtf8 } from "node:buffer";
import { Weight } from "./budget.ts";
import { Op } from "./opcodes.ts";
import { plainProtocol } from "./opcode-table.ts";
import { SkimContainers } from "./skim-containers.ts";
import { Kind } from "./skim-state.ts";

/** Longer ints are left to the decoder, which has a limit. */
const LONGEST_INTEGER = 255;

/** Runs through a pickle and checks it as a reader would, without making a value. */
export class Skimmer extends SkimContainers {
  bytes: Buffer = Buffer.alloc(0);
  /** Whether something of protocol 5 came. */
  newest = false;
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

  #step(code: number): boolean {
    const at = this.position;
    switch (code) {
      case Op.mark:
        this.position = at + 1;
        this.mark(at);
        return true;
      case Op.emptyDict:
        return this.container(Kind.dict, Weight.dict);
      case Op.emptyList:
        return this.container(Kind.list, Weight.list);
      case Op.setitems:
        return this.setItems();
      case Op.setitem:
        return this.setItem();
      case Op.appends:
        return this.appends();
      case Op.append:
        return this.append();
      case Op.tuple:
        return this.markedTuple();
      case Op.tuple1:
      case Op.tuple2:
      case Op.tuple3:
        return this.shortTuple(code - Op.tuple1 + 1);
      case Op.emptyTuple:
        return this.emptyTuple(at);
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
        return this.container(Kind.set, Weight.set);
      case Op.additems:
        return this.addItems();
      case Op.frozenset:
        return this.frozenSet();
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
