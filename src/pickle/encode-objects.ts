import { types } from "node:util";
import { ByteArray } from "./byte-array.ts";
import { Complex } from "./complex.ts";
import { PlainDate, PlainDateTime, PlainTime } from "./date-time.ts";
import { Decimal } from "./decimal.ts";
import { Deque } from "./deque.ts";
import { Dict } from "./dict.ts";
import { Counter, DefaultDict, OrderedDict } from "./dict-kinds.ts";
import { writeBytes, writeNumberArray, writeView } from "./encode-bytes.ts";
import { writeDate, writeDateTime, writePlainDate, writeTime } from "./encode-dates.ts";
import type { Encoder } from "./encoder.ts";
import { closestException } from "./error-names.ts";
import { Float } from "./float.ts";
import { Fraction } from "./fraction.ts";
import { GlobalName } from "./global-name.ts";
import { NumberArray } from "./number-array.ts";
import { Opaque } from "./opaque.ts";
import { Op } from "./opcodes.ts";
import { PythonException } from "./python-exception.ts";
import { FrozenSet, PythonSet } from "./python-set.ts";
import { Pickled } from "./pickled.ts";
import { Range } from "./range.ts";
import { Refused } from "./refused.ts";
import { Slice } from "./slice.ts";
import { writePickled } from "./splice.ts";
import { TimeDelta, TimeZone } from "./time-delta.ts";
import { Uuid } from "./uuid.ts";

type Writer<Value> = (encoder: Encoder, value: Value) => void;
type Class<Value> = abstract new (...args: never[]) => Value;

function entry<Value extends object>(
  type: Class<Value>,
  write: Writer<Value>,
): [unknown, Writer<object>] {
  // The table is only asked for the prototype of an object of that class.
  return [type.prototype, write as Writer<object>];
}

/** How the objects of each class are written, by their prototype. */
const writers = new Map<unknown, Writer<object>>([
  entry(Dict, (encoder, value) => writeDict(encoder, value)),
  entry(Map, (encoder, value) => writeDict(encoder, value)),
  entry(OrderedDict, (encoder, value) => writeKindOfDict(encoder, value)),
  entry(DefaultDict, (encoder, value) => writeKindOfDict(encoder, value)),
  entry(Counter, writeCounter),
  entry(PythonSet, writeSet),
  entry(Set, writeSet),
  entry(FrozenSet, writeFrozenSet),
  entry(Float, (encoder, value) => encoder.writer.float(value.value)),
  entry(Uint8Array, writeBytes),
  entry(Buffer, writeBytes),
  entry(ByteArray, writeByteArray),
  entry(NumberArray, writeNumberArray),
  entry(Date, writeDate),
  entry(PlainDate, writePlainDate),
  entry(PlainTime, writeTime),
  entry(PlainDateTime, writeDateTime),
  entry(TimeDelta, (encoder, value) =>
    encoder.call(value, "datetime timedelta", [value.days, value.seconds, value.microseconds]),
  ),
  entry(TimeZone, (encoder, value) => {
    const args = value.name === undefined ? [value.offset] : [value.offset, value.name];
    encoder.call(value, "datetime timezone", args);
  }),
  entry(Complex, (encoder, value) =>
    encoder.call(value, "builtins complex", [new Float(value.real), new Float(value.imaginary)]),
  ),
  entry(Slice, (encoder, value) =>
    encoder.call(value, "builtins slice", [value.start, value.stop, value.step]),
  ),
  entry(Range, (encoder, value) =>
    encoder.call(value, "builtins range", [value.start, value.stop, value.step]),
  ),
  entry(Deque, writeDeque),
  entry(Decimal, (encoder, value) => encoder.call(value, "decimal Decimal", [value.text])),
  entry(Fraction, (encoder, value) =>
    encoder.call(value, "fractions Fraction", [`${value.numerator}/${value.denominator}`]),
  ),
  entry(Uuid, (encoder, value) => encoder.call(value, "uuid UUID", [value.text])),
  entry(PythonException, writeException),
  entry(Error, writeError),
  entry(GlobalName, (encoder, value) => encoder.global(value.path)),
  entry(Opaque, writeOpaque),
  entry(Pickled, writePickled),
]);

/** Writes an object that is neither an array, nor a plain object, nor a tuple. */
export function writeObject(encoder: Encoder, value: object): void {
  const exact = writers.get(Object.getPrototypeOf(value));
  if (exact !== undefined) return exact(encoder, value);
  if (encoder.reduced(value)) return;
  if (ArrayBuffer.isView(value)) return writeView(encoder, value);
  if (types.isAnyArrayBuffer(value)) return writeBytes(encoder, new Uint8Array(value), value);
  const inherited = inheritedWriter(value);
  if (inherited !== undefined) return inherited(encoder, value);
  throw new Refused(
    value,
    `an object of the class ${className(value)} has no counterpart in Python; send its data as a plain object`,
  );
}

function inheritedWriter(value: object): Writer<object> | undefined {
  let prototype: unknown = Object.getPrototypeOf(value);
  while (typeof prototype === "object" && prototype !== null) {
    const found = writers.get(prototype);
    if (found !== undefined) return found;
    prototype = Object.getPrototypeOf(prototype);
  }
  return undefined;
}

function className(value: object): string {
  const { constructor } = value;
  return typeof constructor === "function" ? constructor.name : "without a name";
}

function writeDict(encoder: Encoder, dict: Dict | Map<unknown, unknown>): void {
  if (encoder.insideKey) throw new Refused(dict, "a dict can't be a key or in a set");
  encoder.writer.byte(Op.emptyDict);
  encoder.remember(dict);
  encoder.entries(dict.size, dict.entries());
}

function writeKindOfDict(encoder: Encoder, dict: Dict): void {
  if (dict instanceof DefaultDict) {
    const args: unknown[] = dict.factory === null ? [] : [dict.factory];
    encoder.call(dict, "collections defaultdict", args);
  } else encoder.call(dict, "collections OrderedDict", []);
  encoder.entries(dict.size, dict.entries());
}

function writeCounter(encoder: Encoder, counter: Counter): void {
  encoder.call(counter, "collections Counter", [new Dict(counter.entries())]);
}

function writeDeque(encoder: Encoder, deque: Deque): void {
  const args = deque.maximumLength === null ? [] : [[], deque.maximumLength];
  encoder.call(deque, "collections deque", args);
  if (deque.items.length > 0) encoder.append(deque.items);
}

function writeSet(encoder: Encoder, set: PythonSet | Set<unknown>): void {
  if (encoder.protocol === 2) return writeOldSet(encoder, "builtins set", set);
  encoder.writer.byte(Op.emptySet);
  encoder.remember(set);
  if (set.size === 0) return;
  encoder.setItems(set);
  encoder.writer.byte(Op.additems);
}

function writeFrozenSet(encoder: Encoder, set: FrozenSet): void {
  if (encoder.protocol === 2) return writeOldSet(encoder, "builtins frozenset", set);
  encoder.setItems(set);
  encoder.writer.byte(Op.frozenset);
  encoder.made(set);
}

function writeOldSet(
  encoder: Encoder,
  path: string,
  set: FrozenSet | PythonSet | Set<unknown>,
): void {
  const { writer } = encoder;
  encoder.global(path);
  writer.byte(Op.emptyList);
  encoder.setItems(set);
  writer.byte(Op.appends);
  writer.byte(Op.tuple1);
  writer.byte(Op.reduce);
  encoder.made(set);
}

function writeByteArray(encoder: Encoder, value: ByteArray): void {
  const { writer } = encoder;
  if (encoder.protocol < 5) {
    const text = Buffer.from(value.bytes).toString("latin1");
    const args = encoder.protocol === 2 ? [text, "latin-1"] : [value.bytes];
    return encoder.call(value, "builtins bytearray", args);
  }
  writer.length64(Op.bytearray8, value.bytes.length);
  writer.raw(value.bytes);
  encoder.remember(value);
}

function writeException(encoder: Encoder, value: PythonException): void {
  encoder.global(`${value.module} ${value.className}`, true);
  encoder.arguments(value.args);
  encoder.writer.byte(Op.reduce);
  encoder.made(value);
  if (value.state === undefined || value.state === null) return;
  encoder.value(value.state);
  encoder.writer.byte(Op.build);
}

function writeError(encoder: Encoder, error: Error): void {
  const { path, args } = closestException(error);
  encoder.global(path, true);
  encoder.arguments(args);
  encoder.writer.byte(Op.reduce);
  encoder.made(error);
}

const callCodes = { reduce: Op.reduce, newobj: Op.newobj, newobjEx: Op.newobjEx } as const;

function writeOpaque(encoder: Encoder, value: Opaque): void {
  const { writer } = encoder;
  if (value.form === "newobjEx" && encoder.protocol === 2)
    throw new Refused(value, "objects that are made with keywords can't be written for Python 2");
  encoder.value(value.callable);
  encoder.arguments(value.args);
  if (value.form === "newobjEx") encoder.value(value.kwargs);
  writer.byte(callCodes[value.form]);
  encoder.made(value);
  if (value.listItems.length > 0) encoder.append(value.listItems);
  if (value.setItems.length > 0) {
    if (encoder.protocol === 2) throw new Refused(value, "it can't be written for Python 2");
    encoder.setItems(value.setItems);
    writer.byte(Op.additems);
  }
  encoder.entries(value.dictItems.length / 2, pairs(value.dictItems));
  if (!value.hasState) return;
  encoder.value(value.state);
  writer.byte(Op.build);
}

function* pairs(items: readonly unknown[]): Iterable<readonly [unknown, unknown]> {
  for (let index = 0; index < items.length; index += 2) yield [items[index], items[index + 1]];
}
