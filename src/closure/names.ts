import { types } from "node:util";
import type { NameHead } from "./head.ts";
import { intrinsicName } from "./intrinsics.ts";
import { builtinName, commonJsName } from "./module-names.ts";
import { revivedName } from "./revived.ts";

/** Objects that were looked for in vain; what becomes the exports of a module afterwards stays unnamed. */
const nameless = new WeakSet<object>();

/** Gives the name of a function that every thread can find: built in, exported by CommonJS, or come by name. */
export function functionName(value: Function, byValue: boolean): NameHead | undefined {
  return anyName(value, byValue);
}

/** Gives the name of an object that every thread can find: an intrinsic, a module or something that one exports. */
export function objectName(value: object, byValue: boolean): NameHead | undefined {
  if (nameless.has(value)) return undefined;
  // No module gives out instances of other classes as something to be named.
  const prototype: unknown = Object.getPrototypeOf(value);
  const isInstance =
    prototype !== null && prototype !== Object.prototype && !hasNamedPrototype(value);
  const name = isInstance
    ? (revivedName(value) ?? intrinsicName(value) ?? builtinName(value))
    : anyName(value, byValue);
  if (name === undefined) nameless.add(value);
  return name;
}

/** Whether an object is a prototype itself. */
function hasNamedPrototype(value: object): boolean {
  return Object.hasOwn(value, "constructor");
}

function anyName(value: object, byValue: boolean): NameHead | undefined {
  return (
    revivedName(value) ??
    intrinsicName(value) ??
    builtinName(value) ??
    commonJsName(value, (url) => isNamed(url, byValue))
  );
}

/** Whether a file is imported by name; where everything of the user is copied, packages still are. */
export function isNamed(url: string, byValue: boolean): boolean {
  return url.startsWith("file:") && (!byValue || url.includes("/node_modules/"));
}

/** Whether a value is the namespace object of a module. */
export function isNamespace(value: unknown): value is Readonly<Record<string, unknown>> {
  return types.isModuleNamespaceObject(value);
}
