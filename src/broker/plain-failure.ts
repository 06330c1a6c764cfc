import { isNativeError } from "node:util/types";
import { serialize } from "node:v8";
import * as errors from "../errors.ts";

/** What was thrown, as data that structured clone keeps. */
export type PlainFailure =
  | {
      readonly type: "own";
      readonly name: string;
      readonly message: string;
      readonly fields: Fields;
    }
  | { readonly type: "thrown"; readonly value: unknown };

type Fields = Readonly<Record<string, unknown>>;

/** Skein's own errors keep their class and fields, all others what structured clone keeps of them. */
export function toPlain(error: unknown): PlainFailure {
  if (error instanceof errors.SkeinError) {
    const fields = Object.fromEntries(
      Object.entries(error).filter(([, value]) => canBeSent(value)),
    );
    return { type: "own", name: error.name, message: error.message, fields };
  }
  return { type: "thrown", value: canBeSent(error) ? error : new Error(String(error)) };
}

/** The error again. Its stack is that of this call: where it was asked for says more than where it was answered. */
export function fromPlain(failure: PlainFailure): unknown {
  const value = failure.type === "own" ? makeOwn(failure) : failure.value;
  if (isNativeError(value)) Error.captureStackTrace(value, fromPlain);
  return value;
}

function makeOwn({ name, message, fields }: PlainFailure & { readonly type: "own" }): Error {
  const error = new Error(message);
  const { prototype } = classes.get(name) ?? errors.SkeinError;
  // The constructors take different arguments; all that they set is in the fields.
  return Object.assign(Object.setPrototypeOf(error, prototype) as Error, fields);
}

const classes: ReadonlyMap<string, { readonly prototype: errors.SkeinError }> = new Map(
  Object.entries(errors),
);

function canBeSent(value: unknown): boolean {
  try {
    serialize(value);
    return true;
  } catch {
    return false;
  }
}
