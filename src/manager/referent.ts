import type { SocketAddress } from "../connection/address.ts";
import { ClosedError } from "../errors.ts";
import type { RemoteCall } from "./line.ts";
import type { CallPolicy } from "./pending-call.ts";
import type { Session } from "./session.ts";
import type { Sessions } from "./sessions.ts";

/** Which object of a server something stands for, and what it can do. */
export interface ReferentName {
  readonly ident: string;
  /** The name under which the server made it; says more than its methods where they are the same. */
  readonly typeid: string;
  readonly exposed: readonly string[];
  /** The ident of the lock that it shares with others, where that is another object: a Condition made with a lock. */
  readonly lock?: string | undefined;
}

/** The server that has an object, as far as those who stand for the object need it. */
export interface ObjectServer {
  readonly address: SocketAddress;
  readonly sessions: Sessions;
  /** Whether it is known to be one of Skein's own: a call that waits there holds up no other one. */
  readonly isSkein: boolean;
  /** The same, as soon as the server has been asked. */
  knowsSkein(): Promise<boolean>;
  call(call: RemoteCall, policy: CallPolicy): Promise<unknown>;
  callIn(session: Session, call: RemoteCall, policy: CallPolicy): Promise<unknown>;
  /** Ends a session that owns nothing any more; does nothing to others. */
  sweep(session: Session): void;
  /** Makes new connections after the server was lost. */
  reconnect(): Promise<void>;
  /** One count of the object is given back. */
  release(ident: string): void;
  /** Keeps the object until whoever the handle goes to has counted it, and describes the way to it. */
  describe(name: ReferentName): unknown;
  /** The URL of the module that revives what `describe` gives. */
  readonly handleModule: string;
}

/** How a method is called: with which keywords, and how long it may take. */
export interface MethodPolicy extends CallPolicy {
  readonly keywords?: RemoteCall["keywords"];
}

const referents = new WeakMap<object, Referent>();

/** Proxies that nobody has any more let go of their objects. */
const forgotten = new FinalizationRegistry<Referent>((referent) => referent.close());

/** The object behind a proxy, here: it holds one of the server's counts of it until it is closed. */
export class Referent {
  readonly server: ObjectServer;
  readonly name: ReferentName;
  readonly ident: string;
  /** On whose behalf all calls are made; such a referent has no count of its own. */
  readonly #session: Session | undefined;
  #isClosed = false;

  constructor(server: ObjectServer, name: ReferentName, session?: Session) {
    this.server = server;
    this.name = name;
    this.ident = name.ident;
    this.#session = session;
  }

  /** Calls a method; rejects with ClosedError after `close()`. */
  call(method: string, args: readonly unknown[] = [], policy: MethodPolicy = {}): Promise<unknown> {
    if (this.#session !== undefined) return this.callIn(this.#session, method, args, policy);
    if (this.#isClosed) return Promise.reject(this.#closedError());
    return this.server.call({ ident: this.ident, method, args, keywords: policy.keywords }, policy);
  }

  /** The same on behalf of a session. */
  callIn(
    session: Session,
    method: string,
    ...[args, policy = {}]: [args: readonly unknown[], policy?: MethodPolicy]
  ): Promise<unknown> {
    if (this.#isClosed) return Promise.reject(this.#closedError());
    const call = { ident: this.ident, method, args, keywords: policy.keywords };
    return this.server.callIn(session, call, policy);
  }

  /** The same object, for which all calls are made on behalf of a session. */
  within(session: Session): Referent {
    return new Referent(this.server, this.name, session);
  }

  /** Throws ClosedError after `close()`: nobody else can be told of the object then, as nothing keeps it there. */
  refuseClosed(): void {
    if (this.#isClosed) throw this.#closedError();
  }

  /** Gives the count back. Idempotent. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#session === undefined) this.server.release(this.ident);
  }

  /** Lets go when `proxy` is collected. */
  closeWith(proxy: object): void {
    referents.set(proxy, this);
    forgotten.register(proxy, this);
  }

  #closedError(): ClosedError {
    return new ClosedError(`this proxy of '${this.name.typeid}' has been closed`);
  }
}

/** What a proxy stands for; undefined for anything else. */
export function referentOf(value: object): Referent | undefined {
  return referents.get(value);
}
