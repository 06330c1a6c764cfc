import { PlainDate, PlainDateTime, PlainTime } from "./date-time.ts";
import type { GlobalCall } from "./decode-options.ts";
import { TimeDelta, TimeZone } from "./time-delta.ts";

/** The bytes that dates and times are packed into; Python 2 sends them as text. */
function packed(value: unknown, length: number): Uint8Array {
  const bytes = typeof value === "string" ? Buffer.from(value, "latin1") : value;
  if (bytes instanceof Uint8Array && bytes.length === length) return bytes;
  throw new TypeError(`a date or time of ${length} bytes was expected`);
}

function dateOf(bytes: Uint8Array): PlainDate {
  const [high = 0, low = 0, month = 0, day = 0] = bytes;
  const date = new PlainDate(high * 256 + low, month & 0x7f, day);
  if (
    date.year < 1 ||
    date.year > 9999 ||
    date.month < 1 ||
    date.month > 12 ||
    !(day >= 1 && day <= 31)
  )
    throw new TypeError("this is no date");
  return date;
}

function timeOf(bytes: Uint8Array, more: { fold: number; zone: unknown }): PlainTime {
  const [hour = 0, minute = 0, second = 0, high = 0, middle = 0, low = 0] = bytes;
  const time = new PlainTime({
    hour: hour & 0x7f,
    minute,
    second,
    microsecond: (high << 16) | (middle << 8) | low,
    fold: more.fold,
    // None is what Python has for no zone.
    zone: more.zone ?? undefined,
  });
  if (time.hour > 23 || minute > 59 || second > 59 || time.microsecond > 999_999)
    throw new TypeError("this is no time");
  return time;
}

function dateTime({ args: [state, zone], form }: GlobalCall): unknown {
  const bytes = packed(state, 10);
  const fold = (bytes[2] ?? 0) >> 7;
  const value = new PlainDateTime(dateOf(bytes), timeOf(bytes.subarray(4), { fold, zone }));
  return form === "natural" ? (value.toDate() ?? value) : value;
}

function whole(value: unknown): number {
  if (Number.isSafeInteger(value)) return Number(value);
  throw new TypeError("a whole number was expected");
}

/** The classes of Python's module datetime. */
export const dateGlobals: Readonly<Record<string, (call: GlobalCall) => unknown>> = {
  "datetime date": ({ args }) => dateOf(packed(args[0], 4)),
  "datetime time": ({ args: [state, zone] }) => {
    const bytes = packed(state, 6);
    return timeOf(bytes, { fold: (bytes[0] ?? 0) >> 7, zone });
  },
  "datetime datetime": dateTime,
  "datetime timedelta": ({ args: [days = 0, seconds = 0, microseconds = 0] }) =>
    new TimeDelta(whole(days), whole(seconds), whole(microseconds)),
  "datetime timezone": ({ args: [offset, name] }) => {
    if (!(offset instanceof TimeDelta)) throw new TypeError("a timedelta was expected");
    return new TimeZone(offset, typeof name === "string" ? name : undefined);
  },
};
