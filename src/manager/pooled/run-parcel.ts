import { types } from "node:util";
import type { AnyFunction } from "../../closure/revive.ts";
import { NotSendableError } from "../../errors.ts";
import { CallFlag } from "../../wire/messages.ts";
import { runChunk } from "../../worker/chunk.ts";
import { plainError } from "../../worker/plain-error.ts";
import { reviveCode } from "./known-code.ts";
import { packParts, unpackParts, type Parts } from "./parts.ts";

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
    const { name, target: run } = await reviveCode(target);
    const value = await call(run, await unpackParts(args), flags);
    const parts = await packResult(name, value);
    return [performance.now() - begun, parts];
  } catch (error) {
    throw new ParcelFailure(packError(error));
  }
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
