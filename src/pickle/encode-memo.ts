import type { WrittenProtocol } from "./encode-options.ts";
import { Op } from "./opcodes.ts";
import type { PickleWriter } from "./pickle-writer.ts";
import { Refused } from "./refused.ts";

/** As deep as CPython's own pickler goes. */
const MAXIMUM_DEPTH = 1_000;

/** The part of the encoder that knows what has been written, so that it comes once only. */
export class EncodeMemo {
  readonly writer: PickleWriter;
  readonly protocol: WrittenProtocol;
  /** The numbers of objects that have been written. */
  #memo: Map<object, number> | undefined;
  /** The numbers of texts and of classes that have been written. */
  #names: Map<string, number> | undefined;
  /** How many numbers have been given. */
  memoized = 0;
  #depth = 0;

  constructor(writer: PickleWriter, protocol: WrittenProtocol) {
    this.writer = writer;
    this.protocol = protocol;
  }

  /** Gives the value on top of Python's stack the next number. */
  memoize(): number {
    const number = this.memoized++;
    const { writer } = this;
    if (this.protocol > 2) writer.byte(Op.memoize);
    else if (number < 256) writer.pair(Op.binput, number);
    else writer.word(Op.longBinput, number);
    return number;
  }

  /** Writes what `name` stands for, if it was written already. */
  recallName(name: string): boolean {
    const known = this.#names?.get(name);
    if (known === undefined) return false;
    this.#get(known);
    return true;
  }

  /** The value on top of Python's stack is what `name` stands for. */
  rememberName(name: string): void {
    this.#names ??= new Map();
    this.#names.set(name, this.memoize());
  }

  /** Whether something has been written. */
  knows(object: object): boolean {
    return this.#memo?.has(object) === true;
  }

  /** The value on top of Python's stack is `object`. */
  remember(object: object): void {
    this.#memo ??= new Map();
    this.#memo.set(object, this.memoize());
  }

  /** Writes that something was written already, if it was. */
  recall(object: object): boolean {
    const known = this.#memo?.get(object);
    if (known === undefined) return false;
    this.#get(known);
    return true;
  }

  /** Python has just made `object`. Where it is inside itself it has been made before: that one is taken. */
  made(object: object): void {
    const known = this.#memo?.get(object);
    if (known === undefined) return this.remember(object);
    this.writer.byte(Op.pop);
    this.#get(known);
  }

  #get(number: number): void {
    if (number < 256) this.writer.pair(Op.binget, number);
    else this.writer.word(Op.longBinget, number);
  }

  /** Goes into a container, which is to be left with `leave`. */
  enter(offender: unknown): void {
    if (++this.#depth > MAXIMUM_DEPTH)
      throw new Refused(offender, `it is nested more than ${MAXIMUM_DEPTH} deep`);
  }

  leave(): void {
    this.#depth -= 1;
  }
}
