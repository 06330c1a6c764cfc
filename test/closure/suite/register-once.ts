import { registerHandle } from "../../../src/codec/handle.ts";

/** Registers a handle, also where a loader has loaded the harness twice: as an ES module and as CommonJS. */
export function registerOnce(type: string, revive: (data: unknown) => unknown): void {
  const mark = Symbol.for(type);
  if (mark in globalThis) return;
  Object.defineProperty(globalThis, mark, { value: true });
  registerHandle(type, revive);
}
