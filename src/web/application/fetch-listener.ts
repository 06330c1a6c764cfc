import type { IncomingMessage } from "node:http";
import { inspect } from "node:util";
import { NodeRequest } from "srvx/node";
import { MisuseError } from "../../errors.ts";
import type { FetchContext, FetchHandler, RequestListener } from "./application.ts";
import { isRefusal } from "./body-limit.ts";
import { failResponse } from "./failed-response.ts";
import { drainAbandoned } from "./drain-request.ts";
import { reportError, type ListenerOptions } from "./listener-options.ts";
import { replaceGlobals } from "./replace-globals.ts";
import { sendResponse } from "./send-response.ts";

/**
 * Serves a fetch handler. Requests are srvx's, which read Node's only as far as the handler asks; responses are written
 * by `sendResponse`.
 *
 * `request.signal` aborts when the client goes before the answer is out. What the handler throws, or a promise of it
 * rejects with, gives a 500 and is reported.
 */
export function fetchListener(handler: FetchHandler, options: ListenerOptions): RequestListener {
  if (options.replaceGlobals !== false) replaceGlobals();
  return (incoming, outgoing) => {
    const fail = (error: unknown): void => {
      // Who has gone doesn't want the answer, and what the handler then throws is only the echo of that.
      if (!outgoing.destroyed && !isRefusal(error)) reportError(options, error, incoming);
      failResponse(outgoing);
    };
    const send = (response: unknown): void =>
      sendResponse(outgoing, checked(response, incoming), fail);
    if (incoming.method !== "GET" && incoming.method !== "HEAD") drainAbandoned(incoming, outgoing);
    try {
      const request = new NodeRequest({ req: incoming, res: outgoing });
      const response = handler(request, { incoming, outgoing }, new Context(options, incoming));
      if (isThenable(response)) response.then(send).then(undefined, fail);
      else send(response);
    } catch (error) {
      fail(error);
    }
  };
}

class Context implements FetchContext {
  readonly #options: ListenerOptions;
  readonly #incoming: IncomingMessage;

  constructor(options: ListenerOptions, incoming: IncomingMessage) {
    this.#options = options;
    this.#incoming = incoming;
  }

  waitUntil(promise: Promise<unknown>): void {
    const work = Promise.resolve(promise).then(
      () => {},
      (error: unknown) => reportError(this.#options, error, this.#incoming),
    );
    this.#options.onWork?.(work);
  }

  passThroughOnException(): void {}
}

function isThenable(value: Response | Promise<Response>): value is Promise<Response> {
  return typeof value === "object" && "then" in value && typeof value.then === "function";
}

function checked(value: unknown, { method, url }: IncomingMessage): Response {
  if (value instanceof Response) return value;
  const hint =
    "a fetch handler returns a Response, and a Node listener is marked by two parameters or nodeApplication()";
  throw new MisuseError(
    `the application returned ${inspect(value)} for ${method} ${url}, which is no Response: ${hint}`,
  );
}
