import { ByteArray } from "./byte-array.ts";
import { Complex } from "./complex.ts";
import { Decimal } from "./decimal.ts";
import type { GlobalCall, GlobalConstructor } from "./decode-options.ts";
import { Deque } from "./deque.ts";
import { Dict } from "./dict.ts";
import { Counter, DefaultDict, OrderedDict } from "./dict-kinds.ts";
import { exceptionPaths } from "./exception-names.ts";
import { Fraction } from "./fraction.ts";
import { dateGlobals } from "./globals-dates.ts";
import { arrayGlobals } from "./globals-arrays.ts";
import { Float } from "./float.ts";
import { arrivedException, PythonException } from "./python-exception.ts";
import { FrozenSet, PythonSet } from "./python-set.ts";
import { Range } from "./range.ts";
import { Slice } from "./slice.ts";
import { isTuple, Tuple } from "./tuple.ts";
import { Uuid } from "./uuid.ts";

/** Gives the items of what Python would iterate over. */
function itemsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (isTuple(value)) return value.items;
  if (value instanceof PythonSet || value instanceof FrozenSet || value instanceof Set)
    return [...value];
  if (value instanceof Dict || value instanceof Map) return [...value.keys()];
  if (value === undefined) return [];
  throw new TypeError("a sequence was expected");
}

function entriesOf(value: unknown): readonly (readonly [unknown, unknown])[] {
  if (value === undefined) return [];
  if (value instanceof Dict || value instanceof Map) return [...value.entries()];
  if (Array.isArray(value) || isTuple(value)) {
    return itemsOf(value).map((pair) => {
      const [key, item] = itemsOf(pair);
      return [key, item];
    });
  }
  if (typeof value === "object" && value !== null) return Object.entries(value);
  throw new TypeError("a dict was expected");
}

function integer(value: unknown): number | bigint {
  if (typeof value === "number" || typeof value === "bigint") return value;
  if (typeof value === "boolean") return Number(value);
  throw new TypeError("an int was expected");
}

function real(value: unknown): number {
  return value instanceof Float ? value.value : Number(integer(value));
}

function text(value: unknown): string {
  if (typeof value === "string") return value;
  throw new TypeError("a str was expected");
}

/** Bytes as they come: as such, or as a text of Latin-1 in protocols that have none. */
function bytesOf(value: unknown): Uint8Array {
  if (value === undefined) return new Uint8Array(0);
  if (typeof value === "string") return new Uint8Array(Buffer.from(value, "latin1"));
  if (value instanceof Uint8Array) return value;
  if (value instanceof ByteArray) return new Uint8Array(value.bytes);
  return Uint8Array.from(itemsOf(value), (item) => Number(integer(item)));
}

type Construct = (call: GlobalCall) => unknown;

function dictOf({ args, form, work }: GlobalCall): unknown {
  const entries = entriesOf(args[0]);
  if (form === "lossless") return filled(new Dict(), entries, { work });
  if (entries.every(([key]) => typeof key === "string")) {
    return filled(new Dict(), entries, { work }).toObject();
  }
  return new Map(entries);
}

/** A dict of another kind; in the natural form a Map, because its order or its default matters. */
function kindOfDict(make: (call: GlobalCall) => Dict, at: number): Construct {
  return (call) => {
    const entries = entriesOf(call.args[at]);
    return call.form === "natural" ? new Map(entries) : filled(make(call), entries, call);
  };
}

function filled(
  dict: Dict,
  entries: readonly (readonly [unknown, unknown])[],
  { work }: Pick<GlobalCall, "work">,
): Dict {
  for (const [key, value] of entries) dict.set(key, value, work);
  return dict;
}

/** `iter(list)` and `reversed(list)` give what they have still to give, as a list; the state is how far they are. */
const iterators: Readonly<Record<string, GlobalConstructor>> = {
  "builtins iter": {
    construct: ({ args }) => [...itemsOf(args[0])],
    build: (object, state) => {
      if (Array.isArray(object)) object.splice(0, Number(integer(state)));
    },
  },
  "builtins reversed": {
    construct: ({ args }) => itemsOf(args[0]).toReversed(),
    build: (object, state) => {
      if (Array.isArray(object)) object.splice(0, object.length - 1 - Number(integer(state)));
    },
  },
};

const functions: Readonly<Record<string, Construct>> = {
  "builtins list": ({ args }) => [...itemsOf(args[0])],
  "builtins tuple": ({ args, form }) => {
    const items = [...itemsOf(args[0])];
    return form === "lossless" ? new Tuple(items) : items;
  },
  "builtins dict": dictOf,
  "builtins set": ({ args, form, work }) =>
    form === "lossless" ? new PythonSet(itemsOf(args[0]), work) : new Set(itemsOf(args[0])),
  "builtins frozenset": ({ args, form, work }) =>
    form === "lossless" ? new FrozenSet(itemsOf(args[0]), work) : new Set(itemsOf(args[0])),
  "builtins bytes": ({ args }) => bytesOf(args[0]),
  "builtins bytearray": ({ args, form }) =>
    form === "lossless" ? new ByteArray(bytesOf(args[0])) : bytesOf(args[0]),
  "builtins complex": ({ args }) => new Complex(real(args[0]), real(args[1] ?? 0)),
  "builtins range": ({ args: [start, stop, step] }) =>
    new Range(integer(start), integer(stop), integer(step ?? 1)),
  "builtins slice": ({ args: [start, stop, step] }) => new Slice(start, stop, step ?? null),
  "_codecs encode": ({ args: [value, encoding] }) => {
    if (encoding !== undefined && !/^latin[-_]?1$/i.test(text(encoding)))
      throw new TypeError("_codecs.encode is known for latin1 only");
    return bytesOf(text(value));
  },
  "collections OrderedDict": kindOfDict(() => new OrderedDict(), 0),
  "collections Counter": kindOfDict(() => new Counter(), 0),
  "collections defaultdict": kindOfDict(({ args }) => new DefaultDict(args[0] ?? null), 1),
  "collections deque": ({ args, form }) => {
    const items = [...itemsOf(args[0])];
    const limit = args[1] ?? null;
    return form === "natural" ? items : new Deque(items, limit === null ? null : real(limit));
  },
  "decimal Decimal": ({ args: [value] }) => new Decimal(text(value)),
  "fractions Fraction": ({ args: [numerator, denominator] }) => {
    if (typeof numerator !== "string")
      return new Fraction(integer(numerator), integer(denominator ?? 1));
    const parts = /^(-?\d{1,4300})(?:\/(\d{1,4300}))?$/.exec(numerator);
    if (parts === null) throw new TypeError("this is no Fraction");
    return new Fraction(exact(parts[1]), exact(parts[2]));
  },
  // Where it came from doesn't matter to its value.
  "uuid SafeUUID": ({ args: [value] }) => value ?? null,
};

function exact(digits: string | undefined): number | bigint {
  const value = BigInt(digits ?? 1);
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** Classes that may be named and can't be called. */
const inert = [
  ...["int", "float", "str", "bool", "object"].map((name) => `builtins ${name}`),
  // Calls of it are looked at where they are made.
  "copyreg _reconstructor",
];

const nil = "0".repeat(32);

/** Python makes an empty one and gives it its attributes; we write the short form. */
const uuid: GlobalConstructor = {
  construct: ({ args: [value] }) => new Uuid(value === undefined ? nil : text(value)),
  build: (object, state) => {
    const number = integer(new Map(entriesOf(state)).get("int"));
    if (!(number >= 0 && number < 2n ** 128n)) throw new TypeError("this is no UUID");
    if (object instanceof Uuid)
      object.text = new Uuid(BigInt(number).toString(16).padStart(32, "0")).text;
  },
};

function exception({ path, args }: GlobalCall): PythonException {
  const [module, className = ""] = path.split(" ");
  return arrivedException({ module, className, args });
}

const exceptionConstructor: GlobalConstructor = {
  construct: exception,
  build: (object, state) => {
    if (object instanceof PythonException) object.state = state;
  },
};

/** All classes and functions that a pickle may name: a fixed list, and each is a pure function of ours. */
export const builtInGlobals: ReadonlyMap<string, GlobalConstructor> = new Map([
  ...Object.entries({ ...functions, ...dateGlobals, ...arrayGlobals }).map(
    ([path, construct]): [string, GlobalConstructor] => [path, { construct }],
  ),
  ...Object.entries(iterators),
  ["uuid UUID", uuid],
  ...inert.map((path): [string, GlobalConstructor] => [path, {}]),
  ...exceptionPaths.map((path): [string, GlobalConstructor] => [path, exceptionConstructor]),
]);
