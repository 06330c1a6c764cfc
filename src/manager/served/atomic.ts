import { isList, built } from "./data.ts";
import { equal } from "./equal.ts";
import type { MethodTable } from "./method-table.ts";
import { operate } from "./arithmetic.ts";
import { ABSENT } from "./parameters.ts";
import { typeError } from "./raise.ts";

/** An object whose entries can be changed in one step: what `#update` and `#swap` need. */
export interface Entries {
  /** ABSENT when there is no such entry. */
  read(key: unknown): unknown;
  write(key: unknown, value: unknown): void;
  /** Throws where an entry can't be removed. */
  remove(key: unknown): void;
  /** What Python's `[]` raises for an entry that isn't there. */
  missing(key: unknown): Error;
}

/** Adds the methods of our own ends that change an entry in one round trip (README.md). */
export function addAtomicMethods<Self>(
  table: MethodTable<Self>,
  entriesOf: (self: Self) => Entries,
): MethodTable<Self> {
  return table
    .method("#update key operation operand start?", (self, args) => update(entriesOf(self), args))
    .method("#swap key expected replacement", (self, args) => swap(entriesOf(self), args));
}

function update(entries: Entries, args: readonly unknown[]): unknown {
  const [key, operation, operand, start] = args.map(built);
  const found = entries.read(key);
  const entry = found === ABSENT ? start : built(found);
  if (entry === ABSENT) throw entries.missing(key);
  const value = operate(operation, entry, operand);
  entries.write(key, value);
  return value;
}

function swap(entries: Entries, args: readonly unknown[]): boolean {
  const [key, expected, replacement] = args.map(built);
  const [was, becomes] = [optional(expected), optional(replacement)];
  const found = entries.read(key);
  const matches = found === ABSENT || was === ABSENT ? found === was : equal(found, was);
  if (!matches) return false;
  if (becomes !== ABSENT) entries.write(key, becomes);
  else if (found !== ABSENT) entries.remove(key);
  return true;
}

function optional(value: unknown): unknown {
  if (isList(value) && value.length < 2) return value.length === 0 ? ABSENT : value[0];
  throw typeError("what is swapped is a list of one value, or an empty one for no entry");
}
