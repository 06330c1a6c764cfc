import { perThread } from "../per-thread.ts";
import { exportOf } from "./module-export.ts";
import { compile } from "./module-load.ts";
import { rememberCode, revivedCode } from "./revived.ts";
import type { CodeUnit, UnitInstance } from "./unit.ts";
import { WeakTable } from "./weak-table.ts";

/** A unit that this thread has got. */
interface Entry {
  readonly unit: CodeUnit;
  /** Compiled when the first instance is made. */
  factory: (() => UnitInstance) | undefined;
}

/** So many units stay known; a program whose functions aren't made from text has far fewer. */
const MOST_UNITS = 16_384;
/** So many classes stay the same class for as long as the thread runs, and keep what is in their static properties. */
const MOST_CLASSES = 1_024;

const entries = new Map<string, Entry>();
const classes = perThread("classes", () => new WeakTable<Function>(MOST_CLASSES));

/** Takes in the code that a message brings. */
export function addUnits(units: Iterable<CodeUnit>): void {
  for (const unit of units) {
    if (entries.has(unit.hash)) continue;
    entries.set(unit.hash, { unit, factory: undefined });
    if (entries.size > MOST_UNITS) forgetOldest();
  }
}

function forgetOldest(): void {
  // A Map gives its keys in the order in which they came.
  for (const hash of entries.keys()) {
    entries.delete(hash);
    return;
  }
}

/** Makes a function that has no values yet. */
export function makeFunction(hash: string, origin: string, name: string): Function {
  const { unit, instance } = instantiate(hash);
  const [make] = instance;
  const value = accessorOf(unit, make());
  rememberCode(value, { unit, origin, instance });
  return named(value, name);
}

/** A class as it stands in a message. */
export interface WrittenClass {
  readonly hash: string;
  readonly origin: string;
  readonly name: string;
  /** Places and values of the variables that it uses while it is evaluated. */
  readonly places: readonly number[];
  readonly values: readonly unknown[];
}

/** Gives the class of this origin, evaluating it the first time: there is one of it in a thread. */
export function makeClass(written: WrittenClass): {
  readonly value: Function;
  readonly isNew: boolean;
} {
  const { hash, origin, name, places, values } = written;
  const known = classes.get(origin);
  if (known !== undefined) return { value: known, isNew: false };
  const { unit, instance } = instantiate(hash);
  const [make, bind] = instance;
  const early: unknown[] = [];
  for (const [index, place] of places.entries()) early[place] = values[index];
  bind(early);
  // The text of the unit is that of a class.
  const value = named(make() as Function, name);
  rememberCode(value, { unit, origin, instance });
  classes.set(origin, value);
  return { value, isNew: true };
}

/** Sets the captured variables of a function from here. */
export function rebind(value: Function, values: readonly unknown[]): void {
  const code = revivedCode(value);
  if (code === undefined) return;
  const [, bind] = code.instance;
  bind(values);
}

function instantiate(hash: string): { readonly unit: CodeUnit; readonly instance: UnitInstance } {
  const entry = entries.get(hash);
  if (entry === undefined)
    throw new Error(`the code of a function (${hash}) hasn't been sent before the function`);
  const { unit } = entry;
  // The text of a unit is that of such a function.
  entry.factory ??= compile(unit.text, {
    filename: unit.fileName,
    lineOffset: unit.lineOffset,
    columnOffset: unit.columnOffset,
  }) as () => UnitInstance;
  // Not as a method: `this` at the top of a file mustn't be the entry.
  const { factory } = entry;
  const instance = factory();
  if (unit.imports.length > 0) {
    const [, , , link] = instance;
    link(unit.imports.map(({ module, name }) => exportOf(module, name)));
  }
  return { unit, instance };
}

function accessorOf({ kind }: CodeUnit, made: unknown): Function {
  // For an accessor the text gives an object that has it as `m`.
  if (kind !== "getter" && kind !== "setter") return made as Function;
  const property = Object.getOwnPropertyDescriptor(made, "m");
  return (kind === "getter" ? property?.get : property?.set) as Function;
}

function named(value: Function, name: string): Function {
  if (value.name !== name)
    Object.defineProperty(value, "name", { value: name, configurable: true });
  return value;
}
