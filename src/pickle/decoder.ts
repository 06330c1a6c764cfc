import { Weight } from "./budget.ts";
import { decodeSeldom } from "./decode-seldom.ts";
import { MixedKeys } from "./decode-objects.ts";
import { DecodeContainers } from "./decode-containers.ts";
import { Float } from "./float.ts";
import { Op, opcodeName } from "./opcodes.ts";
import { PythonSet } from "./python-set.ts";
import { shortAscii } from "./text.ts";
import { Tuple } from "./tuple.ts";

/** Up to this many characters a loop beats the call into native code. */
const SHORT = 24;
const emptyTuple = new Tuple([]);

/** Runs through a pickle once. One is made for each. */
export class Decoder extends DecodeContainers {
  /** Gives what is on top of the stack at STOP. */
  // oxlint-disable-next-line eslint/max-lines-per-function -- every byte goes through this loop: what comes most often works on local variables
  run(): unknown {
    const { bytes, stack, memo } = this;
    const { length } = bytes;
    let { position, depth } = this;
    while (position < length) {
      // They are inside, here and below.
      const code = bytes[position] as number;
      if (code === Op.memoize && depth > this.fence) {
        this.position = position += 1;
        this.remember(stack[depth - 1]);
        continue;
      }
      if (position + 1 < length) {
        const next = bytes[position + 1] as number;
        if (code === Op.binget && next < memo.length && this.memoBase === 0) {
          stack[depth++] = memo[next];
          position += 2;
          continue;
        }
        if (code === Op.binint1) {
          stack[depth++] = next;
          position += 2;
          continue;
        }
        if (code === Op.shortBinunicode && next <= SHORT && position + 2 + next <= length) {
          const text = shortAscii(bytes, position + 2, position + 2 + next);
          if (text !== undefined) {
            stack[depth++] = text;
            position += 2 + next;
            continue;
          }
        }
      }
      this.position = position + 1;
      this.depth = depth;
      if (code === Op.stop) {
        if (this.misguessed()) throw new MixedKeys();
        return this.pop();
      }
      this.#step(code);
      ({ position, depth } = this);
    }
    this.position = position;
    throw this.error("it ends too early");
  }

  // oxlint-disable-next-line eslint/max-lines-per-function -- a jump table
  #step(code: number): void {
    switch (code) {
      case Op.memoize:
        this.memoize();
        break;
      case Op.shortBinunicode:
        this.push(this.text(this.byte()));
        break;
      case Op.binget:
        this.push(this.get(this.byte()));
        break;
      case Op.binint1:
        this.push(this.byte());
        break;
      case Op.binint2:
        this.push(this.uint16());
        break;
      case Op.binint:
        this.push(this.int32());
        break;
      case Op.binfloat:
        this.push(this.#float(this.float64()));
        break;
      case Op.none:
        this.push(null);
        break;
      case Op.mark:
        this.mark();
        break;
      case Op.emptyDict:
        this.push(this.newDict());
        break;
      case Op.setitems:
        this.setItems();
        break;
      case Op.setitem:
        this.setItem();
        break;
      case Op.emptyList:
        this.spend(Weight.list);
        this.push([]);
        break;
      case Op.appends:
        this.appendAll();
        break;
      case Op.append:
        this.append(this.pop());
        break;
      case Op.tuple:
        this.push(this.#tuple(this.popMark()));
        break;
      case Op.tuple1:
        this.push(this.#tuple([this.pop()]));
        break;
      case Op.tuple2:
        this.#tuple2();
        break;
      case Op.tuple3:
        this.#tuple3();
        break;
      case Op.emptyTuple:
        this.push(this.natural ? this.#tuple([]) : emptyTuple);
        break;
      case Op.newtrue:
        this.push(true);
        break;
      case Op.newfalse:
        this.push(false);
        break;
      default:
        this.#further(code);
    }
  }

  // oxlint-disable-next-line eslint/max-lines-per-function -- the second half of the jump table
  #further(code: number): void {
    switch (code) {
      case Op.binunicode:
        return this.push(this.text(this.uint32()));
      case Op.binunicode8:
        return this.push(this.text(this.length64()));
      case Op.shortBinbytes:
        return this.push(this.newBytes(this.byte()));
      case Op.binbytes:
        return this.push(this.newBytes(this.uint32()));
      case Op.binbytes8:
        return this.push(this.newBytes(this.length64()));
      case Op.bytearray8:
        return this.push(this.newByteArray(this.length64()));
      case Op.long1:
        return this.push(this.integer(this.byte()));
      case Op.long4:
        return this.push(this.integer(this.int32()));
      case Op.longBinget:
        return this.push(this.get(this.uint32()));
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
        return this.push(this.natural ? new Set() : new PythonSet());
      case Op.additems:
        return this.addItems();
      case Op.frozenset:
        return this.push(this.newFrozenSet(this.popMark()));
      case Op.pop:
        return this.discard();
      case Op.popMark:
        this.depth = this.unmark();
        return;
      case Op.dup:
        return this.push(this.top());
      case Op.shortBinstring:
        return this.push(this.oldText(this.byte()));
      case Op.binstring:
        return this.push(this.oldText(this.int32()));
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
        return this.fillNewDict();
      case Op.list:
        this.spend(Weight.list);
        return this.push(this.popMark());
      case Op.float:
        return this.push(this.#float(this.decimalFloat()));
      default:
        if (!decodeSeldom(this, code)) {
          throw this.error(`the opcode ${opcodeName(code)} isn't known or isn't allowed`);
        }
    }
  }

  #float(value: number): number | Float {
    // Only floats that could be taken for an int need a class of their own.
    if (!Number.isInteger(value) || this.natural) return value;
    this.spend(Weight.tuple);
    return new Float(value);
  }

  #tuple(items: unknown[]): unknown {
    this.spend(Weight.tuple);
    return this.natural ? items : new Tuple(items);
  }

  #tuple2(): void {
    const second = this.pop();
    const first = this.pop();
    this.push(this.#tuple([first, second]));
  }

  #tuple3(): void {
    const third = this.pop();
    const second = this.pop();
    const first = this.pop();
    this.push(this.#tuple([first, second, third]));
  }

  #frame(length: number): void {
    if (length > this.bytes.length - this.position) throw this.error("a frame is longer than it");
  }
}
