import type { Reduction } from "../../pickle/encode-options.ts";
import type { Message } from "../../connection/frame-writer.ts";
import { NotSendableError } from "../../errors.ts";
import { encodePickle } from "../../pickle/encode.ts";
import { Pickled } from "../../pickle/pickled.ts";
import { PythonException } from "../../pickle/python-exception.ts";
import { Tuple } from "../../pickle/tuple.ts";
import { IteratorOutput } from "../served/iterator-output.ts";
import { repr } from "../served/repr.ts";
import { NamespaceOutput } from "../served/served-namespace.ts";
import { ValueOutput } from "../served/served-value.ts";
import { Token, TOKEN_CLASS, type TokenAddress } from "../token.ts";
import { RETURN, UNSERIALIZABLE } from "../wire-kinds.ts";
import { managedObjectOf } from "./managed-object.ts";
import type { ObjectTable } from "./object-table.ts";
import { ProxyReference, REBUILD_PROXY, referenceTo } from "./proxy-reference.ts";

/** The protocols that we write. */
type Protocol = 2 | 4 | 5;

/** To whom an answer goes. */
export interface Receiver {
  /** In which the request was written. */
  readonly protocol: number;
  /** Of the request; undefined where answers come in the order of the requests. */
  readonly id: number | undefined;
}

/** Writes the answers of a server. */
export class Replies {
  readonly #table: ObjectTable;
  readonly #address: TokenAddress;
  /** The answers without anything of their own, which are most: by protocol. */
  readonly #plain: Readonly<Record<Protocol, Map<unknown, Uint8Array>>> = {
    2: new Map(),
    4: new Map(),
    5: new Map(),
  };
  readonly #reduce = (value: object): Reduction | undefined => this.#reduction(value);

  /** `address` is where proxies find the server. */
  constructor(table: ObjectTable, address: TokenAddress) {
    this.#table = table;
    this.#address = address;
  }

  /** Writes an answer. What can't be written becomes an answer that says so. */
  write(kind: string, value: unknown, { protocol, id }: Receiver): Message {
    const written = protocolFor(protocol, value);
    if (value instanceof Pickled && id === undefined && canPass(value, written))
      return passedOn(kind, value, written);
    if (id !== undefined) return this.#encode([kind, value, id], written);
    if (kind === RETURN && isPlain(value)) return this.#plainReturn(value, written);
    return this.#encode([kind, value], written);
  }

  #plainReturn(value: unknown, protocol: Protocol): Uint8Array {
    const known = this.#plain[protocol];
    let bytes = known.get(value);
    if (bytes === undefined) known.set(value, (bytes = this.#encode([RETURN, value], protocol)));
    return bytes;
  }

  #encode(items: readonly unknown[], protocol: Protocol): Uint8Array {
    try {
      return encodePickle(new Tuple(items), { protocol, reduce: this.#reduce });
    } catch (error) {
      const [, , ...id] = items;
      const text = tracebackOf(asAnswer(error));
      return encodePickle(new Tuple([UNSERIALIZABLE, text, ...id]), { protocol });
    }
  }

  #reduction(value: object): Reduction | undefined {
    if (value instanceof ProxyReference) return this.#proxy(value);
    if (value instanceof Token) return tokenReduction(value);
    if (value instanceof IteratorOutput) return { global: "builtins iter", args: [value.items] };
    if (value instanceof NamespaceOutput)
      return {
        global: "multiprocessing.managers Namespace",
        form: "newobj",
        args: [],
        state: value.state,
      };
    if (value instanceof ValueOutput)
      return {
        global: "multiprocessing.managers Value",
        form: "newobj",
        args: [],
        state: value.state,
      };
    const object = managedObjectOf(value);
    // It may be another server's of this program.
    if (object === undefined || this.#table.find(object.ident) !== object) return undefined;
    return this.#proxy(referenceTo(object, this.#address));
  }

  #proxy({ proxyClass, token, keywords, object }: ProxyReference): Reduction {
    if (object !== undefined) this.#table.keepForReceiver(object);
    return { global: REBUILD_PROXY, args: [proxyClass, token, "pickle", keywords] };
  }
}

/** From this size on, in bytes, a value isn't copied into the answer. */
const LONG = 16_384;

/** Whether a value can be sent as the pickle that it is, without a look into it. */
function canPass(value: Pickled, protocol: Protocol): boolean {
  // What refers to the memo needs the numbers that it was written with.
  return protocol > 2 && value.protocol <= protocol && !value.refers && value.byteLength >= LONG;
}

/** `(kind, value)`, with the value's own bytes. */
function passedOn(kind: string, value: Pickled, protocol: Protocol): readonly Uint8Array[] {
  const head = Buffer.from([0x80, protocol, SHORT_TEXT, kind.length, ...Buffer.from(kind)]);
  return [head, ...value.pieces, tail];
}

const SHORT_TEXT = 0x8c;
/** TUPLE2 and STOP. */
const tail = Buffer.from([0x86, 0x2e]);

/** The caller knows nothing of the tuple in which the answer is sent. */
function asAnswer(error: unknown): unknown {
  if (!(error instanceof NotSendableError)) return error;
  const reason = `${error.reason}: return data, or say by methodToTypeid what it is served as`;
  return new NotSendableError(["the answer", ...error.path.slice(2)], reason);
}

/** What Python shows of an error that isn't the caller's, with the words of Python where it is one of its exceptions. */
export function tracebackOf(error: unknown): string {
  const shown =
    error instanceof PythonException
      ? `${error.className}: ${error.args.length === 1 ? textOf(error.args[0], error.className) : error.message}`
      : String(error);
  return `Traceback (most recent call last):\n  in a manager's server\n${shown}\n`;
}

function textOf(argument: unknown, className: string): string {
  return typeof argument === "string" && className !== "KeyError" ? argument : repr(argument);
}

function tokenReduction({ typeid, address, ident }: Token): Reduction {
  const where = typeof address === "string" ? address : new Tuple(address);
  const state = new Tuple([typeid, where, ident]);
  return { global: TOKEN_CLASS, form: "newobj", args: [], state };
}

function isPlain(value: unknown): boolean {
  return (
    value === null ||
    typeof value === "boolean" ||
    (typeof value === "number" && value >= 0 && value < 256 && Number.isInteger(value))
  );
}

function protocolFor(protocol: number, value: unknown): Protocol {
  if (value instanceof Pickled && value.protocol === 5) return 5;
  return protocol <= 2 ? 2 : 4;
}
