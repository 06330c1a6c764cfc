/** A promise with its two ends outside. */
export interface Deferred<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value | PromiseLike<Value>) => void;
  readonly reject: (reason: unknown) => void;
}

/** Makes a {@link Deferred}: `Promise.withResolvers`, which Node 20 lacks. */
export function defer<Value>(): Deferred<Value> {
  const promise = new Promise<Value>(takeEnds);
  if (latestResolve === undefined || latestReject === undefined)
    throw new Error("unreachable: a promise runs its executor at once");
  return { promise, resolve: latestResolve, reject: latestReject };
}

let latestResolve: ((value: unknown) => void) | undefined;
let latestReject: ((reason: unknown) => void) | undefined;

/** One executor for all promises: a closure for each would be half as much garbage again. */
function takeEnds(resolve: (value: never) => void, reject: (reason: unknown) => void): void {
  // What the promise shall be of is the business of whoever asked for it.
  latestResolve = resolve as (value: unknown) => void;
  latestReject = reject;
}
