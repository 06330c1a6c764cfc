import { inspect } from "node:util";
import { MisuseError } from "../../errors.ts";
import type { NodeHandler, RequestListener } from "./application.ts";
import { isRefusal } from "./body-limit.ts";
import { failResponse } from "./failed-response.ts";
import { reportError, type ListenerOptions } from "./listener-options.ts";

/**
 * Serves a Node listener. What it throws, or a promise of it rejects with, gives a 500 and is reported, where Node would
 * end the process. One with three parameters, as connect's middleware has, gets a `next` that answers 404.
 */
export function nodeListener(handler: NodeHandler, options: ListenerOptions): RequestListener {
  return (request, response) => {
    const fail = (error: unknown): void => {
      if (!response.destroyed && !isRefusal(error)) reportError(options, error, request);
      failResponse(response);
    };
    const next = (error?: unknown): void => {
      if (error !== undefined && error !== null) return fail(error);
      if (response.headersSent) return;
      response.writeHead(404, { "Content-Type": "text/plain; charset=utf-8" });
      response.end("Not Found\n");
    };
    try {
      const result = handler(request, response, next);
      if (result instanceof Promise) result.then(checkNothing).catch(fail);
      else checkNothing(result);
    } catch (error) {
      fail(error);
    }
  };
}

/** A function of two parameters may be a fetch handler that wants more than its request: then nobody would answer. */
function checkNothing(result: unknown): void {
  // To name the class loads all of fetch, which takes 40 ms of the first request of a worker that has no other use for it.
  if (typeof result !== "object" || result === null || !("status" in result)) return;
  if (!(result instanceof Response)) return;
  throw new MisuseError(
    `the application has two or more parameters, so it was taken for a Node listener, but it returned ${inspect(result, { depth: 0 })}; wrap it in fetchApplication()`,
  );
}
