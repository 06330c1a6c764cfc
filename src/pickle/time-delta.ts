import type { HashWork } from "./hash-work.ts";
import { taggedKey } from "./key.ts";
import { PythonValue } from "./python-value.ts";

/** Python's datetime.timedelta, in Python's own form: the seconds are 0 to 86399, the microseconds 0 to 999999. */
export class TimeDelta extends PythonValue {
  readonly days: number;
  readonly seconds: number;
  readonly microseconds: number;

  constructor(days: number, seconds: number = 0, microseconds: number = 0) {
    super();
    const carriedSeconds = seconds + Math.floor(microseconds / 1e6);
    this.microseconds = microseconds - Math.floor(microseconds / 1e6) * 1e6;
    this.days = days + Math.floor(carriedSeconds / 86_400);
    this.seconds = carriedSeconds - Math.floor(carriedSeconds / 86_400) * 86_400;
  }

  get typeName(): string {
    return "datetime.timedelta";
  }

  /** How long it is, in milliseconds. */
  toMilliseconds(): number {
    return (this.days * 86_400 + this.seconds) * 1000 + this.microseconds / 1000;
  }

  override hashKey(work: HashWork): unknown {
    work.spend(1);
    return taggedKey("l", `${this.days},${this.seconds},${this.microseconds}`);
  }
}

/** Python's datetime.timezone: a fixed distance from UTC. */
export class TimeZone extends PythonValue {
  readonly offset: TimeDelta;
  readonly name: string | undefined;

  constructor(offset: TimeDelta, name?: string) {
    super();
    this.offset = offset;
    this.name = name;
  }

  get typeName(): string {
    return "datetime.timezone";
  }

  override hashKey(work: HashWork): unknown {
    work.spend(1);
    return taggedKey("o", String(this.offset.toMilliseconds()));
  }
}
