import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { wsgi } from "../../../src/web/application/application.ts";
import type {
  HeaderPair,
  StartResponse,
  WsgiApplication,
  WsgiBody,
} from "../../../src/web/application/wsgi-types.ts";
import { received, send, served, until } from "./served.ts";

const plain: readonly HeaderPair[] = [["Content-Type", "text/plain"]];

/** An application that only answers. */
function answering(
  answer: (startResponse: StartResponse) => WsgiBody | Promise<WsgiBody>,
): unknown {
  return wsgi((_environ, startResponse) => answer(startResponse));
}

describe("startResponse", () => {
  const error = new RangeError("half way");
  for (const [what, application, pattern] of [
    [
      "is called twice",
      (start: StartResponse) => {
        start("200 OK", plain);
        start("404 No", plain);
        return [];
      },
      /a second time only with the error/,
    ],
    ["isn't called", () => [Buffer.from("a")], /before it called startResponse/],
    ["isn't called, and there is no body", () => [], /before it called startResponse/],
    [
      "gets a number",
      (start: StartResponse) => {
        start(200 as never, plain);
        return [];
      },
      /a status is three digits, a space and a reason.* not 200/,
    ],
    [
      "gets an object of headers",
      (start: StartResponse) => {
        start("200 OK", { a: "b" } as never);
        return [];
      },
      /headers are an array/,
    ],
    [
      "gets a header of the connection",
      (start: StartResponse) => {
        start("200 OK", [["Transfer-Encoding", "chunked"]]);
        return [];
      },
      /the header Transfer-Encoding is about the connection/,
    ],
    [
      "gets a header that would forge another",
      (start: StartResponse) => {
        start("200 OK", [["X-A", "a\r\nX-B: b"]]);
        return [];
      },
      /Invalid character in header content/,
    ],
    [
      "is followed by text",
      (start: StartResponse) => {
        start("200 OK", plain);
        return ["text" as never];
      },
      /turn text into bytes with Buffer\.from/,
    ],
    [
      "is followed by a string",
      (start: StartResponse) => {
        start("200 OK", plain);
        return "text" as never;
      },
      /returns an iterable of Uint8Array, not 'text'/,
    ],
    [
      "is followed by nothing",
      (start: StartResponse) => {
        start("200 OK", plain);
        return undefined as never;
      },
      /returns an iterable of Uint8Array, not undefined/,
    ],
  ] as const) {
    test(`that ${what} gives a 500, and the rule is reported`, async () => {
      await using server = await served(answering(application));
      const response = await fetch(server.url);
      assert.equal(response.status, 500);
      assert.equal(response.headers.get("x-b"), null);
      assert.match(String(server.errors[0]), pattern);
      assert.equal(server.errors.length, 1);
    });
  }

  test("may replace status and headers for an error, while nothing has been sent", async () => {
    await using server = await served(
      answering(function* (start) {
        start("200 OK", [["X-First", "1"]]);
        yield Buffer.from("");
        start("503 Oops", plain, error);
        yield Buffer.from("sorry");
      }),
    );
    const response = await fetch(server.url);
    assert.equal(response.status, 503);
    assert.equal(response.headers.get("x-first"), null);
    assert.equal(await response.text(), "sorry");
  });

  test("throws the error when the headers are out, and the connection is cut", async () => {
    const body = { closed: 0 };
    const application: WsgiApplication = (_environ, start) => ({
      *[Symbol.iterator]() {
        start("200 OK", plain);
        yield Buffer.from("half");
        start("500 Oops", plain, error);
      },
      close: () => void (body.closed += 1),
    });
    await using server = await served(wsgi(application));
    const text = await received(await send(server.port, "GET / HTTP/1.1", "Host: a", ""));
    assert.match(text, /half\r\n$/);
    assert.deepEqual(server.errors, [error]);
    assert.equal(body.closed, 1);
  });

  test("whose application throws gives a 500, and so does a close() that does, before the end", async () => {
    await using server = await served(
      wsgi(() => {
        throw error;
      }),
    );
    assert.equal((await fetch(server.url)).status, 500);
    assert.deepEqual(server.errors, [error]);
    await using closing = await served(
      answering((start) => {
        start("200 OK", plain);
        return Object.assign([Buffer.from("all")], {
          close: () => {
            throw error;
          },
        });
      }),
    );
    assert.equal(await (await fetch(closing.url)).text(), "all");
    await until(() => closing.errors.length > 0);
    assert.deepEqual(closing.errors, [error]);
  });
});
