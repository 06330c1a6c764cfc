/** A promise with its two ends outside. */
export interface Deferred<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value | PromiseLike<Value>) => void;
  readonly reject: (reason: unknown) => void;
}

/** Makes a {@link Deferred}: `Promise.withResolvers`, which Node 20 lacks. */
export function defer<Value>(): Deferred<Value> {
  let resolve: Deferred<Value>["resolve"] | undefined;
  let reject: Deferred<Value>["reject"] | undefined;
  const promise = new Promise<Value>((accept, refuse) => {
    resolve = accept;
    reject = refuse;
  });
  if (resolve === undefined || reject === undefined)
    throw new Error("unreachable: a promise runs its executor at once");
  return { promise, resolve, reject };
}
