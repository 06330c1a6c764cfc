import { Dict } from "../pickle/dict.ts";
import type { GlobalCall, GlobalConstructor } from "../pickle/decode-options.ts";
import { GlobalName } from "../pickle/global-name.ts";
import { UnpicklingError } from "../errors.ts";
import { exposedMethods, type ServedKind } from "./exposed.ts";
import { itemsOf } from "./items-of.ts";
import type { ReferentName } from "./referent.ts";
import { TOKEN_CLASS } from "./token.ts";

/** CPython's classes of proxies whose methods their pickles don't name. */
const kindOfClass: ReadonlyMap<string, Exclude<ServedKind, "object">> = new Map([
  ["AcquirerProxy", "lock"],
  ["ArrayProxy", "array"],
  ["BarrierProxy", "barrier"],
  ["BaseListProxy", "list"],
  ["ConditionProxy", "condition"],
  ["DictProxy", "dict"],
  ["EventProxy", "event"],
  ["IteratorProxy", "iterator"],
  ["ListProxy", "list"],
  ["NamespaceProxy", "namespace"],
  ["PoolProxy", "pool"],
  ["SetProxy", "set"],
  ["ValueProxy", "value"],
]);

/** A token on its way in; its address is only what the sender believes, and nobody connects to it. */
export class ArrivingToken {
  typeid = "";
  ident = "";
}

/** What turns the proxies in messages into proxies here. */
export class ArrivingProxies {
  /** What the decoder has to know. */
  readonly globals: ReadonlyMap<string, GlobalConstructor>;
  readonly #adopt: (name: ReferentName) => object;
  /** Those of the message that is being read: a place may be decoded twice. */
  readonly #ofMessage = new Map<string, object>();

  constructor(adopt: (name: ReferentName) => object) {
    this.#adopt = adopt;
    this.globals = new Map<string, GlobalConstructor>([
      [TOKEN_CLASS, { construct: () => new ArrivingToken(), build: setToken }],
      ["multiprocessing.managers RebuildProxy", { construct: (call) => this.#rebuild(call) }],
      ["multiprocessing.managers AutoProxy", {}],
      ...[...kindOfClass.keys()].map((name): [string, GlobalConstructor] => [
        `multiprocessing.managers ${name}`,
        {},
      ]),
    ]);
  }

  /** Another message is read. */
  begin(): void {
    if (this.#ofMessage.size > 0) this.#ofMessage.clear();
  }

  #rebuild({ args }: GlobalCall): object {
    const [proxyClass, token, , keywords] = args;
    if (!(token instanceof ArrivingToken)) throw new UnpicklingError("a proxy without a token", 0);
    const { ident, typeid } = token;
    let proxy = this.#ofMessage.get(ident);
    if (proxy === undefined) {
      proxy = this.#adopt({ ident, typeid, exposed: exposedBy(proxyClass, keywords) });
      this.#ofMessage.set(ident, proxy);
    }
    return proxy;
  }
}

/** The names of methods in a tuple or list of Python. */
export function methodNames(exposed: unknown): string[] {
  return (itemsOf(exposed) ?? []).filter((name) => typeof name === "string");
}

function setToken(token: unknown, state: unknown): void {
  const [typeid, , ident] = itemsOf(state) ?? [];
  if (!(token instanceof ArrivingToken) || typeof typeid !== "string" || typeof ident !== "string")
    throw new UnpicklingError("a token that is none", 0);
  token.typeid = typeid;
  token.ident = ident;
}

function exposedBy(proxyClass: unknown, keywords: unknown): readonly string[] {
  const exposed = methodNames(keyword(keywords, "exposed"));
  if (exposed.length > 0) return exposed;
  const name = proxyClass instanceof GlobalName ? proxyClass.name : "";
  const kind = kindOfClass.get(name);
  return kind === undefined ? [] : exposedMethods[kind];
}

function keyword(keywords: unknown, name: string): unknown {
  if (keywords instanceof Map || keywords instanceof Dict) return keywords.get(name);
  if (typeof keywords !== "object" || keywords === null) return undefined;
  return Object.getOwnPropertyDescriptor(keywords, name)?.value;
}
