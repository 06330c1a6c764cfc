import type { Members } from "./messages.ts";

const SYNC = "Sync";

/** The class of functions written with `async`. */
const AsyncFunction: Function = (async () => {}).constructor;

/**
 * What a state can be asked for, read off the object and its classes. A method waits when it has a blocking sister
 * (`acquire`, `acquireSync`) or is written with `async`.
 */
export function membersOf(state: object): Members {
  const found = new Map<string, unknown>();
  for (
    let level: object = state;
    level !== Object.prototype && level !== null;
    // Every object has a prototype, which is an object or null.
    level = Object.getPrototypeOf(level) as object
  ) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(level))) {
      if (name !== "constructor" && !found.has(name)) found.set(name, value);
    }
  }
  const methods = [...found.keys()].filter((name) => typeof found.get(name) === "function");
  return {
    methods,
    waits: methods.filter(
      (name) => found.has(name + SYNC) || found.get(name) instanceof AsyncFunction,
    ),
    values: [...found.keys()].filter((name) => !methods.includes(name)),
  };
}

/** The method whose blocking form this is, if it is one. */
export function waitBehind(method: string, { waits }: Members): string | undefined {
  const name = method.endsWith(SYNC) ? method.slice(0, -SYNC.length) : "";
  return waits.includes(name) ? name : undefined;
}
