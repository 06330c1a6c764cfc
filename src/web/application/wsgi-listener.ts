import type { IncomingMessage, ServerResponse } from "node:http";
import { inspect } from "node:util";
import { MisuseError } from "../../errors.ts";
import type { RequestListener } from "./application.ts";
import { isRefusal } from "./body-limit.ts";
import { drainAbandoned } from "./drain-request.ts";
import { failResponse } from "./failed-response.ts";
import { reportError, type ListenerOptions } from "./listener-options.ts";
import { WsgiResponse } from "./start-response.ts";
import { environOf } from "./wsgi-environ.ts";
import type { WsgiApplication, WsgiBody } from "./wsgi-types.ts";

/** Chunks of an iterable that are sent in one go at most, before the event loop may turn. */
const burst = 32;

/**
 * Serves a WSGI-style application by the rules of PEP 3333. Its iterable is asked for the next chunk when the client has
 * taken enough of those before, and closed in the end, also after an error and when the client has gone.
 */
export function wsgiListener(
  application: WsgiApplication,
  options: ListenerOptions,
): RequestListener {
  return (request, response) => {
    const fail = (error: unknown): void => {
      if (!response.destroyed && !isRefusal(error)) reportError(options, error, request);
      failResponse(response);
    };
    drainAbandoned(request, response);
    answer({ application, options, request, response }).catch(fail);
  };
}

interface Exchange {
  readonly application: WsgiApplication;
  readonly options: ListenerOptions;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function answer({ application, options, request, response }: Exchange): Promise<void> {
  const wsgi = new WsgiResponse(response);
  const body = await application(environOf(request, options), wsgi.start);
  try {
    if (Array.isArray(body)) await wsgi.writeAll(body);
    else if (isIterable(body)) await sendSync(body, wsgi);
    else if (isAsyncIterable(body)) await sendAsync(body, { wsgi, response });
    else
      throw new MisuseError(
        `a WSGI application returns an iterable of Uint8Array, not ${inspect(body, { depth: 0 })}`,
      );
    wsgi.end();
  } finally {
    await close(body, (error) => reportError(options, error, request));
  }
}

async function sendSync(body: Iterable<Uint8Array>, wsgi: WsgiResponse): Promise<void> {
  let sent = 0;
  for (const chunk of body) {
    await wsgi.write(chunk);
    if (wsgi.full) return;
    if (++sent % burst === 0) await new Promise(setImmediate);
  }
}

/** A chunk that is long in coming isn't waited for once the client has gone. */
async function sendAsync(
  body: AsyncIterable<Uint8Array>,
  { wsgi, response }: { readonly wsgi: WsgiResponse; readonly response: ServerResponse },
): Promise<void> {
  const gone = new Promise<undefined>((resolve) => {
    response.once("close", () => resolve(undefined));
  });
  const chunks = body[Symbol.asyncIterator]();
  let step: IteratorResult<Uint8Array> | undefined;
  try {
    while ((step = await Promise.race([chunks.next(), gone])) !== undefined && !step.done) {
      await wsgi.write(step.value);
      if (wsgi.full) return;
    }
  } finally {
    // Not awaited: a generator that hangs in the middle would never come to it.
    if (step?.done !== true) chunks.return?.()?.then(undefined, () => {});
  }
}

async function close(body: WsgiBody, report: (error: unknown) => void): Promise<void> {
  try {
    await body?.close?.();
  } catch (error) {
    report(error);
  }
}

function isIterable(body: WsgiBody): body is Iterable<Uint8Array> {
  return (
    typeof body === "object" &&
    body !== null &&
    Symbol.iterator in body &&
    !ArrayBuffer.isView(body)
  );
}

function isAsyncIterable(body: WsgiBody): body is AsyncIterable<Uint8Array> {
  return typeof body === "object" && body !== null && Symbol.asyncIterator in body;
}
