import { types } from "node:util";
import { isBuiltIn } from "./built-in.ts";

/** Says why an object of this nature can't be copied, or undefined. */
export function unsendable(value: object): string | undefined {
  if (types.isPromise(value)) return "a Promise can't be sent; await it first and send the result";
  if (types.isWeakMap(value)) return "a WeakMap can't be sent, since it can't be listed; use a Map";
  if (types.isWeakSet(value)) return "a WeakSet can't be sent, since it can't be listed; use a Set";
  if (value instanceof WeakRef) return "a WeakRef can't be sent; send what deref() gives";
  if (value instanceof FinalizationRegistry)
    return "a FinalizationRegistry can't be sent; make one on the other side";
  if (types.isGeneratorObject(value)) {
    return "a running generator can't be sent; send its values as an array, or the generator function";
  }
  if (isIterator(value))
    return "an iterator can't be sent, since its place is hidden; send its values as an array";
  if (types.isExternal(value)) return "a native handle can't be sent";
  if (types.isArgumentsObject(value))
    return "an arguments object can't be sent; use a rest parameter or Array.from";
  return undefined;
}

const iteratorPrototype = Object.getPrototypeOf(
  Object.getPrototypeOf([][Symbol.iterator]()),
) as object;

/** Built-in iterators keep their place where nobody can read it. A user's own is an object like any other. */
function isIterator(value: object): boolean {
  if (types.isMapIterator(value) || types.isSetIterator(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (typeof prototype !== "object" || prototype === null) return false;
  if (Object.getPrototypeOf(prototype) !== iteratorPrototype) return false;
  const next: unknown = Object.getOwnPropertyDescriptor(prototype, "next")?.value;
  return typeof next === "function" && isBuiltIn(next);
}

/** Whether only structured clone can carry an object: it has a native part or is shared memory. */
export function needsStructuredClone(value: object): boolean {
  if (types.isSharedArrayBuffer(value) || types.isKeyObject(value) || types.isCryptoKey(value))
    return true;
  if (value instanceof MessagePort) return true;
  return isWebAssembly(value) || isCloneableByNode(value);
}

/** The types for Node don't have WebAssembly. */
function isWebAssembly(value: object): boolean {
  const { WebAssembly } = globalThis as { WebAssembly?: { readonly Module: new () => object } };
  return WebAssembly !== undefined && value instanceof WebAssembly.Module;
}

/** Node marks the classes that it can clone or transfer with a symbol that it doesn't publish. */
function isCloneableByNode(value: object): boolean {
  let prototype: unknown = Object.getPrototypeOf(value);
  while (typeof prototype === "object" && prototype !== null && prototype !== Object.prototype) {
    for (const symbol of Object.getOwnPropertySymbols(prototype)) {
      if (
        symbol.description === "messaging_clone_symbol" ||
        symbol.description === "messaging_transfer_symbol"
      ) {
        return true;
      }
    }
    prototype = Object.getPrototypeOf(prototype);
  }
  return false;
}
