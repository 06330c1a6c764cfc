import { isList, isTuple } from "../served/data.ts";
import { UnpicklingError } from "../../errors.ts";
import { decodePickle, pickleProtocol } from "../../pickle/decode.ts";
import { Dict } from "../../pickle/dict.ts";
import { skimRequest } from "../../pickle/skim.ts";
import type { GivenArguments, NaturalArguments } from "../served/call.ts";
import { exposedMethods } from "../exposed.ts";
import { NO_FUNCTIONS, typeError } from "../served/raise.ts";
import { OWNER } from "../wire-kinds.ts";
import type { Globals } from "./proxy-reference.ts";

/** One request, of a kind that doesn't matter yet. */
export interface Request {
  readonly ident: unknown;
  readonly method: string;
  /** Lossless, and what only passes through still a pickle. */
  readonly args: readonly unknown[];
  /** Undefined when there are none. */
  readonly kwds: Map<string, unknown> | undefined;
  /** Of a multiplexed connection; 0 elsewhere. */
  readonly id: number;
  /** How many answers its sender had read, on a multiplexed connection; undefined when it doesn't say so: all. */
  readonly read: number | undefined;
  /** In which the sender writes, so that it can read it, too. */
  readonly protocol: number;
  readonly bytes: Uint8Array;
}

/** Reads a request. Throws UnpicklingError for what is none. */
export function readRequest(bytes: Uint8Array, globals: Globals): Request {
  const skimmed = skimRequest(bytes);
  if (skimmed === undefined) return requestOf(bytes, decodedRequest(bytes, globals));
  const { ident, method, args, kwds, id = 0, read, protocol } = skimmed;
  return { ident, method, args, kwds, id, read, protocol, bytes };
}

function decodedRequest(bytes: Uint8Array, globals: Globals): unknown {
  try {
    const { references, opaque } = globals;
    return decodePickle(bytes, { form: "lossless", globals: references, opaque });
  } catch (error) {
    if (error instanceof UnpicklingError && givesFunction(bytes)) throw typeError(NO_FUNCTIONS);
    throw error;
  }
}

/** The methods of Python's pools that take a function, which no pickle may name here. */
const poolMethods: ReadonlySet<string> = new Set(
  exposedMethods.pool.filter((name) => !["close", "join", "terminate"].includes(name)),
);

/** Whether it is a client's call of a pool: then what can't be read is the function. */
function givesFunction(bytes: Uint8Array): boolean {
  try {
    const [, method] = itemsOf(decodePickle(bytes, { form: "lossless", opaque: true }));
    return typeof method === "string" && poolMethods.has(method);
  } catch {
    // It is something else that is wrong, and the first error says it.
    return false;
  }
}

/** Reads the arguments of a request that was read before, for objects that are no Python; throws UnpicklingError then. */
export function readNaturally(bytes: Uint8Array, globals: Globals): NaturalArguments {
  return new ArrivedArguments(bytes, globals);
}

/** Reads what is asked for, once. */
class ArrivedArguments implements NaturalArguments {
  readonly #bytes: Uint8Array;
  readonly #globals: Globals;
  #read: GivenArguments | undefined;

  constructor(bytes: Uint8Array, globals: Globals) {
    this.#bytes = bytes;
    this.#globals = globals;
  }

  get args(): readonly unknown[] {
    return this.#natural.args;
  }

  get kwds(): ReadonlyMap<string, unknown> {
    return this.#natural.kwds;
  }

  withObjects(): GivenArguments {
    return argumentsIn(this.#bytes, this.#globals.objects, this.#globals.opaque);
  }

  get #natural(): GivenArguments {
    this.#read ??= argumentsIn(this.#bytes, this.#globals.references, this.#globals.opaque);
    return this.#read;
  }
}

function argumentsIn(
  bytes: Uint8Array,
  globals: Globals["references"],
  opaque: boolean,
): GivenArguments {
  const [, , args, kwds] = itemsOf(decodePickle(bytes, { form: "natural", globals, opaque }));
  const entries: Iterable<[unknown, unknown]> =
    kwds instanceof Map ? kwds : Object.entries(typeof kwds === "object" ? { ...kwds } : {});
  const named = keywordsOf(entries) ?? new Map<string, unknown>();
  // Whose call it is has been read before, and is no argument.
  named.delete(OWNER);
  return { args: itemsOf(args), kwds: named };
}

function requestOf(bytes: Uint8Array, value: unknown): Request {
  const [ident, method, args, kwds, id = 0, read] = itemsOf(value);
  if (typeof method !== "string" || typeof id !== "number" || !(kwds instanceof Dict))
    throw malformed();
  return {
    ident,
    method,
    args: itemsOf(args),
    kwds: keywordsOf(kwds),
    id,
    read: typeof read === "number" ? read : undefined,
    protocol: pickleProtocol(bytes),
    bytes,
  };
}

function itemsOf(value: unknown): readonly unknown[] {
  if (isTuple(value)) return value.items;
  if (isList(value)) return value;
  throw malformed();
}

function keywordsOf(
  entries: Iterable<readonly [unknown, unknown]>,
): Map<string, unknown> | undefined {
  const keywords = new Map<string, unknown>();
  for (const [name, value] of entries) {
    if (typeof name !== "string") throw malformed();
    keywords.set(name, value);
  }
  return keywords.size === 0 ? undefined : keywords;
}

function malformed(): UnpicklingError {
  return new UnpicklingError("a request is (ident, method, args, kwds)", 0);
}
