import type { ServerResponse } from "node:http";

const text = "Internal Server Error\n";

/**
 * Ends the response of a request whose handler has failed: with 500 where nothing of it is out, else by cutting the
 * connection, so that nobody takes what is there for the whole.
 */
export function failResponse(response: ServerResponse): void {
  if (response.writableEnded || response.destroyed) return;
  if (response.headersSent) {
    // What is written already still goes out.
    response.socket?.destroySoon();
    return;
  }
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  response.writeHead(500, "Internal Server Error", {
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Length": text.length,
  });
  response.end(text);
}
