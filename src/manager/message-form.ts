import { isChallenge } from "../connection/handshake.ts";
import { AuthenticationError, NotSendableError, RemoteError } from "../errors.ts";
import { decodePickle, pickleProtocol } from "../pickle/decode.ts";
import type { DecodePickleOptions } from "../pickle/decode-options.ts";
import { Dict } from "../pickle/dict.ts";
import { Tuple } from "../pickle/tuple.ts";
import { ArrivingProxies, ArrivingToken, methodNames } from "./arriving-proxies.ts";
import { itemsOf } from "./items-of.ts";
import { LeavingPickles } from "./leaving-pickles.ts";
import type { LinePlace, RemoteCall } from "./line.ts";
import type { LinkTarget } from "./link-target.ts";
import type { ReferentName } from "./referent.ts";
import { replyOf, type Reply } from "./reply.ts";
import { writeScalarRequest } from "./scalar-request.ts";
import { RETURN, SKEIN, SKEIN_VERSION } from "./wire-kinds.ts";

/** How requests and answers are written for one server. */
export class MessageForm {
  readonly #arriving: ArrivingProxies;
  readonly #leaving: LeavingPickles;
  readonly #options: DecodePickleOptions;
  /** All servers read 2; the first answer tells whether they read more. */
  #protocol: 2 | 4 = 2;

  constructor({ address, form }: LinkTarget, adopt: (name: ReferentName) => object) {
    this.#arriving = new ArrivingProxies(adopt);
    this.#leaving = new LeavingPickles(address);
    this.#options = { form, opaque: true, globals: this.#arriving.globals };
  }

  /** The first request. */
  greeting(): Uint8Array {
    return this.control("dummy", []);
  }

  /** Reads the answer to it; gives whether the server is one of Skein's. */
  readGreeting(bytes: Uint8Array): boolean {
    if (isChallenge(bytes))
      throw new AuthenticationError("the manager asks for an authkey: give the one that it has");
    const { kind, value } = this.reply(bytes);
    if (kind !== RETURN) throw new RemoteError("the manager has not answered", String(value));
    const isSkein = versionIn(value) === SKEIN_VERSION;
    // Skein's servers answer in the protocol in which they are asked, and read both.
    if (isSkein || pickleProtocol(bytes) > 2) this.#protocol = 4;
    return isSkein;
  }

  /** A request to the server itself. */
  control(method: string, args: readonly unknown[], keywords?: RemoteCall["keywords"]): Uint8Array {
    return this.#encode([null, method, new Tuple(args), dictOf(keywords)]);
  }

  /** A call of an object, or without an ident of the server itself; `place` where answers may come in any order. */
  request(call: RemoteCall, place?: LinePlace): Uint8Array {
    const scalar = this.#protocol === 4 ? writeScalarRequest(call, place) : undefined;
    return scalar ?? this.#generalRequest(call, place);
  }

  /** Reads an answer. */
  reply(bytes: Uint8Array): Reply {
    this.#arriving.begin();
    return replyOf(decodePickle(bytes, this.#options));
  }

  /** What the answer to `create` says. */
  createdObject(value: unknown): { ident: string; exposed: readonly string[] } {
    const [ident, exposed] = itemsOf(value) ?? [];
    if (typeof ident !== "string") throw new RemoteError("the manager has made nothing", "");
    return { ident, exposed: methodNames(exposed) };
  }

  /** What an answer says that a method has made. */
  proxiedObject(value: unknown): ReferentName {
    const [exposed, token] = itemsOf(value) ?? [];
    if (!(token instanceof ArrivingToken))
      throw new RemoteError("the manager has made nothing", "");
    return { ident: token.ident, typeid: token.typeid, exposed: methodNames(exposed) };
  }

  #generalRequest({ ident, method, args, keywords }: RemoteCall, place?: LinePlace): Uint8Array {
    const parts = [ident === "" ? null : ident, method, new Tuple(args), dictOf(keywords)];
    return this.#encode(place === undefined ? parts : [...parts, place.id, place.read]);
  }

  #encode(parts: readonly unknown[]): Uint8Array {
    try {
      return this.#leaving.encode(new Tuple(parts), this.#protocol);
    } catch (error) {
      throw error instanceof NotSendableError ? fromArgument(error, parts[1]) : error;
    }
  }
}

/**
 * A caller knows the arguments, and nothing of the tuple in which they are sent, where the way to one begins with "[2]" and
 * its place; what `create` makes is the first argument there.
 */
function fromArgument({ path, reason }: NotSendableError, method: unknown): NotSendableError {
  const [, place, index = "", ...rest] = path;
  if (place !== "[2]") return new NotSendableError(path.slice(2), reason);
  const number = Number(index.slice(1, -1)) + (method === "create" ? 0 : 1);
  return new NotSendableError([`argument ${number}`, ...rest], reason);
}

function dictOf(keywords: RemoteCall["keywords"]): Dict {
  return new Dict(keywords === undefined ? [] : Object.entries(keywords));
}

function versionIn(value: unknown): unknown {
  if (value instanceof Dict) return value.get(SKEIN);
  if (typeof value !== "object" || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, SKEIN)?.value;
}
