import { NumberArray, type Numbers } from "../../pickle/number-array.ts";
import { Slice } from "../../pickle/slice.ts";
import { exposedMethods, type ServedKind } from "../exposed.ts";
import { addAtomicMethods } from "./atomic.ts";
import { pythonFloat } from "./arithmetic.ts";
import { built, isFloat, isIntegral, typeNameOf } from "./data.ts";
import { itemsOf } from "./items-of.ts";
import { MethodTable } from "./method-table.ts";
import { ABSENT } from "./parameters.ts";
import { builtin, indexError, typeError, valueError } from "./raise.ts";
import { repr } from "./repr.ts";
import { integer } from "./seconds.ts";
import { assignSlice, deleteSlice, sliced } from "./sequence.ts";
import { ServedByTable } from "./served.ts";
import { placeOf } from "./slices.ts";

/** How many bits the integers of each letter have; "f" and "d" are floats. */
const bits: ReadonlyMap<string, number> = new Map(
  Object.entries({ b: 8, h: 16, i: 32, l: 64, q: 64 }),
);

/** Python's `array.array`, as its managers serve it: numbers of one type. */
export class ServedArray extends ServedByTable<ServedArray> {
  readonly kind: ServedKind = "array";
  readonly exposed: readonly string[] = exposedMethods.array;
  protected readonly table: MethodTable<ServedArray> = methods;
  protected readonly self: ServedArray = this;
  readonly typecode: string;
  readonly #items: unknown[];

  constructor(typecode: unknown, items: unknown) {
    super();
    const letter = built(typecode);
    if (typeof letter !== "string" || !/^[bBhHiIlLqQfd]$/.test(letter))
      throw valueError("bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)");
    this.typecode = letter;
    this.#items = itemsOf(items).map((item) => this.#checked(item));
  }

  get length(): number {
    return this.#items.length;
  }

  getItem(index: unknown): unknown {
    if (index instanceof Slice) return numberArray(this.typecode, sliced(this.#items, index));
    return this.#items[this.#place(index, "array index out of range")];
  }

  setItem(index: unknown, value: unknown): null {
    if (index instanceof Slice) {
      if (!(value instanceof NumberArray))
        throw typeError(`can only assign array (not "${typeNameOf(value)}") to array slice`);
      if (value.typecode !== this.typecode)
        throw typeError("bad argument type for built-in operation");
      assignSlice(
        this.#items,
        index,
        itemsOf(value).map((item) => this.#checked(item)),
      );
    } else {
      const place = this.#place(index, "array assignment index out of range");
      this.#items[place] = this.#checked(value);
    }
    return null;
  }

  deleteItem(index: unknown): void {
    if (index instanceof Slice) deleteSlice(this.#items, index);
    else this.#items.splice(this.#place(index, "array assignment index out of range"), 1);
  }

  override repr(): string {
    return repr(this.value());
  }

  override value(): unknown {
    return numberArray(this.typecode, this.#items);
  }

  #place(index: unknown, message: string): number {
    if (!isIntegral(index)) throw typeError("array indices must be integers");
    return placeOf(index, this.#items.length, message);
  }

  #checked(item: unknown): unknown {
    const { typecode } = this;
    const value = built(item);
    if (typecode === "d" || typecode === "f") return float(typecode, value);
    if (!isIntegral(value))
      throw typeError(
        isFloat(value)
          ? "integer argument expected, got float"
          : `'${typeNameOf(value)}' object cannot be interpreted as an integer`,
      );
    const width = bits.get(typecode.toLowerCase()) ?? 64;
    const isUnsigned = typecode !== typecode.toLowerCase();
    const low = isUnsigned ? 0n : -(1n << BigInt(width - 1));
    const high = isUnsigned ? (1n << BigInt(width)) - 1n : -low - 1n;
    const exact = BigInt(value);
    if (exact < low || exact > high)
      throw builtin("OverflowError", `a number doesn't fit an array of type '${typecode}'`);
    return typeof value === "boolean" ? Number(value) : value;
  }
}

function float(typecode: string, value: unknown): unknown {
  if (!isIntegral(value) && !isFloat(value))
    throw typeError(`must be real number, not ${typeNameOf(value)}`);
  return pythonFloat(typecode === "f" ? Math.fround(Number(value)) : Number(value));
}

const makers: Readonly<Record<string, (items: readonly unknown[]) => Numbers>> = {
  b: (items) => Int8Array.from(items, Number),
  B: (items) => Uint8Array.from(items, Number),
  h: (items) => Int16Array.from(items, Number),
  H: (items) => Uint16Array.from(items, Number),
  i: (items) => Int32Array.from(items, Number),
  I: (items) => Uint32Array.from(items, Number),
  l: (items) => BigInt64Array.from(items.map(whole)),
  L: (items) => BigUint64Array.from(items.map(whole)),
  q: (items) => BigInt64Array.from(items.map(whole)),
  Q: (items) => BigUint64Array.from(items.map(whole)),
  f: (items) => Float32Array.from(items, Number),
  d: (items) => Float64Array.from(items, Number),
};

function whole(item: unknown): bigint {
  return isIntegral(item) ? BigInt(item) : 0n;
}

function numberArray(typecode: string, items: readonly unknown[]): NumberArray {
  // Only letters that have one get here.
  const make = makers[typecode] as (items: readonly unknown[]) => Numbers;
  return new NumberArray(typecode, make(items));
}

const methods: MethodTable<ServedArray> = new MethodTable<ServedArray>("array")
  .method("__len__", (self) => self.length)
  .method("__getitem__ index", (self, [index]) => self.getItem(built(index)))
  .method("__setitem__ index value", (self, [index, value]) =>
    self.setItem(built(index), built(value)),
  )
  // What Python 2 calls for `array[i:j]`.
  .method("__getslice__ i j", (self, [i, j]) => self.getItem(new Slice(i, j)))
  .method("__setslice__ i j values", (self, [i, j, values]) =>
    self.setItem(new Slice(i, j), built(values)),
  );
addAtomicMethods(methods, (self) => ({
  read: (index) => {
    const place = integer(index);
    return -self.length <= place && place < self.length ? self.getItem(place) : ABSENT;
  },
  write: (index, value) => self.setItem(index, value),
  remove: (index) => self.deleteItem(index),
  missing: () => indexError("array index out of range"),
}));
