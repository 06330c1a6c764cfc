import type { Connection } from "../../connection/connection.ts";
import { UnpicklingError } from "../../errors.ts";
import { repr } from "../served/repr.ts";
import { RETURN, SKEIN, SKEIN_VERSION, TRACEBACK } from "../wire-kinds.ts";
import { Dict } from "../../pickle/dict.ts";
import { attributeError, builtin, keyError, typeError } from "../served/raise.ts";
import type { ObjectTable } from "./object-table.ts";
import { arrivedToken } from "./proxy-reference.ts";
import { tracebackOf } from "./replies.ts";
import { readRequest, type Request } from "./request.ts";
import { Session, type SessionHost, type SessionMode } from "./session.ts";

/** For so long a connection may be silent after it has proven the key, in milliseconds. */
const PATIENCE = 30_000;

/** What the reception needs of the server. */
export interface ReceptionHost extends SessionHost {
  readonly table: ObjectTable;
  /** Whether clients may end the server. */
  readonly allowShutdown: boolean;
  /** What is held is released at the end of a connection; undefined: only of multiplexed ones. */
  readonly releaseOnDisconnect: boolean | undefined;
  /** Makes an object, or gives the one that there is; counts it. Gives the answer to `create`. */
  create(typeid: string, request: Request): unknown;
  shutdown(): void;
}

/**
 * A connection that has just proven the key: it makes one request of the server itself. The answer ends it, except for
 * `accept_connection`, after which it serves calls.
 */
export class Reception {
  readonly #connection: Connection;
  readonly #host: ReceptionHost;
  #session: Session | undefined = undefined;
  #hasAsked = false;
  readonly #patience: NodeJS.Timeout;

  constructor(connection: Connection, host: ReceptionHost, onEnd: () => void) {
    this.#connection = connection;
    this.#host = host;
    this.#patience = setTimeout(() => connection.close(), PATIENCE);
    this.#patience.unref();
    connection.onEnd((error) => {
      clearTimeout(this.#patience);
      this.#session?.end(error);
      onEnd();
    });
    connection.onMessage((bytes) => this.#receive(bytes));
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
    const { protocol } = request;
    try {
      const result = this.#carryOut(request);
      if (!(result instanceof Promise)) return this.#answer(RETURN, result, protocol);
      result.then(
        (value: unknown) => this.#answer(RETURN, value, protocol),
        (error: unknown) => this.#answer(TRACEBACK, tracebackOf(error), protocol),
      );
    } catch (error) {
      this.#answer(TRACEBACK, tracebackOf(error), protocol);
    }
  }

  #carryOut(request: Request): unknown {
    const { table } = this.#host;
    const [first] = request.args;
    switch (request.method) {
      case "dummy":
        return new Dict([[SKEIN, SKEIN_VERSION]]);
      case "create":
        return this.#host.create(text(first), request);
      case "incref":
        table.incref(text(first));
        return null;
      case "decref":
        table.decref(text(first));
        return null;
      case "get_methods":
        return this.#methodsOf(first);
      case "number_of_objects":
        return table.size;
      case "debug_info":
        return table.describe();
      case "accept_connection":
        return this.#accept(request.args[1]);
      case "shutdown":
        return this.#shutdown(request);
      default:
        throw builtin("AssertionError", `${repr(request.method).slice(0, 100)} unrecognized`);
    }
  }

  #methodsOf(argument: unknown): unknown {
    const token = arrivedToken(argument);
    if (token === undefined) throw new UnpicklingError("get_methods takes a token", 0);
    const object = this.#host.find(token.ident);
    if (object === undefined) throw keyError(token.ident);
    return [...object.exposed];
  }

  #accept(version: unknown): null {
    const mode: SessionMode = version === SKEIN_VERSION ? "multiplexed" : "ordered";
    const releases = this.#host.releaseOnDisconnect ?? mode === "multiplexed";
    this.#session = new Session(this.#connection, this.#host, { mode, releases });
    return null;
  }

  #shutdown({ protocol }: Request): null {
    const { allowShutdown, replies } = this.#host;
    if (!allowShutdown)
      throw builtin("PermissionError", "this server can't be shut down by its clients");
    // As Python's server, which answers this one twice.
    this.#connection.write(replies.write(RETURN, null, { protocol, id: undefined }));
    setImmediate(() => this.#host.shutdown());
    return null;
  }

  #answer(kind: string, value: unknown, protocol: number): void {
    const { replies } = this.#host;
    this.#connection.write(replies.write(kind, value, { protocol, id: undefined }));
    if (this.#session === undefined) this.#connection.close();
    else this.#session.begin();
  }
}

function text(value: unknown): string {
  if (typeof value === "string") return value;
  throw value === undefined
    ? typeError("an argument is missing")
    : attributeError("the first argument is a text");
}
