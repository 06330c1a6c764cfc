import { ByteArray } from "../../pickle/byte-array.ts";
import { Complex } from "../../pickle/complex.ts";
import { Decimal } from "../../pickle/decimal.ts";
import { Deque } from "../../pickle/deque.ts";
import { Counter, DefaultDict, OrderedDict } from "../../pickle/dict-kinds.ts";
import { Dict } from "../../pickle/dict.ts";
import { Float } from "../../pickle/float.ts";
import { Fraction } from "../../pickle/fraction.ts";
import { GlobalName } from "../../pickle/global-name.ts";
import { NumberArray } from "../../pickle/number-array.ts";
import { FrozenSet, PythonSet } from "../../pickle/python-set.ts";
import { PythonException } from "../../pickle/python-exception.ts";
import { Range } from "../../pickle/range.ts";
import { Slice } from "../../pickle/slice.ts";
import { Uuid } from "../../pickle/uuid.ts";
import { PythonValue } from "../../pickle/python-value.ts";
import { isList, built, typeNameOf, isTuple } from "./data.ts";
import { reprOfDate } from "./repr-of-dates.ts";
import { reprOfBytes, reprOfFloat, reprOfText } from "./repr-of-scalars.ts";

/** More characters aren't written: values that share parts could take for ever. */
const LONGEST = 4_000_000;
const DEEPEST = 200;

/** Writes a value as Python's `repr` does. What is too long or too deep is cut off with "...". */
export function repr(value: unknown): string {
  return new Writer().write(value);
}

class Writer {
  #left = LONGEST;
  readonly #open: unknown[] = [];

  write(value: unknown): string {
    if (this.#left <= 0) return "...";
    const data = built(value);
    const text = scalar(data) ?? this.#container(data);
    this.#left -= text.length;
    return text;
  }

  #container(value: unknown): string {
    if (this.#open.includes(value) || this.#open.length > DEEPEST)
      return isList(value) ? "[...]" : "{...}";
    this.#open.push(value);
    const text = this.#open.length > DEEPEST ? "..." : this.#contents(value);
    this.#open.pop();
    return text;
  }

  #contents(value: unknown): string {
    if (isList(value)) return `[${this.#items(value)}]`;
    if (isTuple(value)) return `(${this.#items(value.items)}${value.length === 1 ? "," : ""})`;
    if (value instanceof Dict) return this.#dict(value);
    if (value instanceof Map) return `{${this.#entries(value)}}`;
    if (value instanceof PythonSet || value instanceof Set)
      return value.size === 0 ? "set()" : `{${this.#items(value)}}`;
    if (value instanceof FrozenSet)
      return value.size === 0 ? "frozenset()" : `frozenset({${this.#items(value)}})`;
    if (value instanceof Deque)
      return value.maximumLength === null
        ? `deque([${this.#items(value.items)}])`
        : `deque([${this.#items(value.items)}], maxlen=${value.maximumLength})`;
    if (value instanceof NumberArray) return this.#array(value);
    if (value instanceof PythonException) return `${value.className}(${this.#items(value.args)})`;
    if (value instanceof Slice)
      return `slice(${this.#items([value.start, value.stop, value.step])})`;
    return this.#object(value);
  }

  #items(items: Iterable<unknown>): string {
    const texts: string[] = [];
    for (const item of items) texts.push(this.write(item));
    return texts.join(", ");
  }

  #entries(entries: Iterable<readonly [unknown, unknown]>): string {
    const texts: string[] = [];
    for (const [key, value] of entries) texts.push(`${this.write(key)}: ${this.write(value)}`);
    return texts.join(", ");
  }

  #dict(dict: Dict): string {
    const entries = `{${this.#entries(dict)}}`;
    if (dict instanceof DefaultDict) return `defaultdict(${this.write(dict.factory)}, ${entries})`;
    if (!(dict instanceof OrderedDict || dict instanceof Counter)) return entries;
    return dict.size === 0 ? `${dict.typeName}()` : `${dict.typeName}(${entries})`;
  }

  #array({ typecode, values }: NumberArray): string {
    if (typeof values === "string") return `array('${typecode}', ${reprOfText(values)})`;
    const items = [...values].map((item) => arrayItem(typecode, item));
    return items.length === 0
      ? `array('${typecode}')`
      : `array('${typecode}', [${items.join(", ")}])`;
  }

  #object(value: unknown): string {
    if (typeof value === "object" && value !== null && !(value instanceof PythonValue)) {
      const prototype: unknown = Object.getPrototypeOf(value);
      if (prototype === Object.prototype || prototype === null)
        return `{${this.#entries(Object.entries(value))}}`;
    }
    return `<${typeNameOf(value)} object>`;
  }
}

function arrayItem(typecode: string, item: number | bigint): string {
  const isFloat = typecode === "d" || typecode === "f";
  return isFloat ? reprOfFloat(Number(item)) : String(item);
}

function scalar(value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
      return reprOfText(value);
    case "number":
      return Number.isInteger(value) ? BigInt(value).toString() : reprOfFloat(value);
    case "bigint":
      return value.toString();
    case "boolean":
      return value ? "True" : "False";
    case "undefined":
      return "None";
    default:
      return value === null ? "None" : scalarObject(value);
  }
}

function scalarObject(value: unknown): string | undefined {
  if (value instanceof Float) return reprOfFloat(value.value);
  if (value instanceof Uint8Array) return reprOfBytes(value);
  if (value instanceof ByteArray) return `bytearray(${reprOfBytes(value.bytes)})`;
  if (value instanceof Decimal) return `Decimal('${value.text}')`;
  if (value instanceof Fraction) return `Fraction(${value.numerator}, ${value.denominator})`;
  if (value instanceof Uuid) return `UUID('${value.text}')`;
  if (value instanceof Complex) return reprOfComplex(value);
  if (value instanceof GlobalName) return reprOfGlobal(value);
  if (value instanceof Range) return reprOfRange(value);
  return reprOfDate(value);
}

function reprOfRange({ start, stop, step }: Range): string {
  return BigInt(step) === 1n ? `range(${start}, ${stop})` : `range(${start}, ${stop}, ${step})`;
}

function reprOfGlobal({ module, name }: GlobalName): string {
  return `<class '${module === "builtins" ? name : `${module}.${name}`}'>`;
}

function reprOfComplex({ real, imaginary }: Complex): string {
  const part = reprOfFloat(imaginary).replace(/\.0$/, "");
  if (Object.is(real, 0)) return `${part}j`;
  const sign = part.startsWith("-") ? "" : "+";
  return `(${reprOfFloat(real).replace(/\.0$/, "")}${sign}${part}j)`;
}
