import { Float } from "../../pickle/float.ts";
import { Pickled } from "../../pickle/pickled.ts";
import { PythonException } from "../../pickle/python-exception.ts";
import { PythonValue } from "../../pickle/python-value.ts";
import { Tuple } from "../../pickle/tuple.ts";

/** The value of an argument or an item that may still be the pickle that it came in. */
export function built(value: unknown): unknown {
  return value instanceof Pickled ? value.build({ form: "lossless" }) : value;
}

/** Whether it is a list of Python. */
export function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

/** Whether it is a tuple of Python. */
export function isTuple(value: unknown): value is Tuple {
  return value instanceof Tuple;
}

/** The name of a value's type in Python, for error messages. */
export function typeNameOf(value: unknown): string {
  if (value === null || value === undefined) return "NoneType";
  if (typeof value === "string") return "str";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "bigint") return "int";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  if (isList(value)) return "list";
  if (value instanceof Uint8Array) return "bytes";
  if (value instanceof PythonValue) return value.typeName;
  if (value instanceof PythonException) return value.className;
  if (value instanceof Map) return "dict";
  return value instanceof Set ? "set" : "object";
}

/** Whether it is an int or a bool of Python. */
export function isIntegral(value: unknown): value is number | bigint | boolean {
  return typeof value === "number"
    ? Number.isInteger(value)
    : typeof value === "bigint" || typeof value === "boolean";
}

/** Whether it is a float of Python. */
export function isFloat(value: unknown): value is number | Float {
  return value instanceof Float || (typeof value === "number" && !Number.isInteger(value));
}
