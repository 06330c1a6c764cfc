import type { Connection } from "../../connection/connection.ts";
import { numberOf, requestNumberAt } from "../message-number.ts";
import { attributeError, keyError } from "../served/raise.ts";
import type { Call, Caller } from "../served/call.ts";
import { Recallable, Wait, type WaitListener } from "../served/wait.ts";
import {
  CANCEL,
  CANCELLED,
  ERROR,
  GETVALUE,
  LOCK,
  OWNER,
  PROXY,
  RETURN,
  TRACEBACK,
  UNLOCK,
} from "../wire-kinds.ts";
import { ControlDesk } from "./control-desk.ts";
import { ConnectionCounts } from "./counter.ts";
import type { ManagedObject } from "./managed-object.ts";
import { pythonError } from "./python-error.ts";
import { promised } from "./promised.ts";
import { tracebackOf } from "./replies.ts";
import { readNaturally, readRequest, type Request } from "./request.ts";
import type { SessionHost, SessionMode } from "./session-host.ts";
import { Unread } from "./unread.ts";

/** So many requests may wait on a multiplexed connection; a client that sends more is ended. */
const MOST_WAITING = 65_536;

/** With so many behind one that waits, an ordered connection isn't read; Python's clients never send a second one. */
const MOST_QUEUED = 64;

/** By default, what is raised is the answer. */
type AnswerListener = Pick<WaitListener, "returned"> & Partial<WaitListener>;

let sessions = 0;

/**
 * A connection that serves calls. It is who owns the locks that its calls acquire. When it ends, its calls that wait are
 * abandoned, what couldn't be delivered is taken back, and what it holds is released if that is asked for. A multiplexed
 * one also carries requests to the server itself, and the objects that they count are counted until it ends.
 */
export class Session implements Caller {
  readonly releases: boolean;
  readonly #connection: Connection;
  readonly #host: SessionHost;
  readonly #mode: SessionMode;
  readonly #number = ++sessions;
  /** The requests that wait, by id. */
  readonly #waits = new Map<number, Wait>();
  /** Requests that came while another one waits, on an ordered connection. */
  #queue: Request[] = [];
  readonly #releases = new Set<() => void>();
  readonly #counts: ConnectionCounts;
  readonly #desk: ControlDesk;
  /** Whether what was sent has arrived is known by a later request, or by the end. */
  readonly #unread = new Unread();
  #isDelivered = true;
  /** Whether answers wait until the client reads; then its requests do, too. */
  #isBlocked = false;
  /** Those that came in the same chunk. */
  #held: Uint8Array[] = [];
  #isOver = false;

  constructor(
    connection: Connection,
    host: SessionHost,
    { mode, releases }: { readonly mode: SessionMode; readonly releases: boolean },
  ) {
    this.#connection = connection;
    this.#host = host;
    this.#mode = mode;
    this.releases = releases;
    this.#counts = new ConnectionCounts(host.table);
    this.#desk = new ControlDesk(host, this.#counts);
  }

  /** Begins to serve; from now on it has the connection. */
  begin(): void {
    const connection = this.#connection;
    connection.onDrain(() => {
      this.#isDelivered = true;
      this.#isBlocked = false;
      connection.resume();
      // What can't be served yet is held again, in the same order.
      for (const bytes of this.#held.splice(0)) this.receive(bytes);
    });
    connection.onMessage((bytes) => this.receive(bytes));
  }

  onGone(release: () => void): () => void {
    this.#releases.add(release);
    return () => this.#releases.delete(release);
  }

  /** A request has come. */
  receive(bytes: Uint8Array): void {
    if (this.#isOver) return;
    if (this.#isBlocked) return void this.#held.push(bytes);
    let request: Request;
    try {
      request = readRequest(bytes, this.#host.globals);
    } catch (error) {
      const id = numberOf(bytes, requestNumberAt) ?? 0;
      return this.#send(TRACEBACK, tracebackOf(error), { protocol: 2, id });
    }
    this.#unread.hasRead(request.read);
    if (this.#mode === "multiplexed") this.#receiveOne(request);
    else if (this.#waits.size === 0) this.#serve(request, this.#ownerOf(request));
    else if (this.#queue.push(request) >= MOST_QUEUED) this.#connection.pause();
  }

  /** The connection has ended; `error` unless it was closed between two messages. */
  end(error: Error | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#queue = [];
    this.#held = [];
    for (const wait of this.#waits.values()) wait.cancel();
    this.#waits.clear();
    // A reset says that the other end has not read what was sent last, and died.
    if (error !== undefined || !this.#isDelivered) this.#unread.takeBack();
    for (const release of this.#releases) release();
    this.#releases.clear();
    this.#counts.end();
  }

  #receiveOne(request: Request): void {
    if (request.method === CANCEL) return this.#cancel(request);
    if (this.#waits.size >= MOST_WAITING) return this.#connection.close();
    if (request.ident === null) this.#control(request);
    else this.#serve(request, this.#ownerOf(request));
  }

  /** A request to the server itself. */
  #control(request: Request): void {
    const returned = (value: unknown): void => this.#send(RETURN, value, request);
    const raised = (error: unknown): void => this.#refuse(request, error);
    try {
      const result = this.#desk.carryOut(request);
      if (result instanceof Wait) this.#await(request, result, { returned, raised });
      else returned(result);
    } catch (error) {
      raised(error);
    }
  }

  #cancel({ args: [id], protocol }: Request): void {
    const wait = typeof id === "number" ? this.#waits.get(id) : undefined;
    if (typeof id !== "number" || wait === undefined || !wait.cancel()) return;
    this.#waits.delete(id);
    this.#send(CANCELLED, null, { protocol, id });
  }

  #serve(request: Request, owner: unknown): void {
    const { ident, method } = request;
    const object = typeof ident === "string" ? this.#host.find(ident) : undefined;
    if (object === undefined) return this.#refuse(request, keyError(ident));
    if (object.section.excludes(owner) && method !== LOCK && method !== UNLOCK) {
      const turn = object.section.turn({ owner, caller: this });
      this.#await(request, turn, { returned: () => this.#serve(request, owner) });
    } else if (object.allows(method)) this.#call(object, request, owner);
    else this.#fallback(object, request, owner);
  }

  #call(object: ManagedObject, request: Request, owner: unknown): void {
    let result: unknown;
    try {
      result = object.served.call(request.method, this.#callOf(request, owner));
    } catch (error) {
      return this.#raised(request, error);
    }
    const returned = (value: unknown): void => this.#returned(object, request, value);
    if (result instanceof Wait) this.#await(request, result, { returned });
    else if (result instanceof Promise) this.#await(request, promised(result), { returned });
    else this.#returned(object, request, result);
  }

  #callOf({ args, kwds, bytes }: Request, owner: unknown): Call {
    return {
      args,
      kwds: kwds !== undefined && kwds.size > 0 ? kwds : undefined,
      caller: this,
      owner,
      natural: () => readNaturally(bytes, this.#host.globals),
    };
  }

  /** What every object answers. */
  #fallback(object: ManagedObject, request: Request, owner: unknown): void {
    const { method } = request;
    try {
      if (method === LOCK) return this.#beginSection(object, request, owner);
      this.#send(RETURN, this.#fallbackValue(object, method, owner), request);
    } catch (error) {
      this.#refuse(request, error);
    }
  }

  #fallbackValue(object: ManagedObject, method: string, owner: unknown): unknown {
    const { served, section, exposed } = object;
    switch (method) {
      case "__str__":
      case "__repr__":
        return served.repr();
      case GETVALUE:
        return served.value();
      case UNLOCK:
        return section.end(owner);
      default:
        throw attributeError(
          `method '${method.slice(0, 100)}' of '${served.kind}' object is not in exposed=${exposed.join(", ")}`,
        );
    }
  }

  #beginSection(object: ManagedObject, request: Request, owner: unknown): void {
    const wait = object.section.begin(owner, this);
    const returned = (): void => this.#send(RETURN, null, request);
    if (wait === undefined) returned();
    else this.#await(request, wait, { returned });
  }

  #await(request: Request, wait: Wait, listener: AnswerListener): void {
    const { id } = request;
    const { returned, raised = (error) => this.#raised(request, error) } = listener;
    const done = (): void => {
      this.#waits.delete(id);
    };
    this.#waits.set(id, wait);
    wait.listen({
      returned: (value) => {
        done();
        returned(value);
        this.#next();
      },
      raised: (error) => {
        done();
        raised(error);
        this.#next();
      },
    });
  }

  /** On an ordered connection: what came meanwhile. */
  #next(): void {
    while (this.#queue.length > 0 && this.#waits.size === 0) {
      const request = this.#queue.shift();
      if (request !== undefined) this.#serve(request, this.#ownerOf(request));
      if (this.#queue.length === 0) this.#connection.resume();
    }
  }

  #ownerOf({ kwds }: Request): unknown {
    const name = kwds?.get(OWNER);
    if (typeof name !== "string") return this;
    kwds?.delete(OWNER);
    return `${this.#number}:${name}`;
  }

  #returned(object: ManagedObject, request: Request, result: unknown): void {
    // What finds nothing has nothing to serve.
    const typeid = (result ?? null) === null ? undefined : object.typeidOf(request.method);
    if (typeid !== undefined) return this.#serveResult(typeid, request, result);
    if (!(result instanceof Recallable)) return this.#send(RETURN, result, request);
    if (this.#isOver) return result.recall();
    this.#unread.nextCanBeTakenBack(result.recall);
    this.#isDelivered = false;
    this.#send(RETURN, result.value, request);
  }

  #serveResult(typeid: string, request: Request, result: unknown): void {
    try {
      const { ident, answer } = this.#host.serveResult(typeid, result);
      if (this.#mode === "multiplexed") this.#counts.counted(ident);
      this.#send(PROXY, answer, request);
    } catch (error) {
      this.#refuse(request, error);
    }
  }

  #raised(request: Request, error: unknown): void {
    this.#send(ERROR, pythonError(error), request);
  }

  #refuse(request: Request, error: unknown): void {
    this.#send(TRACEBACK, tracebackOf(error), request);
  }

  #send(kind: string, value: unknown, { protocol, id }: Pick<Request, "protocol" | "id">): void {
    if (this.#isOver) return;
    this.#unread.wrote();
    const to = { protocol, id: this.#mode === "multiplexed" ? id : undefined };
    // Who doesn't read the answers isn't heard any more until it does.
    if (this.#connection.write(this.#host.replies.write(kind, value, to))) return;
    this.#isBlocked = true;
    this.#connection.pause();
  }
}
