import { perThread } from "../per-thread.ts";
import { corrupt } from "./corrupt.ts";

/** What stands for an object: a function or class and the arguments with which to call it on the other side. */
export type Reduced = readonly [rebuild: Function, ...args: unknown[]];

/** The method under this key says how its object travels; it wins over registered reducers. */
export const reduce: unique symbol = Symbol.for("skein.reduce") as typeof reduce;

/** A class of which instances can be told by their prototype. */
export type AnyClass<Instance extends object> = abstract new (...args: never[]) => Instance;

type Reducer = (instance: object) => Reduced;

const reducers = perThread("reducers", () => new Map<object, Reducer>());

/**
 * Says how instances of a class, subclasses included, travel: as `[rebuild, ...args]`; on the other side they become
 * `rebuild(...args)`, or `new rebuild(...args)` for a class. Of several classes the most derived one wins. Holds for
 * the calling thread; whoever sends an instance needs it, the receiver doesn't. Reducing must not wait.
 */
export function registerReducer<Instance extends object>(
  type: AnyClass<Instance>,
  reducer: (instance: Instance) => Reduced,
): void {
  // It is only called with objects that have the prototype of the class.
  reducers.set(type.prototype as object, reducer as Reducer);
}

/** Gives what stands for `value`, or undefined when nothing was said about it. */
export function reduceObject(value: object): Reduced | undefined {
  const own = (value as { readonly [reduce]?: unknown })[reduce];
  // Whoever has the method has promised its form.
  if (typeof own === "function") return own.call(value) as Reduced;
  if (reducers.size === 0) return undefined;
  for (let prototype = parent(value); prototype !== null; prototype = parent(prototype)) {
    const reducer = reducers.get(prototype);
    if (reducer !== undefined) return reducer(value);
  }
  return undefined;
}

/** Does on the other side what a reduction says. */
export function rebuild(type: unknown, args: readonly unknown[]): unknown {
  if (typeof type !== "function") throw corrupt("what is to rebuild an object is no function");
  // Neither call has a type that could be checked here.
  return isClass(type)
    ? (Reflect.construct(type, args) as unknown)
    : (Reflect.apply(type, undefined, args) as unknown);
}

function isClass(type: Function): boolean {
  if (/^class\b/.test(Function.prototype.toString.call(type))) return true;
  // Built-in classes have a prototype that can't be replaced, built-in functions have none.
  const property = Object.getOwnPropertyDescriptor(type, "prototype");
  return property?.writable === false && !callable.has(type);
}

/** Built-in classes that make a value of another kind when they are called with `new`. */
const callable: ReadonlySet<unknown> = new Set([String, Number, Boolean, BigInt, Symbol]);

function parent(value: object): object | null {
  // The type of the library is `any`.
  return Object.getPrototypeOf(value) as object | null;
}
