import type { AnyFunction } from "../closure/revive.ts";
import { CallFlag } from "../wire/messages.ts";

/** What a chunk comes to when its items may fail: the values, and which have none because the item threw what. */
export type Settled = readonly [
  values: unknown[],
  failures: (readonly [index: number, error: unknown])[],
];

type ItemCaller = (item: unknown) => unknown;

/**
 * Runs `target` for each item of a chunk. Gives an array of the values, or {@link Settled}; a promise of it from the
 * first item on that gives one.
 */
export function runChunk(target: AnyFunction, items: readonly unknown[], flags: number): unknown {
  const call: ItemCaller =
    (flags & CallFlag.spread) === 0
      ? (item) => callAlone(target, item)
      : (item) => target(...asArguments(item));
  return (flags & CallFlag.settleAll) === 0 ? runAll(call, items) : settleAll(call, items);
}

function runAll(call: ItemCaller, items: readonly unknown[]): unknown[] | Promise<unknown[]> {
  const values: unknown[] = [];
  for (let index = 0; index < items.length; index++) {
    const value = call(items[index]);
    if (isThenable(value)) return runRest(call, items, { values, pending: value });
    values.push(value);
  }
  return values;
}

interface Progress {
  readonly values: unknown[];
  readonly pending: PromiseLike<unknown>;
}

async function runRest(
  call: ItemCaller,
  items: readonly unknown[],
  { values, pending }: Progress,
): Promise<unknown[]> {
  values.push(await pending);
  // One after the other: how many run at a time in a worker is the pool's `concurrency`, which counts chunks.
  while (values.length < items.length) values.push(await call(items[values.length]));
  return values;
}

function settleAll(call: ItemCaller, items: readonly unknown[]): Settled | Promise<Settled> {
  const settled: Settled = [[], []];
  for (let index = 0; index < items.length; index++) {
    try {
      const value = call(items[index]);
      if (isThenable(value)) return settleRest(call, items, { settled, pending: value });
      settled[0].push(value);
    } catch (error) {
      noteFailure(settled, error);
    }
  }
  return settled;
}

interface SettledProgress {
  readonly settled: Settled;
  readonly pending: PromiseLike<unknown>;
}

async function settleRest(
  call: ItemCaller,
  items: readonly unknown[],
  { settled, pending }: SettledProgress,
): Promise<Settled> {
  const [values] = settled;
  let next: unknown = pending;
  for (;;) {
    try {
      values.push(await next);
    } catch (error) {
      noteFailure(settled, error);
    }
    if (values.length === items.length) return settled;
    next = attempt(call, items[values.length]);
  }
}

/** Calls, and makes what it throws a rejection. */
async function attempt(call: ItemCaller, item: unknown): Promise<unknown> {
  return await call(item);
}

function noteFailure([values, failures]: Settled, error: unknown): void {
  failures.push([values.length, error]);
  values.push(undefined);
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
