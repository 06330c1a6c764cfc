import { Float } from "../../pickle/float.ts";
import { Tuple } from "../../pickle/tuple.ts";
import { isList, isFloat, isIntegral, typeNameOf, isTuple } from "./data.ts";
import { isLess } from "./order.ts";
import { builtin, typeError, valueError } from "./raise.ts";

/** Integers with more bits are refused: two short requests must not make a number that fills the memory. */
const MOST_BITS = 1_000_000;

/** Python's `left operation right` for `+`, `-`, `*`, and `min` and `max` of the two. Throws TypeError. */
export function operate(operation: unknown, left: unknown, right: unknown): unknown {
  switch (operation) {
    case "min":
      return isLess(right, left) ? right : left;
    case "max":
      return isLess(left, right) ? right : left;
    case "+":
      return joined(left, right) ?? calculate(operation, left, right);
    case "-":
    case "*":
      return calculate(operation, left, right);
    default:
      throw valueError(`the operation is one of "+", "-", "*", "min" and "max"`);
  }
}

function calculate(operation: "+" | "-" | "*", left: unknown, right: unknown): unknown {
  if (isIntegral(left) && isIntegral(right)) return integers(operation, left, right);
  if ((isIntegral(left) || isFloat(left)) && (isIntegral(right) || isFloat(right)))
    return pythonFloat(apply(operation, Number(left), Number(right)));
  throw typeError(
    `unsupported operand type(s) for ${operation}: '${typeNameOf(left)}' and '${typeNameOf(right)}'`,
  );
}

function apply(operation: "+" | "-" | "*", left: number, right: number): number {
  if (operation === "+") return left + right;
  return operation === "-" ? left - right : left * right;
}

type Integral = number | bigint | boolean;

function integers(operation: "+" | "-" | "*", left: Integral, right: Integral): number | bigint {
  const near = apply(operation, Number(left), Number(right));
  if (Number.isSafeInteger(near)) return near + 0;
  const [one, other] = [BigInt(left), BigInt(right)];
  if (operation === "*" && bitsOf(one) + bitsOf(other) > MOST_BITS)
    throw builtin("OverflowError", "the product has too many digits");
  if (operation === "+") return one + other;
  return operation === "-" ? one - other : one * other;
}

function bitsOf(value: bigint): number {
  return value.toString(16).length * 4;
}

/** A float of Python's as we write it down. */
export function pythonFloat(value: number): number | Float {
  return Number.isInteger(value) ? new Float(value) : value;
}

function joined(left: unknown, right: unknown): unknown {
  if (typeof left === "string" && typeof right === "string") return left + right;
  if (isList(left) && isList(right)) return [...left, ...right];
  if (isTuple(left) && isTuple(right)) return new Tuple([...left.items, ...right.items]);
  if (left instanceof Uint8Array && right instanceof Uint8Array)
    return new Uint8Array(Buffer.concat([left, right]));
  return undefined;
}
