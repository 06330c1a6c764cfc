import { formatAddress, type SocketAddress } from "../connection/address.ts";
import { MisuseError } from "../errors.ts";
import { encodePickle } from "../pickle/encode.ts";
import type { Reduction } from "../pickle/encode-options.ts";
import { Dict } from "../pickle/dict.ts";
import { GlobalName } from "../pickle/global-name.ts";
import { Tuple } from "../pickle/tuple.ts";
import { proxyClassOf } from "./exposed.ts";
import { referentOf, type Referent } from "./referent.ts";
import { Token, TOKEN_CLASS } from "./token.ts";

const managers = "multiprocessing.managers";

/** Writes what goes to one server; proxies of its objects as CPython's proxies are written. */
export class LeavingPickles {
  readonly #address: SocketAddress;

  constructor(address: SocketAddress) {
    this.#address = address;
  }

  encode(value: unknown, protocol: 2 | 4): Uint8Array {
    return encodePickle(value, { protocol, reduce: (object) => this.#reduce(object) });
  }

  #reduce(value: object): Reduction | undefined {
    if (value instanceof Token) return reducedToken(value);
    const referent = referentOf(value);
    return referent === undefined ? undefined : this.#reducedProxy(referent);
  }

  #reducedProxy(referent: Referent): Reduction {
    referent.refuseClosed();
    const { server, name } = referent;
    const { typeid, ident, exposed } = name;
    if (formatAddress(server.address) !== formatAddress(this.#address)) {
      throw new MisuseError(
        `a proxy of '${typeid}' can't be put into another manager (${formatAddress(this.#address)}) than its own ` +
          `(${formatAddress(server.address)})`,
      );
    }
    const proxyClass = proxyClassOf(exposed);
    const keywords = proxyClass === undefined ? [["exposed", new Tuple(exposed)] as const] : [];
    const token = new Token(typeid, tokenAddress(this.#address), ident);
    const made = new GlobalName(managers, proxyClass ?? "AutoProxy");
    return {
      global: `${managers} RebuildProxy`,
      args: [made, token, "pickle", new Dict(keywords)],
    };
  }
}

function tokenAddress(address: SocketAddress): [string, number] | string {
  return address.kind === "unix" ? address.path : [address.host, address.port];
}

function reducedToken({ typeid, address, ident }: Token): Reduction {
  const place = typeof address === "string" ? address : new Tuple(address);
  return {
    form: "newobj",
    global: TOKEN_CLASS,
    args: [],
    state: new Tuple([typeid, place, ident]),
  };
}
