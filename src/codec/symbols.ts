import { threadId } from "node:worker_threads";
import { corrupt } from "./corrupt.ts";
import type { Reader } from "./reader.ts";
import { Tag } from "./tags.ts";
import type { Writer } from "./writer.ts";

/** Symbols that belong to nobody but their holders, known here by the id under which they travel. */
const byId = new Map<string, symbol>();
const ids = new Map<symbol, string>();
let origin: string | undefined;
let wellKnown: Map<symbol, string> | undefined;

/**
 * Writes a symbol. `Symbol.for` and well-known symbols travel by name. Any other gets an id, so that the same symbol
 * arrives every time and is the original when it comes back; it is kept for the life of the thread.
 */
export function writeSymbol(writer: Writer, value: symbol): void {
  const key = Symbol.keyFor(value);
  if (key !== undefined) {
    writer.byte(Tag.symbolRegistered);
    return writer.string(key);
  }
  const name = wellKnownName(value);
  if (name !== undefined) {
    writer.byte(Tag.symbolWellKnown);
    return writer.string(name);
  }
  writer.byte(Tag.symbolUnique);
  writer.string(idOf(value));
  writer.byte(value.description === undefined ? 0 : 1);
  writer.string(value.description ?? "");
}

/** Reads what stands behind one of the three tags of symbols. */
export function readSymbol(reader: Reader, tag: number): symbol {
  if (tag === Tag.symbolRegistered) return Symbol.for(reader.string());
  if (tag === Tag.symbolUnique) return readUnique(reader);
  const name = reader.string();
  for (const [symbol, known] of wellKnownNames()) if (known === name) return symbol;
  throw corrupt(`there is no symbol Symbol.${name}`);
}

function readUnique(reader: Reader): symbol {
  const id = reader.string();
  const described = reader.byte() === 1;
  const description = reader.string();
  const known = byId.get(id);
  if (known !== undefined) return known;
  const symbol = described ? Symbol(description) : Symbol();
  byId.set(id, symbol);
  ids.set(symbol, id);
  return symbol;
}

function idOf(symbol: symbol): string {
  let id = ids.get(symbol);
  if (id === undefined) {
    origin ??= `${process.pid}.${threadId}.${Math.random().toString(36).slice(2)}`;
    id = `${origin}.${ids.size}`;
    ids.set(symbol, id);
    byId.set(id, symbol);
  }
  return id;
}

function wellKnownName(symbol: symbol): string | undefined {
  return wellKnownNames().get(symbol);
}

function wellKnownNames(): ReadonlyMap<symbol, string> {
  if (wellKnown !== undefined) return wellKnown;
  wellKnown = new Map();
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(Symbol))) {
    if (typeof value === "symbol") wellKnown.set(value, name);
  }
  return wellKnown;
}
