import type { IncomingMessage, ServerResponse } from "node:http";

/** Milliseconds for which the rest of a body that nobody wants is read and dropped. */
const patience = 500;
/** Bytes of it. */
const mostBytes = 16 * 1024 * 1024;
/** Milliseconds between two looks at whether a body is still being read after the response. */
const lookEvery = 1_000;

/**
 * Reads what is left of a request's body and drops it, because the connection can't carry another request before that,
 * and a client that is still sending may not see its answer if it were cut at once. Who sends for too long is cut off.
 */
export function drainRequest(request: IncomingMessage): void {
  let size = 0;
  const cut = (): void => {
    if (!request.complete) request.socket.destroySoon();
  };
  const limit = setTimeout(cut, patience).unref();
  const push = request.push.bind(request);
  // Below whatever reads it, as that may have stopped the stream or destroyed it.
  request.push = (chunk: Uint8Array | null): boolean => {
    size += chunk?.length ?? 0;
    if (size > mostBytes) cut();
    if (chunk !== null) return true;
    clearTimeout(limit);
    return push(null);
  };
  request.socket.resume();
}

/**
 * Once the response is out, drains a body of which something waits to be read and nobody does: a handler that gave up
 * in the middle. One that still reads, however slowly, goes on. (What nobody began to read, Node drops by itself.)
 */
export function drainAbandoned(request: IncomingMessage, response: ServerResponse): void {
  response.on("finish", () => {
    if (request.complete || request.destroyed) return;
    let before = -1;
    const look = setInterval(() => {
      if (request.complete || request.destroyed) return clearInterval(look);
      const now = request.socket.bytesRead;
      if (request.readableLength === 0 || now !== before) return void (before = now);
      clearInterval(look);
      drainRequest(request);
    }, lookEvery).unref();
  });
}
