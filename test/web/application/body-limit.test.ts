import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import { describe, test } from "node:test";
import { Hono } from "hono";
import { MessageTooLongError, MisuseError } from "../../../src/errors.ts";
import { wsgi } from "../../../src/web/application/application.ts";
import { listenerOf } from "../../../src/web/application/listener-of.ts";
import { receivedMatch, send, served, type Served } from "./served.ts";

const maxBodySize = 10;
const failures: unknown[] = [];

/** Whether each kind of application reads its body to the end, and fails as its frameworks do. */
const applications: readonly (readonly [string, unknown])[] = [
  [
    "a fetch handler",
    async (request: Request): Promise<Response> => {
      try {
        return new Response(await request.text());
      } catch (error) {
        failures.push(error);
        throw error;
      }
    },
  ],
  [
    "a Hono app with an error handler",
    new Hono()
      .post("/", async ({ req, text }) => text(await req.text()))
      .onError((error, { text }) => {
        failures.push(error);
        return text("its own", 500);
      }),
  ],
  [
    "a Node listener that answers when reading fails",
    (request: IncomingMessage, response: ServerResponse): void => {
      let text = "";
      request.on("data", (chunk) => (text += String(chunk)));
      request.on("end", () => response.end(text));
      request.on("error", (error) => {
        failures.push(error);
        response.writeHead(500, { "x-own": "1" });
        response.end("its own");
      });
    },
  ],
  [
    "a WSGI application",
    wsgi(async (environ, startResponse) => {
      const body = await environ["wsgi.input"].read().catch((error: unknown) => {
        failures.push(error);
        throw error;
      });
      startResponse("200 OK", []);
      return [body];
    }),
  ],
];

async function post(server: Served, body: string | ReadableStream<Uint8Array>): Promise<Response> {
  return await fetch(server.url, { method: "POST", body, duplex: "half" });
}

function chunked(...texts: readonly string[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const text of texts) controller.enqueue(new TextEncoder().encode(text));
      controller.close();
    },
  });
}

for (const [what, app] of applications) {
  describe(`the body limit around ${what}`, () => {
    test("lets bodies through that keep to it, to the byte", async () => {
      await using server = await served(app, { maxBodySize });
      assert.equal(await (await post(server, "0123456789")).text(), "0123456789");
      assert.equal(await (await post(server, chunked("01234", "56789"))).text(), "0123456789");
      assert.equal(await (await post(server, "")).text(), "");
    });

    test("answers 413 to a longer length before the handler runs", async () => {
      await using server = await served(app, { maxBodySize });
      const response = await post(server, "0123456789x");
      assert.equal(response.status, 413);
      assert.equal(await response.text(), "Content Too Large\n");
    });

    test("answers 413 once too many chunks have come, and fails the handler's reading", async () => {
      failures.length = 0;
      await using server = await served(app, { maxBodySize });
      const response = await post(server, chunked("01234", "56789", "x", "y".repeat(100_000)));
      assert.equal(response.status, 413);
      assert.equal(response.headers.get("x-own"), null);
      assert.equal(await response.text(), "Content Too Large\n");
      assert.equal(failures.length, 1);
      assert.ok(failures[0] instanceof MessageTooLongError);
      assert.equal(failures[0].limit, maxBodySize);
      assert.deepEqual(server.errors, []);
    });

    test("keeps the connection for the next request when the client ends the long body", async () => {
      await using server = await served(app, { maxBodySize });
      const socket = await send(
        server.port,
        "POST / HTTP/1.1",
        "Host: a",
        "Transfer-Encoding: chunked",
        "",
        "b",
        "0123456789x",
      );
      await receivedMatch(socket, /Content Too Large\n/);
      socket.write(
        "3\r\nabc\r\n0\r\n\r\nPOST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nnext",
      );
      await receivedMatch(socket, /200 OK[^]*next$/);
      socket.destroy();
    });
  });
}

describe("the body limit", () => {
  test("cuts off a client that goes on sending for too long", async () => {
    await using server = await served(() => new Response(), { maxBodySize });
    const socket = await send(
      server.port,
      "POST / HTTP/1.1",
      "Host: a",
      "Content-Length: 100000000",
      "",
    );
    await receivedMatch(socket, /Content Too Large\n/);
    socket.on("error", () => {});
    const chunk = Buffer.alloc(64 * 1024);
    while (!socket.destroyed) {
      socket.write(chunk);
      await new Promise((resolve) => setImmediate(resolve));
    }
  });

  test("is refused when it is no number of bytes", async () => {
    for (const size of [-1, Number.NaN])
      await assert.rejects(
        listenerOf(() => new Response(), { maxBodySize: size }),
        MisuseError,
      );
  });
});
