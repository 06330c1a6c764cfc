import { PlainDate, PlainDateTime, PlainTime } from "../../pickle/date-time.ts";
import { Decimal } from "../../pickle/decimal.ts";
import { Float } from "../../pickle/float.ts";
import { Fraction } from "../../pickle/fraction.ts";
import { TimeDelta } from "../../pickle/time-delta.ts";
import { Uuid } from "../../pickle/uuid.ts";
import { isList, built, typeNameOf, isTuple } from "./data.ts";
import { equal } from "./equal.ts";
import { typeError } from "./raise.ts";

/** Python's `left < right`. Throws TypeError for values that have no order between them. */
export function isLess(left: unknown, right: unknown): boolean {
  const [one, other] = [built(left), built(right)];
  const [number, otherNumber] = [comparable(one), comparable(other)];
  if (number !== undefined && otherNumber !== undefined) return number < otherNumber;
  if (typeof one === "string" && typeof other === "string") return isTextLess(one, other);
  if (one instanceof Uint8Array && other instanceof Uint8Array)
    return Buffer.compare(one, other) < 0;
  const items = itemsOf(one);
  const otherItems = itemsOf(other);
  if (items !== undefined && otherItems !== undefined && isList(one) === isList(other))
    return areItemsLess(items, otherItems);
  return isTimeLess(one, other);
}

function isTimeLess(one: unknown, other: unknown): boolean {
  const sameType = typeNameOf(one) === typeNameOf(other);
  if (sameType && one instanceof TimeDelta && other instanceof TimeDelta)
    return one.toMilliseconds() < other.toMilliseconds();
  if (sameType && isWritten(one) && isWritten(other)) return String(one) < String(other);
  throw typeError(
    `'<' not supported between instances of '${typeNameOf(one)}' and '${typeNameOf(other)}'`,
  );
}

/** What JavaScript itself can compare exactly. */
function comparable(value: unknown): number | bigint | undefined {
  if (typeof value === "number" || typeof value === "bigint") return value;
  if (typeof value === "boolean") return Number(value);
  if (value instanceof Float) return value.value;
  return value instanceof Fraction || value instanceof Decimal ? value.toNumber() : undefined;
}

/** What is in the order of the text that it is written as. */
function isWritten(value: unknown): boolean {
  return (
    value instanceof PlainDate ||
    value instanceof PlainTime ||
    value instanceof PlainDateTime ||
    value instanceof Uuid
  );
}

function itemsOf(value: unknown): readonly unknown[] | undefined {
  if (isList(value)) return value;
  return isTuple(value) ? value.items : undefined;
}

function areItemsLess(left: readonly unknown[], right: readonly unknown[]): boolean {
  const shorter = Math.min(left.length, right.length);
  for (let index = 0; index < shorter; index += 1)
    if (!equal(left[index], right[index])) return isLess(left[index], right[index]);
  return left.length < right.length;
}

/** Python orders by code points, JavaScript by halves of them. */
function isTextLess(left: string, right: string): boolean {
  const shorter = Math.min(left.length, right.length);
  for (let index = 0; index < shorter; index += 1) {
    if (left.charCodeAt(index) === right.charCodeAt(index)) continue;
    return (left.codePointAt(index) ?? 0) < (right.codePointAt(index) ?? 0);
  }
  return left.length < right.length;
}
