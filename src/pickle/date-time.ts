import type { HashWork } from "./hash-work.ts";
import { sequenceKey, taggedKey } from "./key.ts";
import { PythonValue } from "./python-value.ts";
import { TimeZone } from "./time-delta.ts";

/** Python's datetime.date. */
export class PlainDate extends PythonValue {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;

  constructor(year: number, month: number, day: number) {
    super();
    this.year = year;
    this.month = month;
    this.day = day;
  }

  get typeName(): string {
    return "datetime.date";
  }

  override toString(): string {
    return `${padded(this.year, 4)}-${padded(this.month, 2)}-${padded(this.day, 2)}`;
  }

  override hashKey(work: HashWork): unknown {
    work.spend(1);
    return taggedKey("p", this.toString());
  }
}

/** The parts of a time of day; what is missing is 0. */
export interface TimeParts {
  readonly hour?: number | undefined;
  readonly minute?: number | undefined;
  readonly second?: number | undefined;
  readonly microsecond?: number | undefined;
  /** 1 for the second of two equal times when a clock is set back. */
  readonly fold?: number | undefined;
  /** A {@link TimeZone}, or an Opaque of another class; undefined for a time that knows no zone. */
  readonly zone?: unknown;
}

/** Python's datetime.time. */
export class PlainTime extends PythonValue {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  readonly fold: number;
  readonly zone: unknown;

  constructor({ hour = 0, minute = 0, second = 0, microsecond = 0, fold = 0, zone }: TimeParts) {
    super();
    this.hour = hour;
    this.minute = minute;
    this.second = second;
    this.microsecond = microsecond;
    this.fold = fold;
    this.zone = zone;
  }

  get typeName(): string {
    return "datetime.time";
  }

  /** How far it is from midnight, in microseconds. */
  get microseconds(): number {
    return ((this.hour * 60 + this.minute) * 60 + this.second) * 1e6 + this.microsecond;
  }

  override toString(): string {
    const { hour, minute, second, microsecond } = this;
    const fraction = microsecond === 0 ? "" : `.${padded(microsecond, 6)}`;
    return `${padded(hour, 2)}:${padded(minute, 2)}:${padded(second, 2)}${fraction}`;
  }

  override hashKey(work: HashWork): unknown {
    work.spend(1);
    const { zone } = this;
    if (zone === undefined) return taggedKey("m", this.toString());
    if (zone instanceof TimeZone)
      return taggedKey("M", String(this.microseconds - zone.offset.toMilliseconds() * 1000));
    return sequenceKey("x", [this.toString(), zone], work);
  }
}

/** Python's datetime.datetime, with all of its digits. */
export class PlainDateTime extends PythonValue {
  readonly date: PlainDate;
  readonly time: PlainTime;

  constructor(date: PlainDate, time: PlainTime) {
    super();
    this.date = date;
    this.time = time;
  }

  /** The same moment in UTC; digits below the millisecond are 0. */
  static fromDate(date: Date): PlainDateTime {
    return new PlainDateTime(
      new PlainDate(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()),
      new PlainTime({
        hour: date.getUTCHours(),
        minute: date.getUTCMinutes(),
        second: date.getUTCSeconds(),
        microsecond: date.getUTCMilliseconds() * 1000,
      }),
    );
  }

  get typeName(): string {
    return "datetime.datetime";
  }

  /** The moment, to the millisecond; undefined where the zone isn't known. */
  toDate(): Date | undefined {
    const microseconds = this.#universal();
    return microseconds === undefined ? undefined : new Date(Math.floor(microseconds / 1000));
  }

  override toString(): string {
    return `${this.date.toString()}T${this.time.toString()}`;
  }

  override hashKey(work: HashWork): unknown {
    const universal = this.#universal();
    if (universal !== undefined) return taggedKey("D", String(universal));
    if (this.time.zone === undefined) return taggedKey("N", this.toString());
    return sequenceKey("x", [this.toString(), this.time.zone], work);
  }

  /** Microseconds since 1970 in UTC. */
  #universal(): number | undefined {
    const { date, time } = this;
    if (!(time.zone instanceof TimeZone)) return undefined;
    const midnight = new Date(0).setUTCFullYear(date.year, date.month - 1, date.day);
    // Up to 2.5e17 for the year 9999: a double has steps of 32 there, but those of this century are exact.
    return midnight * 1000 + time.microseconds - time.zone.offset.toMilliseconds() * 1000;
  }
}

function padded(value: number, width: number): string {
  return String(value).padStart(width, "0");
}
