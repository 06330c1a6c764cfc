import { isList, isTuple } from "../served/data.ts";
import { UnpicklingError } from "../../errors.ts";
import type { GlobalCall, GlobalConstructor } from "../../pickle/decode-options.ts";
import { Dict } from "../../pickle/dict.ts";
import { GlobalName } from "../../pickle/global-name.ts";
import { PythonValue } from "../../pickle/python-value.ts";
import { Tuple } from "../../pickle/tuple.ts";
import { proxyClassOf } from "../exposed.ts";
import { Token, TOKEN_CLASS, type TokenAddress } from "../token.ts";
import type { ManagedObject } from "./managed-object.ts";

const MANAGERS = "multiprocessing.managers";
export const REBUILD_PROXY: string = `${MANAGERS} RebuildProxy`;

/** CPython's classes of proxies; they come as names only. */
const proxyClasses =
  "AutoProxy AcquirerProxy ArrayProxy BarrierProxy BaseListProxy BaseProxy ConditionProxy DictProxy EventProxy " +
  "IteratorProxy ListProxy NamespaceProxy PoolProxy SetProxy ValueProxy";

/**
 * A proxy that a client has put into a value. It does nothing here, and nobody ever connects to its address. It is
 * written back as what it was, and when it names an object of this server, it keeps that alive.
 */
export class ProxyReference extends PythonValue {
  /** Which class the receiver makes of it. */
  readonly proxyClass: GlobalName;
  readonly token: Token;
  readonly keywords: Dict;
  /** What it names, if that is of this server. */
  readonly object: ManagedObject | undefined;

  constructor(parts: Pick<ProxyReference, "proxyClass" | "token" | "keywords" | "object">) {
    super();
    this.proxyClass = parts.proxyClass;
    this.token = parts.token;
    this.keywords = parts.keywords;
    this.object = parts.object;
  }

  get typeName(): string {
    return this.proxyClass.name;
  }

  /** As Python compares proxies: by what they are, not by what they name. */
  override hashKey(): unknown {
    return this;
  }
}

/** A token on its way in: pickles make the object first and say what it is afterwards. */
class ArrivingToken {
  token: Token | undefined = undefined;
}

/** What the decoder knows besides plain data. */
export interface Globals {
  /** Proxies come as references. */
  readonly references: ReadonlyMap<string, GlobalConstructor>;
  /** Those of objects of this server come as the objects. */
  readonly objects: ReadonlyMap<string, GlobalConstructor>;
  /** Whether instances of classes that aren't known come as inert records. */
  readonly opaque: boolean;
}

/** What the decoder of requests has to know besides plain data; `find` gives this server's objects. */
export function requestGlobals(
  find: (ident: string) => ManagedObject | undefined,
  opaque: boolean,
): Globals {
  const reference = (call: GlobalCall): ProxyReference => rebuild(call, find);
  const objectOr = (arrived: ProxyReference): unknown => arrived.object?.host ?? arrived;
  return {
    references: globalsWith(reference),
    objects: globalsWith((call) => objectOr(reference(call))),
    opaque,
  };
}

function globalsWith(
  construct: (call: GlobalCall) => unknown,
): ReadonlyMap<string, GlobalConstructor> {
  return new Map<string, GlobalConstructor>([
    [TOKEN_CLASS, { construct: () => new ArrivingToken(), build: setToken }],
    [REBUILD_PROXY, { construct }],
    ...proxyClasses
      .split(" ")
      .map((name): [string, GlobalConstructor] => [`${MANAGERS} ${name}`, {}]),
  ]);
}

/** The token that a request has as an argument; undefined for anything else. */
export function arrivedToken(value: unknown): Token | undefined {
  return value instanceof ArrivingToken ? value.token : undefined;
}

/** A reference to an object of this server, which clients find at `address`. */
export function referenceTo(object: ManagedObject, address: TokenAddress): ProxyReference {
  const { ident, typeid, exposed } = object;
  const name = proxyClassOf(exposed);
  return new ProxyReference({
    proxyClass: new GlobalName(MANAGERS, name ?? "AutoProxy"),
    token: new Token(typeid, address, ident),
    keywords: new Dict(name === undefined ? [["exposed", new Tuple(exposed)]] : []),
    object,
  });
}

function rebuild(
  { args }: GlobalCall,
  find: (ident: string) => ManagedObject | undefined,
): ProxyReference {
  const [proxyClass, arriving, , keywords] = args;
  const token = arrivedToken(arriving);
  if (!(proxyClass instanceof GlobalName) || token === undefined)
    throw new UnpicklingError("this is no proxy of a manager", 0);
  // The key of the sender's manager has no business in a value that others get.
  const kept = [...entriesOf(keywords)].filter(([key]) => key !== "authkey");
  return new ProxyReference({
    proxyClass,
    token,
    keywords: new Dict(kept),
    object: find(token.ident),
  });
}

function setToken(arriving: unknown, state: unknown): void {
  const [typeid, address, ident] = itemsOf(state);
  const where = tokenAddress(address);
  if (typeof typeid !== "string" || typeof ident !== "string" || where === undefined)
    throw new UnpicklingError("this is no token of a manager", 0);
  if (arriving instanceof ArrivingToken) arriving.token = new Token(typeid, where, ident);
}

function tokenAddress(address: unknown): TokenAddress | undefined {
  if (typeof address === "string") return address;
  if (address instanceof Uint8Array) return Buffer.from(address).toString("latin1");
  const [host, port] = itemsOf(address);
  return typeof host === "string" && typeof port === "number" ? [host, port] : undefined;
}

/** The items of a tuple, in either form of values. */
function itemsOf(value: unknown): readonly unknown[] {
  if (isTuple(value)) return value.items;
  return isList(value) ? value : [];
}

/** The entries of a dict, in either form of values. */
function entriesOf(value: unknown): Iterable<readonly [unknown, unknown]> {
  if (value instanceof Dict || value instanceof Map) return value;
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}
