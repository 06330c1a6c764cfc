import { decodeValue } from "../codec/decode.ts";
import { Reader } from "../codec/reader.ts";
import { Incoming } from "./incoming.ts";

/** A function that has arrived; with which arguments it is called is up to the caller. */
export type AnyFunction = (...args: readonly unknown[]) => unknown;

/**
 * Makes a function of what `captureFunction` gave, after `addUnits` and `loadImports`. Each call makes a new one with
 * its own copy of what was captured. Throws what the user's code throws while a class is evaluated, and an error that
 * lists the exports when a module lacks one.
 */
export function reviveFunction(bytes: Uint8Array, attachments: readonly unknown[]): AnyFunction {
  const value = decodeValue(new Reader(bytes), { attachments, functions: () => new Incoming() });
  if (typeof value !== "function")
    throw new TypeError(`what was to be run is no function but ${typeof value}`);
  // Checked above; functions have no narrower type.
  return value as AnyFunction;
}
