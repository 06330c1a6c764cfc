import type { AnyFunction } from "../closure/revive.ts";
import { failure, success, type Outcome } from "../task/outcome.ts";
import { CallFlag } from "../wire/messages.ts";

/** Runs `target` for each item of a chunk. Gives a promise from the first item on that gives one. */
export function runChunk(target: AnyFunction, items: readonly unknown[], flags: number): unknown {
  const spread = (flags & CallFlag.spread) !== 0;
  const call = spread
    ? (item: unknown): unknown => target(...asArguments(item))
    : (item: unknown): unknown => callAlone(target, item);
  const run =
    (flags & CallFlag.settleAll) === 0 ? call : (item: unknown): unknown => settle(call, item);
  const results: unknown[] = [];
  for (let index = 0; index < items.length; index++) {
    const result = run(items[index]);
    if (isThenable(result)) return finish(run, items, { results, pending: result });
    results.push(result);
  }
  return results;
}

/** Kept here, since V8 sees through an array that is made for the call alone. */
const single: [unknown] = [undefined];

/**
 * Calls `target` so that V8 compiles it by itself. If it is inlined into the loop over the items, a loop of its own may
 * take a quarter longer; this costs some 10 ns.
 */
function callAlone(target: AnyFunction, item: unknown): unknown {
  single[0] = item;
  return Reflect.apply(target, undefined, single);
}

interface Progress {
  readonly results: unknown[];
  readonly pending: PromiseLike<unknown>;
}

async function finish(
  run: (item: unknown) => unknown,
  items: readonly unknown[],
  { results, pending }: Progress,
): Promise<unknown[]> {
  results.push(await pending);
  // One after the other: how many run at a time in a worker is the pool's `concurrency`, which counts chunks.
  while (results.length < items.length) results.push(await run(items[results.length]));
  return results;
}

function settle(
  call: (item: unknown) => unknown,
  item: unknown,
): Outcome<unknown> | Promise<Outcome<unknown>> {
  try {
    const result = call(item);
    return isThenable(result) ? Promise.resolve(result).then(success, failure) : success(result);
  } catch (error) {
    return failure(error);
  }
}

function asArguments(item: unknown): readonly unknown[] {
  if (Array.isArray(item)) return item;
  if (typeof item === "object" && item !== null && Symbol.iterator in item) {
    // Any iterable will do, as in Python.
    return [...(item as Iterable<unknown>)];
  }
  throw new TypeError(
    `starmap takes items that are lists of arguments, but one is ${String(item)}`,
  );
}

/** Whether `await` would wait for it. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    value !== null &&
    (typeof value === "object" || typeof value === "function") &&
    "then" in value &&
    typeof value.then === "function"
  );
}
