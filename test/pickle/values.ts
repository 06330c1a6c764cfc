import fc from "fast-check";
import { ByteArray } from "../../src/pickle/byte-array.ts";
import { Complex } from "../../src/pickle/complex.ts";
import { PlainDate, PlainDateTime, PlainTime } from "../../src/pickle/date-time.ts";
import { Decimal } from "../../src/pickle/decimal.ts";
import { Deque } from "../../src/pickle/deque.ts";
import { Dict } from "../../src/pickle/dict.ts";
import { DefaultDict, OrderedDict } from "../../src/pickle/dict-kinds.ts";
import { Float } from "../../src/pickle/float.ts";
import { Fraction } from "../../src/pickle/fraction.ts";
import { GlobalName } from "../../src/pickle/global-name.ts";
import { NumberArray } from "../../src/pickle/number-array.ts";
import { PythonException } from "../../src/pickle/python-exception.ts";
import { FrozenSet, PythonSet } from "../../src/pickle/python-set.ts";
import { Range } from "../../src/pickle/range.ts";
import { Slice } from "../../src/pickle/slice.ts";
import { TimeDelta, TimeZone } from "../../src/pickle/time-delta.ts";
import { Tuple } from "../../src/pickle/tuple.ts";
import { Uuid } from "../../src/pickle/uuid.ts";

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  // Any units, lone surrogates among them.
  fc.array(fc.nat(0xffff), { maxLength: 30 }).map((units) => String.fromCharCode(...units)),
  fc.integer({ min: 0, max: 400 }).map((length) => "é".repeat(length)),
);

const large = fc
  .bigInt({ min: -(2n ** 300n), max: 2n ** 300n })
  .filter((value) => !Number.isSafeInteger(Number(value)));

const floats = fc
  .double({ noNaN: true })
  .map((value) => (Number.isInteger(value) ? new Float(value) : value));

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Uint8Array.from(array));

const date = fc
  .date({ noInvalidDate: true, min: new Date("1900-01-01"), max: new Date("2100-01-01") })
  .map(
    (value) => new PlainDate(value.getUTCFullYear(), value.getUTCMonth() + 1, value.getUTCDate()),
  );

const delta = fc
  .tuple(fc.integer({ min: -999, max: 999 }), fc.nat(86_399), fc.nat(999_999))
  .map(([days, seconds, microseconds]) => new TimeDelta(days, seconds, microseconds));

const zone = fc
  .tuple(fc.integer({ min: -1439, max: 1439 }), fc.option(fc.string({ maxLength: 5 })))
  .map(([minutes, name]) => new TimeZone(new TimeDelta(0, minutes * 60), name ?? undefined));

const time = fc
  .record({
    hour: fc.nat(23),
    minute: fc.nat(59),
    second: fc.nat(59),
    microsecond: fc.nat(999_999),
    zone: fc.oneof(fc.constant(undefined), zone),
  })
  .map((parts) => new PlainTime(parts));

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: -40, max: 40 }))
  .map(([digits, exponent]) => new Decimal(written(digits, exponent)));

/** As `str(Decimal)` writes it: with an exponent only where that is positive. */
function written(digits: bigint, exponent: number): string {
  const all = String(digits);
  if (exponent <= 0) return all;
  const [, sign = "", first = "", rest = ""] = /^(-?)(\d)(\d*)$/.exec(all) ?? [];
  return `${sign}${first}${rest === "" ? "" : "."}${rest}E+${exponent + rest.length}`;
}

const safeOrLarge = fc.oneof(fc.maxSafeInteger(), large);

/** Values that can be keys, not built of others. */
const atoms = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer({ min: -300, max: 70_000 }),
  fc.maxSafeInteger(),
  large,
  floats,
  text,
  bytes,
  date,
  delta,
  zone,
  time,
  fc.tuple(date, time).map(([day, hour]) => new PlainDateTime(day, hour)),
  decimal,
  fc.uuid().map((value) => new Uuid(value)),
  fc
    .tuple(fc.bigInt(-(10n ** 20n), 10n ** 20n), fc.integer({ min: 1, max: 1000 }))
    .map(([above, below]) => reduced(above, BigInt(below))),
  fc
    .tuple(fc.double({ noNaN: true }), fc.double({ noNaN: true }))
    .map(([real, imaginary]) => new Complex(real, imaginary)),
  fc
    .tuple(safeOrLarge, safeOrLarge, fc.integer({ min: 1, max: 9 }))
    .map(([start, stop, step]) => new Range(start, stop, step)),
  fc.constantFrom(new GlobalName("builtins", "int"), new GlobalName("collections", "OrderedDict")),
);

function reduced(above: bigint, below: bigint): Fraction {
  let [a, b] = [above < 0n ? -above : above, below];
  while (b !== 0n) [a, b] = [b, a % b];
  const narrow = (value: bigint): number | bigint =>
    Number.isSafeInteger(Number(value)) ? Number(value) : value;
  return new Fraction(narrow(above / a), narrow(below / a));
}

const { hashable } = fc.letrec((tie) => ({
  hashable: fc.oneof(
    { depthSize: "small" },
    atoms,
    fc.array(tie("hashable"), { maxLength: 5 }).map((items) => new Tuple(items)),
    fc.array(tie("hashable"), { maxLength: 5 }).map((items) => new FrozenSet(items)),
  ),
}));

const numbers = fc.oneof(
  fc.int8Array().map((values) => new NumberArray("b", Int8Array.from(values))),
  fc.uint16Array().map((values) => new NumberArray("H", Uint16Array.from(values))),
  fc.int32Array().map((values) => new NumberArray("i", Int32Array.from(values))),
  fc.bigInt64Array().map((values) => new NumberArray("q", BigInt64Array.from(values))),
  fc.float64Array({ noNaN: true }).map((values) => new NumberArray("d", Float64Array.from(values))),
  fc.string({ unit: "grapheme" }).map((value) => new NumberArray("u", value)),
);

const lossless = fc.letrec((tie) => {
  const entries = fc.array(fc.tuple(hashable, tie("value")), { maxLength: 5 });
  const items = fc.array(tie("value"), { maxLength: 6 });
  return {
    value: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      hashable,
      items,
      items.map((list) => new Tuple(list)),
      entries.map((list) => new Dict(list)),
      fc.array(hashable, { maxLength: 6 }).map((list) => new PythonSet(list)),
      fc
        .dictionary(text, tie("value"), { maxKeys: 5 })
        .map((object) => new Dict(Object.entries(object))),
      fc.oneof(
        bytes.map((list) => new ByteArray(list)),
        numbers,
        entries.map((list) => new OrderedDict(list)),
        entries.map((list) => new DefaultDict(new GlobalName("builtins", "list"), list)),
        items.map((list) => new Deque(list, list.length > 3 ? 9 : null)),
        fc.tuple(tie("value"), tie("value")).map(([start, stop]) => new Slice(start, stop, null)),
        items.map(
          (args) =>
            new PythonException({ className: args.length > 3 ? "ValueError" : "KeyError", args }),
        ),
        // The same twice.
        tie("value").map((value) => [value, value]),
      ),
    ),
  };
});

/** Any lossless value at all. */
export const losslessValue: fc.Arbitrary<unknown> = lossless.value;

/** What JSON can say, and undefined's like: plain values of JavaScript. */
export const plainValue: fc.Arbitrary<unknown> = fc.anything({
  key: text,
  values: [
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true }),
    text,
    large,
  ],
  withNullPrototype: false,
  maxDepth: 4,
});
