import type { Captured } from "../../closure/capture.ts";
import { addUnits, loadImports } from "../../closure/incoming.ts";
import { reviveFunction, type AnyFunction } from "../../closure/revive.ts";
import { packParts, unpackParts, type Parts } from "./parts.ts";

/** What of a captured function goes to the worker. */
type Code = Pick<Captured, "name" | "pure" | "bytes" | "attachments" | "units" | "imports">;

/** A function that has come. */
export interface RevivedCode {
  readonly name: string;
  readonly target: AnyFunction;
}

/** So many functions stay known … */
const MOST = 256;
/** … whose packed code has no more bytes than this. */
const LONGEST = 16 * 1024;

/** The functions that have captured nothing changeable, by their packed code: they need be made only once. */
const known = new Map<string, RevivedCode>();

/** Packs a captured function. */
export function packCode({ name, pure, bytes, attachments, units, imports }: Captured): Parts {
  return packParts([{ name, pure, bytes, attachments, units, imports } satisfies Code]);
}

/** Makes the function again. */
export async function reviveCode(parts: Parts): Promise<RevivedCode> {
  const key = keyOf(parts);
  const found = key === undefined ? undefined : known.get(key);
  if (found !== undefined) return found;
  // Written by `packCode`.
  const [{ name, pure, bytes, attachments, units, imports }] = (await unpackParts(parts)) as [Code];
  addUnits(units);
  await loadImports(imports);
  const revived = { name, target: reviveFunction(bytes, attachments) };
  if (pure && key !== undefined) remember(key, revived);
  return revived;
}

function keyOf([code, ...others]: Parts): string | undefined {
  if (code === undefined || others.length > 0 || code.length > LONGEST) return undefined;
  return Buffer.from(code.buffer, code.byteOffset, code.byteLength).toString("latin1");
}

function remember(key: string, revived: RevivedCode): void {
  const [oldest] = known.keys();
  if (known.size >= MOST && oldest !== undefined) known.delete(oldest);
  known.set(key, revived);
}
