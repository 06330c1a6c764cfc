/** What the caller gets of what a function returns: promises are awaited, generators run to their end. */
export type ResultOf<Returned> =
  Awaited<Returned> extends
    | Generator<infer Item, unknown, never>
    | AsyncGenerator<infer Item, unknown, never>
    ? Item[]
    : Awaited<Returned>;
