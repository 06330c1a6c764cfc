import type { IncomingMessage } from "node:http";
import { inspect } from "node:util";
import type { AccessLog } from "./access-log.ts";

/** What a listener is told about the server around it. */
export interface ListenerOptions {
  /** Hears of errors that a handler throws; the client gets a plain 500. Default: they are written to standard error. */
  readonly onError?: ((error: unknown, request: IncomingMessage) => void) | undefined;
  /** Gets the promises that a fetch handler hands to `waitUntil`, so that a server can drain them. Never rejects. */
  readonly onWork?: ((work: Promise<void>) => void) | undefined;
  /**
   * Whether the global Request, Response and fetch are replaced, once per thread, by some that know this adapter: they
   * behave alike, but take a served request, and a Response of text or bytes costs a fraction. Default: true.
   */
  readonly replaceGlobals?: boolean | undefined;
  /** Bytes that the body of a request may have; a longer one gets 413. Default: no limit. */
  readonly maxBodySize?: number | undefined;
  /** Gets a line for each request. Default: none. */
  readonly accessLog?: AccessLog | undefined;
  /** Whether other threads of this process run the application, for WSGI's environ. Default: false. */
  readonly multithread?: boolean | undefined;
  /** Whether other processes run the application, for WSGI's environ. Default: false. */
  readonly multiprocess?: boolean | undefined;
}

/** Tells whoever listens of an error that a handler has thrown; if the listener throws, standard error hears of both. */
export function reportError(
  options: ListenerOptions,
  error: unknown,
  request: IncomingMessage,
): void {
  try {
    if (options.onError !== undefined) return options.onError(error, request);
  } catch (failure) {
    process.stderr.write(`skein: onError failed: ${inspect(failure)}\n`);
  }
  process.stderr.write(`skein: ${request.method} ${request.url} failed: ${inspect(error)}\n`);
}
