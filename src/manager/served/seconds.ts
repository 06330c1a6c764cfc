import { Float } from "../../pickle/float.ts";
import { typeNameOf } from "./data.ts";
import { builtin, typeError, valueError } from "./raise.ts";

/** From here on Python refuses timeouts: about 292 years, in seconds. */
const MOST_SECONDS = 2 ** 63 / 1e9;

/** A number of Python's as one of ours; undefined for what is no number. */
export function asNumber(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "boolean" || typeof value === "bigint") return Number(value);
  return value instanceof Float ? value.value : undefined;
}

/** A timeout in seconds as milliseconds; undefined for None. Throws TypeError, ValueError and OverflowError. */
export function milliseconds(timeout: unknown): number | undefined {
  if (timeout === null || timeout === undefined) return undefined;
  const seconds = asNumber(timeout);
  if (seconds === undefined) throw typeError("a timeout must be a number of seconds or None");
  if (Number.isNaN(seconds)) throw valueError("Invalid value NaN (not a number)");
  if (seconds >= MOST_SECONDS) throw builtin("OverflowError", "timeout value is too large");
  return seconds * 1000;
}

/** A whole number of Python's, for counts and indices. Throws TypeError. */
export function integer(value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value)) return value;
  if (typeof value === "boolean" || typeof value === "bigint") return Number(value);
  throw typeError(`'${typeNameOf(value)}' object cannot be interpreted as an integer`);
}
