import { MisuseError } from "../errors.ts";
import { PythonValue } from "./python-value.ts";

/** The numbers of a {@link NumberArray}, in the form that has the size of Python's. */
export type Numbers =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/** What Python accepts for each letter, by size; "l" has 4 bytes on Windows and 8 elsewhere. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  b: ["Int8Array"],
  B: ["Uint8Array"],
  h: ["Int16Array"],
  H: ["Uint16Array"],
  i: ["Int32Array"],
  I: ["Uint32Array"],
  l: ["BigInt64Array", "Int32Array"],
  L: ["BigUint64Array", "Uint32Array"],
  q: ["BigInt64Array"],
  Q: ["BigUint64Array"],
  f: ["Float32Array"],
  d: ["Float64Array"],
};

/** Python's array.array. Throws MisuseError when the numbers aren't of the form that the letter stands for. */
export class NumberArray extends PythonValue {
  /** Python's letter for the type of the items: one of "bBhHiIlLqQfd", or "u" and "w" for text. */
  readonly typecode: string;
  /** The numbers; a string for "u" and "w". */
  readonly values: Numbers | string;

  constructor(typecode: string, values: Numbers | string) {
    super();
    const fits =
      typeof values === "string"
        ? typecode === "u" || typecode === "w"
        : Object.hasOwn(kinds, typecode) &&
          kinds[typecode]?.includes(values[Symbol.toStringTag]) === true;
    if (!fits)
      throw new MisuseError(`an array.array of type "${typecode}" can't hold these values`);
    this.typecode = typecode;
    this.values = values;
  }

  get typeName(): string {
    return "array.array";
  }
}
