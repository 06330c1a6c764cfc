import type { IncomingMessage, ServerResponse } from "node:http";
import { MisuseError } from "../../errors.ts";
import type { WsgiApplication } from "./wsgi-types.ts";

/** What Node's http server calls for each request. Never throws, and settles every response. */
export type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

/** What a fetch handler gets as its second argument; `@hono/node-server` gives the same. */
export interface NodeBindings {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

/** What a fetch handler gets as its third argument, as on the edge runtimes. */
export interface FetchContext {
  /** Work that goes on after the response; see `ListenerOptions.waitUntil`. */
  waitUntil(promise: Promise<unknown>): void;
  /** Does nothing here: there is no origin server behind this one. */
  passThroughOnException(): void;
}

/** A WinterTC-style handler: a Request in, a Response out. */
export type FetchHandler = (
  request: Request,
  bindings: NodeBindings,
  context: FetchContext,
) => Response | Promise<Response>;

/** Node's own `(request, response)`; `next` is given where a third parameter is declared, as by connect's middleware. */
export type NodeHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => unknown;

/** The same in every copy of the package: the program `skein` and an application may have one each. */
// Symbol.for gives any symbol; this is the one by that name.
const mark: unique symbol = Symbol.for("skein.web.application") as typeof mark;

/** An application of which its author has said what kind it is. */
export type MarkedApplication = { readonly [mark]: true } & (
  | { readonly kind: "fetch"; readonly handler: FetchHandler }
  | { readonly kind: "node"; readonly handler: NodeHandler }
  | { readonly kind: "wsgi"; readonly handler: WsgiApplication }
);

/**
 * Says that a function is a fetch handler, whatever its number of parameters.
 *
 * @example
 *     export default fetchApplication((request, { incoming }) => new Response(incoming.socket.remoteAddress));
 */
export function fetchApplication(handler: FetchHandler): MarkedApplication {
  return { [mark]: true, kind: "fetch", handler: callable(handler, "fetchApplication") };
}

/**
 * Says that a function is a Node listener, whatever its number of parameters.
 *
 * @example
 *     export default nodeApplication((...args) => handle(...args));
 */
export function nodeApplication(handler: NodeHandler): MarkedApplication {
  return { [mark]: true, kind: "node", handler: callable(handler, "nodeApplication") };
}

/**
 * Says that a function is a WSGI-style application (PEP 3333): it gets the environ and `startResponse`, and returns the
 * body as an iterable of byte chunks.
 *
 * @example
 *     export default wsgi((environ, startResponse) => {
 *       startResponse("200 OK", [["Content-Type", "text/html"]]);
 *       return [Buffer.from("<h1>Hello, web!</h1>")];
 *     });
 */
export function wsgi(handler: WsgiApplication): MarkedApplication {
  return { [mark]: true, kind: "wsgi", handler: callable(handler, "wsgi") };
}

/** Whether one of the three has made it. */
export function isMarked(value: unknown): value is MarkedApplication {
  return typeof value === "object" && value !== null && mark in value;
}

function callable<Handler>(handler: Handler, of: string): Handler {
  if (typeof handler !== "function")
    throw new MisuseError(
      `${of}() takes the function that handles requests, not ${typeof handler}`,
    );
  return handler;
}
