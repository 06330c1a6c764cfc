import type { FunctionReference } from "../closure/reference.ts";

/** What a pool can run: a function, or the name of one in a module. */
export type Target<Arguments extends readonly unknown[], Result> =
  | ((...args: Arguments) => Result)
  | FunctionReference;

/** What the caller gets of what a function returns: promises are awaited, generators run to their end. */
export type ResultOf<Returned> = Returned extends
  | Generator<infer Item, unknown, never>
  | AsyncGenerator<infer Item, unknown, never>
  ? Item[]
  : Awaited<Returned>;

/** The parameters after the function: arguments may be left out when the function takes none. */
export type Rest<Arguments extends readonly unknown[], Options> = Arguments extends readonly []
  ? [args?: Arguments, options?: Options]
  : [args: Arguments, options?: Options];

/** Anything that can be iterated over. */
export type Items<Item> = Iterable<Item> | AsyncIterable<Item>;
