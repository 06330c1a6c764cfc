/** The same small answer by an application of each kind. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { Hono } from "hono";

/** What is asked for, as a Node listener. */
export function listener(_request: IncomingMessage, response: ServerResponse): void {
  const body = JSON.stringify({ hello: "world", id: 7 });
  response.writeHead(200, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
}

/** The same with Hono. */
export const hono: Hono = new Hono();
hono.get("/", (context) => context.json({ hello: "world", id: 7 }));
