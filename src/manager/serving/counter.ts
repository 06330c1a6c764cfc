import { keyError } from "../served/raise.ts";
import type { ObjectTable } from "./object-table.ts";

/** In whose name objects are counted. */
export interface Counter {
  /** The table has counted the object for it. */
  counted(ident: string): void;
  /** Counts the object once more. Throws KeyError for one that isn't there. */
  incref(ident: string): void;
  /** Gives one count back. Throws KeyError where there is none. */
  decref(ident: string): void;
}

/** Counts that belong to nobody, as Python's clients take them: who gives one back needn't be who has taken it. */
export class AnonymousCounts implements Counter {
  readonly #table: ObjectTable;

  constructor(table: ObjectTable) {
    this.#table = table;
  }

  counted(): void {
    // The table knows.
  }

  incref(ident: string): void {
    this.#table.incref(ident);
  }

  decref(ident: string): void {
    this.#table.decref(ident);
  }
}

/** The counts of one connection, which end with it. */
export class ConnectionCounts implements Counter {
  readonly #table: ObjectTable;
  readonly #held = new Map<string, number>();

  constructor(table: ObjectTable) {
    this.#table = table;
  }

  counted(ident: string): void {
    this.#held.set(ident, (this.#held.get(ident) ?? 0) + 1);
  }

  incref(ident: string): void {
    this.#table.incref(ident);
    this.counted(ident);
  }

  decref(ident: string): void {
    const held = this.#held.get(ident);
    if (held === undefined) throw keyError(ident);
    if (held === 1) this.#held.delete(ident);
    else this.#held.set(ident, held - 1);
    this.#table.drop(ident, 1);
  }

  /** The connection has ended: what is left is given back. */
  end(): void {
    for (const [ident, count] of this.#held) this.#table.drop(ident, count);
    this.#held.clear();
  }
}
