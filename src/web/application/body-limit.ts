import type { IncomingMessage, ServerResponse } from "node:http";
import { MessageTooLongError, MisuseError } from "../../errors.ts";
import type { RequestListener } from "./application.ts";
import { drainRequest } from "./drain-request.ts";

/**
 * Answers 413 to requests whose body has more than `maxBodySize` bytes: at once where its length is given, else as soon
 * as more have come. A handler that reads it then fails with MessageTooLongError, and what it still writes is dropped.
 *
 * Throws MisuseError for an impossible size.
 */
export function limitBody(listener: RequestListener, maxBodySize: number): RequestListener {
  if (!(maxBodySize >= 0))
    throw new MisuseError(`maxBodySize is a number of bytes, 0 or more, not ${maxBodySize}`);
  return (request, response) => {
    const { headers } = request;
    const length = headers["content-length"];
    if (length !== undefined) {
      if (Number(length) > maxBodySize) return refuse(request, response);
    } else if (headers["transfer-encoding"] !== undefined) {
      watch(request, response, maxBodySize);
    }
    listener(request, response);
  };
}

/** Whether an error says only that the client has been told 413. */
export function isRefusal(error: unknown): boolean {
  return error instanceof MessageTooLongError && refusals.has(error);
}

const refusals = new WeakSet<MessageTooLongError>();

/** Counts what the parser hands over, before anybody reads it: a reader may be any framework's. */
function watch(request: IncomingMessage, response: ServerResponse, limit: number): void {
  let size = 0;
  const push = request.push.bind(request);
  request.push = (chunk: Uint8Array | null, encoding?: BufferEncoding): boolean => {
    size += chunk?.length ?? 0;
    if (size <= limit || chunk === null) return push(chunk, encoding);
    // A part of an answer is out: cutting it is all that still can tell the client.
    if (response.headersSent) response.destroy();
    else refuse(request, response);
    const refusal = new MessageTooLongError(size, limit);
    refusals.add(refusal);
    failReading(request, refusal);
    return true;
  };
}

const text = "Content Too Large\n";

function refuse(request: IncomingMessage, response: ServerResponse): void {
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  response.writeHead(413, "Content Too Large", {
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Length": text.length,
  });
  response.end(text);
  silence(response);
  drainRequest(request);
}

/** Whoever still reads gets the error, while the connection stays, for the answer is on its way there. */
function failReading(request: IncomingMessage, error: Error): void {
  request._destroy = (_cause, callback): void => {
    // As Node's own: an error that nobody listens for must not end the process.
    const heard = request.listenerCount("error") > 0;
    process.nextTick(callback, heard ? error : null);
  };
  request.destroy(error);
}

/** A handler that doesn't know of the answer shall not stumble over it. */
function silence(response: ServerResponse): void {
  Object.assign(response, {
    setHeader: () => response,
    appendHeader: () => response,
    writeHead: () => response,
    flushHeaders: () => {},
    write: () => true,
    end: () => response,
  });
}
