import { HeadKind, type NameHead } from "./head.ts";

let names: WeakMap<object, NameHead> | undefined;

/** Gives the name of a function or object that the language or the platform has everywhere. */
export function intrinsicName(value: object): NameHead | undefined {
  return (names ??= collect()).get(value) ?? lazyName(value);
}

/** Many classes of the platform come into being when they are first named. */
function lazyName(value: object): NameHead | undefined {
  if (typeof value !== "function" || !isPlatformGlobal(value.name)) return undefined;
  return plainValue(globalThis, value.name) === value
    ? [HeadKind.intrinsic, value.name]
    : undefined;
}

/** Whether a global variable is there in every thread, and so needn't travel. */
export function isPlatformGlobal(name: string): boolean {
  if (!Object.hasOwn(globalThis, name)) return false;
  return enumerableGlobals.has(name) || !isEnumerable(name);
}

/** Assigning to a global makes it enumerable, which built-in ones aren't, besides a few of Node's. */
function isEnumerable(name: string): boolean {
  return Object.getOwnPropertyDescriptor(globalThis, name)?.enumerable === true;
}

const enumerableGlobals: ReadonlySet<string> = new Set([
  "atob",
  "btoa",
  "clearImmediate",
  "clearInterval",
  "clearTimeout",
  "crypto",
  "fetch",
  "global",
  "navigator",
  "performance",
  "queueMicrotask",
  "setImmediate",
  "setInterval",
  "setTimeout",
  "structuredClone",
]);

/** Objects whose members are named although they are no functions. */
const namespaces: ReadonlySet<string> = new Set([
  "Math",
  "JSON",
  "Reflect",
  "Atomics",
  "Intl",
  "WebAssembly",
  "console",
]);

function collect(): WeakMap<object, NameHead> {
  const found = new WeakMap<object, NameHead>();
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (!isPlatformGlobal(name)) continue;
    const value = plainValue(globalThis, name);
    if (!isObject(value)) continue;
    add(found, value, [name]);
    if (typeof value === "function" || namespaces.has(name)) addMembers(found, value, [name]);
    const prototype = typeof value === "function" ? plainValue(value, "prototype") : undefined;
    if (isObject(prototype)) addMembers(found, prototype, [name, "prototype"]);
  }
  addLazy(found);
  return found;
}

/** What Node's globals give by getters, all of them loaded in every thread. */
function addLazy(found: WeakMap<object, NameHead>): void {
  add(found, process, ["process"]);
  add(found, process.env, ["process", "env"]);
  add(found, Buffer, ["Buffer"]);
  add(found, Buffer.prototype as object, ["Buffer", "prototype"]);
  for (const name of [
    "cwd",
    "hrtime",
    "exit",
    "memoryUsage",
    "nextTick",
    "on",
    "emitWarning",
  ] as const) {
    add(found, process[name], ["process", name]);
  }
  addMembers(found, Buffer, ["Buffer"]);
}

function addMembers(
  found: WeakMap<object, NameHead>,
  owner: object,
  path: readonly string[],
): void {
  for (const key of Object.getOwnPropertyNames(owner)) {
    if (key === "constructor") continue;
    const value = plainValue(owner, key);
    if (isObject(value)) add(found, value, [...path, key]);
  }
  if (path.at(-1) === "prototype") add(found, owner, path);
}

function add(found: WeakMap<object, NameHead>, value: object, path: readonly string[]): void {
  if (!found.has(value)) found.set(value, [HeadKind.intrinsic, ...path]);
}

function plainValue(owner: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(owner, key)?.value;
}

function isObject(value: unknown): value is object {
  return typeof value === "function" || (typeof value === "object" && value !== null);
}

/** Finds what a path names. */
export function intrinsicAt(path: readonly string[]): unknown {
  let value: unknown = globalThis;
  for (const key of path) value = Reflect.get(value as object, key);
  return value;
}
