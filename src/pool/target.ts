import type { FunctionReference } from "../closure/reference.ts";

/** What a pool can run: a function, or the name of one in a module. */
export type Target<Arguments extends readonly unknown[], Result> =
  | ((...args: Arguments) => Result)
  | FunctionReference;

/** The parameters after the function: arguments may be left out when the function takes none. */
export type Rest<Arguments extends readonly unknown[], Options> = Arguments extends readonly []
  ? [args?: Arguments, options?: Options]
  : [args: Arguments, options?: Options];

/** Anything that can be iterated over. */
export type Items<Item> = Iterable<Item> | AsyncIterable<Item>;
