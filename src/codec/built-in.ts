/** Whether a function is part of the engine or the platform: its text says so. */
export function isBuiltIn(value: Function): boolean {
  return /\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(value));
}

/**
 * Gives the class that a prototype says it belongs to. Node's own errors say it by an accessor, so this may be one; it
 * is called.
 */
export function constructorOf(prototype: object): Function | undefined {
  if (!Object.hasOwn(prototype, "constructor")) return undefined;
  const type: unknown = Reflect.get(prototype, "constructor");
  return typeof type === "function" ? type : undefined;
}
