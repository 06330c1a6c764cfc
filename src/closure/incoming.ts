import type { FunctionDecoding } from "../codec/custom.ts";
import { boundLater, bindLater } from "./bound.ts";
import { Cell } from "./cell.ts";
import { type Head, HeadKind } from "./head.ts";
import type { Waiting } from "./late-values.ts";
import { namedValue } from "./named-value.ts";
import { originalFunction } from "./origin.ts";
import { addExtras, type FunctionExtras } from "./own-properties.ts";
import { revivedCode } from "./revived.ts";
import { makeClass, makeFunction, rebind } from "./unit-table.ts";

export { addUnits } from "./unit-table.ts";
export { loadImports } from "./module-load.ts";

/** The body of a function or class. */
type CodeBody = readonly [
  values: readonly unknown[],
  extras: FunctionExtras | undefined,
  waiting?: readonly Waiting[] | undefined,
];

/** Makes functions again, for one message. The units and imports that the message needs must be there already. */
export class Incoming implements FunctionDecoding {
  /** What was here before the message came, and keeps what it has. */
  readonly #known = new Set<object>();

  create(written: unknown): Function | object {
    // Written by Outgoing of the same version.
    const head = written as Head;
    switch (head[0]) {
      case HeadKind.code:
        return this.#original(head[2]) ?? makeFunction(head[1], head[2], head[3]);
      case HeadKind.class:
        return this.#original(head[2]) ?? this.#class(head);
      case HeadKind.origin:
        return this.#original(head[1]) ?? gone();
      case HeadKind.bound:
        return this.#original(head[1]) ?? boundLater(head[1], head[2] as Function);
      case HeadKind.cell:
        return new Cell();
      case HeadKind.prototype:
        return (head[1] as Function).prototype as object;
      default:
        // The codec takes any value; the name of an export may stand for a primitive one.
        return namedValue(head) as object;
    }
  }

  fill(shell: Function | object, body: unknown): void {
    if (shell instanceof Cell) {
      shell.v = body;
      return;
    }
    // Only functions have a body besides.
    const value = shell as Function;
    if (bindLater(value, body)) return;
    const [values, extras, waiting] = body as CodeBody;
    // One of our own that has come back is as it is.
    if (revivedCode(value) === undefined) return;
    rebind(value, values);
    if (extras !== undefined && !this.#known.has(value)) addExtras(value, extras);
    for (const [holder, place] of waiting ?? []) fillLate(holder, place, value);
  }

  #original(origin: string): Function | undefined {
    return originalFunction(origin);
  }

  #class(head: Extract<Head, readonly [typeof HeadKind.class, ...unknown[]]>): Function {
    const [, hash, origin, name, places, values] = head;
    const { value, isNew } = makeClass({ hash, origin, name, places, values });
    if (!isNew) this.#known.add(value);
    return value;
  }
}

function gone(): never {
  throw new Error("a function came back whose original doesn't exist any more");
}

function fillLate(holder: object, place: number, value: Function): void {
  if (holder instanceof Cell) {
    holder.v = value;
    return;
  }
  const code = revivedCode(holder as Function);
  if (code === undefined) return;
  const [, bind, read] = code.instance;
  bind(read().with(place, value));
}
