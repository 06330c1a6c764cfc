import { perThread } from "../per-thread.ts";
import type { NameHead } from "./head.ts";
import type { CodeUnit, UnitInstance } from "./unit.ts";

/** What is known of a function that was sent to this thread as code. */
export interface RevivedCode {
  readonly unit: CodeUnit;
  readonly origin: string;
  readonly instance: UnitInstance;
}

const codes = perThread("revived.codes", () => new WeakMap<Function, RevivedCode>());
const names = perThread("revived.names", () => new WeakMap<object, NameHead>());

/** Notes how a function came, so that it can be sent on without being looked into. */
export function rememberCode(value: Function, code: RevivedCode): void {
  codes.set(value, code);
}

/** Gives how a function came to this thread; undefined when it was made here. */
export function revivedCode(value: Function): RevivedCode | undefined {
  return codes.get(value);
}

/** Notes under which name a function or object came. */
export function rememberName(value: unknown, head: NameHead): void {
  const isObject = typeof value === "function" || (typeof value === "object" && value !== null);
  if (isObject && !names.has(value)) names.set(value, head);
}

/** Gives the name under which a function or object came to this thread. */
export function revivedName(value: object): NameHead | undefined {
  return names.get(value);
}
