import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import { describe, test } from "node:test";
import { received, send, served } from "./served.ts";

describe("a Node listener", () => {
  const error = new RangeError("no");
  for (const [how, app] of [
    [
      "throws",
      (_request: IncomingMessage, _response: ServerResponse): void => {
        throw error;
      },
    ],
    [
      "rejects with",
      async (_request: IncomingMessage, _response: ServerResponse): Promise<void> => {
        throw error;
      },
    ],
    [
      "gives to next",
      (_request: IncomingMessage, _response: ServerResponse, next: (error: Error) => void): void =>
        next(error),
    ],
  ] as const) {
    test(`gives a 500 for what it ${how}, which is reported, and the server goes on`, async () => {
      await using server = await served(app);
      for (const count of [1, 2]) {
        const response = await fetch(server.url);
        assert.equal(response.status, 500);
        assert.equal(await response.text(), "Internal Server Error\n");
        assert.deepEqual(
          server.errors,
          Array.from({ length: count }, () => error),
        );
      }
    });
  }

  test("that fails in the middle of its response cuts the connection", async () => {
    await using server = await served((_request: IncomingMessage, response: ServerResponse) => {
      response.write("half");
      throw error;
    });
    const text = await received(await send(server.port, "GET / HTTP/1.1", "Host: a", ""));
    assert.doesNotMatch(text, /0\r\n\r\n$/);
    assert.deepEqual(server.errors, [error]);
  });

  test("that calls next without an error gives a 404", async () => {
    await using server = await served(
      (_request: IncomingMessage, _response: ServerResponse, next: () => void) => next(),
    );
    assert.equal((await fetch(server.url)).status, 404);
    assert.deepEqual(server.errors, []);
  });

  test("leaves upgrades to the server", async () => {
    await using server = await served((_request: IncomingMessage, response: ServerResponse) =>
      response.end("no upgrade"),
    );
    server.server.on("upgrade", (_request, socket) => {
      socket.end(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\nhi",
      );
    });
    const head = ["GET / HTTP/1.1", "Host: a", "Connection: Upgrade", "Upgrade: echo", ""];
    assert.match(await received(await send(server.port, ...head)), /^HTTP\/1\.1 101 [^]*hi$/);
  });

  test("whose error nobody listens for has it on standard error", async (context) => {
    const lines: string[] = [];
    context.mock.method(process.stderr, "write", (text: string) => lines.push(text));
    await using server = await served(
      (_request: IncomingMessage, _response: ServerResponse) => {
        throw error;
      },
      { onError: undefined },
    );
    await fetch(`${server.url}/path`);
    assert.match(lines.join(""), /^skein: GET \/path failed: RangeError: no/);
  });
});
