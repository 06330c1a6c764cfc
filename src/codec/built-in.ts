/** Whether a function is part of the engine or the platform: its text says so. */
export function isBuiltIn(value: Function): boolean {
  return /\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(value));
}
