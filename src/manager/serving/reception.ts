import type { Connection } from "../../connection/connection.ts";
import { Wait } from "../served/wait.ts";
import { RETURN, SKEIN_VERSION, TRACEBACK } from "../wire-kinds.ts";
import { ControlDesk } from "./control-desk.ts";
import { AnonymousCounts } from "./counter.ts";
import { tracebackOf } from "./replies.ts";
import { readRequest, type Request } from "./request.ts";
import { Session } from "./session.ts";
import type { SessionHost, SessionMode } from "./session-host.ts";

/** For so long a connection may be silent after it has proven the key, in milliseconds. */
const PATIENCE = 30_000;

/** What the reception needs of the server. */
export interface ReceptionHost extends SessionHost {
  /** What is held is released at the end of a connection; undefined: only of multiplexed ones. */
  readonly releaseOnDisconnect: boolean | undefined;
}

/**
 * A connection that has just proven the key: it makes one request of the server itself. The answer ends it, except for
 * `accept_connection`, after which it serves calls, and for the first `dummy`, after which it may make one more.
 */
export class Reception {
  readonly #connection: Connection;
  readonly #host: ReceptionHost;
  #session: Session | undefined = undefined;
  readonly #desk: ControlDesk;
  /** A request that isn't answered yet. */
  #wait: Wait | undefined = undefined;
  #hasAsked = false;
  #hasGreeted = false;
  #patience: NodeJS.Timeout | undefined = undefined;

  constructor(connection: Connection, host: ReceptionHost, onEnd: () => void) {
    this.#connection = connection;
    this.#host = host;
    this.#desk = new ControlDesk(host, new AnonymousCounts(host.table));
    this.#expectRequest();
    connection.onEnd((error) => {
      clearTimeout(this.#patience);
      this.#wait?.cancel();
      this.#session?.end(error);
      onEnd();
    });
    connection.onMessage((bytes) => this.#receive(bytes));
  }

  #expectRequest(): void {
    this.#patience = setTimeout(() => this.#connection.close(), PATIENCE).unref();
  }

  #receive(bytes: Uint8Array): void {
    if (this.#session !== undefined) return this.#session.receive(bytes);
    if (this.#hasAsked) return;
    this.#hasAsked = true;
    clearTimeout(this.#patience);
    let request: Request;
    try {
      request = readRequest(bytes, this.#host.globals);
    } catch (error) {
      return this.#answer(TRACEBACK, tracebackOf(error), 2);
    }
    this.#serve(request);
  }

  #serve(request: Request): void {
    const { method, protocol } = request;
    const returned = (value: unknown): void => this.#answer(RETURN, value, protocol);
    const raised = (error: unknown): void => this.#answer(TRACEBACK, tracebackOf(error), protocol);
    try {
      if (method === "accept_connection") return returned(this.#accept(request.args[1]));
      const result = this.#desk.carryOut(request);
      // As Python's server, which answers this one twice.
      if (method === "shutdown") this.#write(RETURN, null, protocol);
      if (method === "dummy") return this.#greet(result, protocol);
      if (!(result instanceof Wait)) return returned(result);
      this.#wait = result;
      result.listen({ returned, raised });
    } catch (error) {
      raised(error);
    }
  }

  /** Who learns that this is a server of ours can go on with this connection; Python's clients close it. */
  #greet(answer: unknown, protocol: number): void {
    if (this.#hasGreeted) return this.#answer(RETURN, answer, protocol);
    this.#hasGreeted = true;
    this.#hasAsked = false;
    this.#expectRequest();
    this.#write(RETURN, answer, protocol);
  }

  #accept(version: unknown): null {
    const mode: SessionMode = version === SKEIN_VERSION ? "multiplexed" : "ordered";
    const releases = this.#host.releaseOnDisconnect ?? mode === "multiplexed";
    this.#session = new Session(this.#connection, this.#host, { mode, releases });
    return null;
  }

  #answer(kind: string, value: unknown, protocol: number): void {
    this.#write(kind, value, protocol);
    if (this.#session === undefined) this.#connection.close();
    else this.#session.begin();
  }

  #write(kind: string, value: unknown, protocol: number): void {
    const { replies } = this.#host;
    this.#connection.write(replies.write(kind, value, { protocol, id: undefined }));
  }
}
