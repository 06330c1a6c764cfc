import { threadId } from "node:worker_threads";
import { perThread } from "../per-thread.ts";
import { WeakTable } from "./weak-table.ts";

interface Origins {
  /** The name of this thread. */
  readonly place: string;
  readonly ids: WeakMap<Function, string>;
  readonly functions: WeakTable<Function>;
  count: number;
}

const origins = perThread<Origins>("origins", () => ({
  place: `${Math.random().toString(36).slice(2, 10)}${threadId}`,
  ids: new WeakMap(),
  functions: new WeakTable(),
  count: 0,
}));

/** The name of this thread in origins: a function with such an origin need only be named to be found here. */
export function originPlace(): string {
  return origins.place;
}

/** Gives the name under which a function of this thread is found again when it comes back. */
export function originOf(value: Function): string {
  const { ids, functions, place } = origins;
  let id = ids.get(value);
  if (id === undefined) {
    id = `${place}.${(origins.count += 1)}`;
    ids.set(value, id);
    functions.set(id, value);
  }
  return id;
}

/** Whether an origin belongs to the thread with this name. */
export function isFrom(origin: string, thread: string): boolean {
  return origin.startsWith(`${thread}.`);
}

/** Gives the function of this thread that a name stands for, if it is from here and still there. */
export function originalFunction(origin: string): Function | undefined {
  return isFrom(origin, origins.place) ? origins.functions.get(origin) : undefined;
}
