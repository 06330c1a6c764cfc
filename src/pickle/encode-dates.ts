import { type PlainDate, PlainDateTime, type PlainTime } from "./date-time.ts";
import type { Encoder } from "./encoder.ts";
import { Refused } from "./refused.ts";
import { TimeDelta, TimeZone } from "./time-delta.ts";

const utc = new TimeZone(new TimeDelta(0));

/** Writes a moment as a datetime in UTC; for Python 2, which has no zones, without one. */
export function writeDate(encoder: Encoder, value: Date): void {
  if (Number.isNaN(value.getTime())) throw new Refused(value, "it is an invalid Date");
  const plain = PlainDateTime.fromDate(value);
  if (!(plain.date.year >= 1 && plain.date.year <= 9999))
    throw new Refused(value, "Python has dates of the years 1 to 9999 only");
  const bytes = new Uint8Array([...dateBytes(plain.date), ...timeBytes(plain.time)]);
  const args = encoder.protocol === 2 ? [bytes] : [bytes, utc];
  encoder.call(value, "datetime datetime", args);
}

/** Writes a datetime.date. */
export function writePlainDate(encoder: Encoder, value: PlainDate): void {
  encoder.call(value, "datetime date", [new Uint8Array(dateBytes(value))]);
}

/** Writes a datetime.time. */
export function writeTime(encoder: Encoder, value: PlainTime): void {
  const bytes = new Uint8Array(timeBytes(value));
  if (value.fold > 0 && encoder.protocol > 2) bytes[0] = value.hour | 0x80;
  encoder.call(value, "datetime time", withZone(bytes, value));
}

/** Writes a datetime.datetime. */
export function writeDateTime(encoder: Encoder, value: PlainDateTime): void {
  const bytes = new Uint8Array([...dateBytes(value.date), ...timeBytes(value.time)]);
  if (value.time.fold > 0 && encoder.protocol > 2) bytes[2] = value.date.month | 0x80;
  encoder.call(value, "datetime datetime", withZone(bytes, value.time));
}

function withZone(bytes: Uint8Array, { zone }: PlainTime): readonly unknown[] {
  return zone === undefined ? [bytes] : [bytes, zone];
}

function dateBytes({ year, month, day }: PlainDate): number[] {
  return [year >> 8, year & 0xff, month, day];
}

function timeBytes({ hour, minute, second, microsecond }: PlainTime): number[] {
  return [hour, minute, second, microsecond >> 16, (microsecond >> 8) & 0xff, microsecond & 0xff];
}
