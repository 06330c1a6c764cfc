import { PlainDate, PlainDateTime, PlainTime } from "../../pickle/date-time.ts";
import { TimeDelta, TimeZone } from "../../pickle/time-delta.ts";
import { reprOfText } from "./repr-of-scalars.ts";

/** Python's `repr` of what is in its module datetime; undefined for anything else. */
export function reprOfDate(value: unknown): string | undefined {
  if (value instanceof PlainDate)
    return `datetime.date(${value.year}, ${value.month}, ${value.day})`;
  if (value instanceof PlainDateTime) {
    const { year, month, day } = value.date;
    return `datetime.datetime(${year}, ${month}, ${day}, ${timeArguments(value.time)})`;
  }
  if (value instanceof PlainTime) return `datetime.time(${timeArguments(value)})`;
  if (value instanceof TimeDelta) return `datetime.timedelta(${deltaArguments(value)})`;
  return value instanceof TimeZone ? reprOfZone(value) : undefined;
}

function timeArguments({ hour, minute, second, microsecond, fold, zone }: PlainTime): string {
  const parts = [hour, minute, second, microsecond].map(String);
  if (microsecond === 0) parts.pop();
  if (microsecond === 0 && second === 0) parts.pop();
  if (fold !== 0) parts.push(`fold=${fold}`);
  if (zone instanceof TimeZone) parts.push(`tzinfo=${reprOfZone(zone)}`);
  return parts.join(", ");
}

function deltaArguments({ days, seconds, microseconds }: TimeDelta): string {
  const parts = Object.entries({ days, seconds, microseconds })
    .filter(([, amount]) => amount !== 0)
    .map(([name, amount]) => `${name}=${amount}`);
  return parts.length === 0 ? "0" : parts.join(", ");
}

function reprOfZone({ offset, name }: TimeZone): string {
  if (name === undefined && offset.toMilliseconds() === 0) return "datetime.timezone.utc";
  const parts = [`datetime.timedelta(${deltaArguments(offset)})`];
  if (name !== undefined) parts.push(reprOfText(name));
  return `datetime.timezone(${parts.join(", ")})`;
}
