import { types } from "node:util";
import type { Captured } from "../../closure/capture.ts";
import { addUnits, loadImports } from "../../closure/incoming.ts";
import { reviveFunction, type AnyFunction } from "../../closure/revive.ts";
import { NotSendableError } from "../../errors.ts";
import { CallFlag } from "../../wire/messages.ts";
import { runChunk } from "../../worker/chunk.ts";
import { plainError } from "../../worker/plain-error.ts";
import { packParts, unpackParts, type Parts } from "./parts.ts";

/** What of a captured function goes to the worker. */
type Code = Pick<Captured, "name" | "bytes" | "attachments" | "units" | "imports">;

/** One call as it comes to a worker of a served pool; nobody on its way has looked into it. */
export interface ParcelOrder {
  /** {@link CallFlag}s. */
  readonly flags: number;
  readonly target: Parts;
  /** Its arguments, or the items of a chunk. */
  readonly args: Parts;
}

/** What a call came to: how long it took, in milliseconds, and its value in a list, packed. */
export type ParcelResult = readonly [milliseconds: number, parts: Parts];

/** What a function threw, on its way through the server: the error itself is for the client only. */
export class ParcelFailure extends Error {
  override readonly name = "ParcelFailure";
  readonly parts: Parts;

  constructor(parts: Parts) {
    super("a function threw in a pool of a manager");
    this.parts = parts;
  }
}

/** Packs a captured function. */
export function packCode({ name, bytes, attachments, units, imports }: Captured): Parts {
  return packParts([{ name, bytes, attachments, units, imports } satisfies Code]);
}

/** Packs an error, without the parts of it that can't be sent. */
export function packError(error: unknown): Parts {
  try {
    return packParts([error]);
  } catch {
    return packParts([plainError(error)]);
  }
}

/** Runs a call in a worker of the pool. */
export async function runParcel({ flags, target, args }: ParcelOrder): Promise<ParcelResult> {
  const begun = performance.now();
  try {
    // Written by `packCode`.
    const [code] = (await unpackParts(target)) as [Code];
    const value = await call(await revive(code), await unpackParts(args), flags);
    const parts = await packResult(code.name, value);
    return [performance.now() - begun, parts];
  } catch (error) {
    throw new ParcelFailure(packError(error));
  }
}

async function revive({ units, imports, bytes, attachments }: Code): Promise<AnyFunction> {
  addUnits(units);
  await loadImports(imports);
  return reviveFunction(bytes, attachments);
}

function call(target: AnyFunction, given: unknown, flags: number): unknown {
  // The submitter has packed a list.
  const list = given as readonly unknown[];
  return (flags & CallFlag.chunk) === 0 ? target(...list) : runChunk(target, list, flags);
}

/** A generator is run to its end, as every pool does. */
async function packResult(name: string, value: unknown): Promise<Parts> {
  try {
    return packParts([value]);
  } catch (error) {
    if (types.isGeneratorObject(value)) return packResult(name, await itemsOf(value));
    if (!(error instanceof NotSendableError)) throw error;
    const [, ...path] = error.path;
    throw new NotSendableError([`result of '${name || "(anonymous)"}'`, ...path], error.reason, {
      cause: error.cause,
    });
  }
}

async function itemsOf(generator: object): Promise<unknown[]> {
  const items: unknown[] = [];
  // A generator of either kind can be waited for.
  for await (const item of generator as AsyncIterable<unknown>) items.push(item);
  return items;
}
