import { Float } from "../../pickle/float.ts";
import { Pickled } from "../../pickle/pickled.ts";
import type { Call } from "../served/call.ts";

/** Which argument of a call is meant. */
export interface Which {
  /** Its place among those that are given by position. */
  readonly at: number;
  /** Its name among those that are given by name. */
  readonly name: string;
}

/** An argument that a method got in the lossless form, in the form that is natural in JavaScript. */
export function naturalArgument(value: unknown, { at, name }: Which, call: Call): unknown {
  if (value instanceof Pickled) return value.build({ form: "natural" });
  if (value instanceof Float) return value.value;
  if (typeof value !== "object" || value === null) return value;
  const { args, kwds } = call.natural();
  return at < args.length ? args[at] : kwds.get(name);
}
