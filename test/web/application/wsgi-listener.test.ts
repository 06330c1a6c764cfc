import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { describe, test } from "node:test";
import { wsgi } from "../../../src/web/application/application.ts";
import type {
  HeaderPair,
  StartResponse,
  WsgiApplication,
  WsgiBody,
} from "../../../src/web/application/wsgi-types.ts";
import { received, receivedMatch, send, served, until } from "./served.ts";

const plain: readonly HeaderPair[] = [["Content-Type", "text/plain"]];

/** An application that only answers. */
function answering(
  answer: (startResponse: StartResponse) => WsgiBody | Promise<WsgiBody>,
): unknown {
  return wsgi((_environ, startResponse) => answer(startResponse));
}

/** A body that tells when it is closed. */
class Body implements Iterable<Uint8Array> {
  closed: number = 0;
  readonly #chunks: Iterable<string>;

  constructor(chunks: Iterable<string>) {
    this.#chunks = chunks;
  }

  *[Symbol.iterator](): Generator<Uint8Array> {
    for (const chunk of this.#chunks) yield Buffer.from(chunk);
  }

  close(): void {
    this.closed += 1;
  }
}

describe("the body of a WSGI application", () => {
  test("in an array has its length", async () => {
    await using server = await served(
      answering((start) => {
        start("201 Made", [...plain, ["Set-Cookie", "a=1"], ["Set-Cookie", "b=2"]]);
        return [Buffer.from("<h1>Hello, "), Buffer.from(""), Buffer.from("web!</h1>")];
      }),
    );
    const response = await fetch(server.url);
    assert.equal(response.headers.get("content-length"), "20");
    assert.deepEqual(response.headers.getSetCookie(), ["a=1", "b=2"]);
    assert.equal(`${response.status} ${response.statusText}`, "201 Made");
    assert.equal(await response.text(), "<h1>Hello, web!</h1>");
  });

  test("may be a generator that calls startResponse itself, before its first chunk", async () => {
    await using server = await served(
      answering(function* (start) {
        yield Buffer.from("");
        start("200 OK", plain);
        yield Buffer.from("a");
        yield Buffer.from("b");
      }),
    );
    assert.equal(await (await fetch(server.url)).text(), "ab");
    assert.deepEqual(server.errors, []);
  });

  test("may come over time, each chunk as soon as it is there", async () => {
    const turns: (() => void)[] = [];
    await using server = await served(
      answering(async function* (start) {
        start("200 OK", plain);
        for (const text of ["one", "two"]) {
          yield Buffer.from(text);
          await new Promise<void>((resolve) => turns.push(resolve));
        }
      }),
    );
    const socket = await send(server.port, "GET / HTTP/1.1", "Host: a", "Connection: close", "");
    await receivedMatch(socket, /one/);
    turns[0]?.();
    await receivedMatch(socket, /two/);
    turns[1]?.();
    assert.match(await received(socket), /0\r\n\r\n$/);
  });

  test("may begin with what write() sends", async () => {
    await using server = await served(
      answering(async (start) => {
        const write = start("200 OK", plain);
        await write(Buffer.from("first "));
        return [Buffer.from("second")];
      }),
    );
    assert.equal(await (await fetch(server.url)).text(), "first second");
  });

  test("isn't sent to HEAD, but its headers are, and it is closed", async () => {
    const body = new Body(["never"]);
    await using server = await served(
      answering((start) => {
        start("200 OK", [...plain, ["Content-Length", "5"]]);
        return body;
      }),
    );
    const response = await fetch(server.url, { method: "HEAD" });
    assert.equal(response.headers.get("content-length"), "5");
    await until(() => body.closed > 0);
    assert.equal(body.closed, 1);
    assert.deepEqual(server.errors, []);
  });

  test("isn't asked for more than its Content-Length, and what is too long is reported", async () => {
    let asked = 0;
    await using server = await served(
      answering(function* (start) {
        start("200 OK", [...plain, ["Content-Length", "4"]]);
        for (;;) {
          asked += 1;
          yield Buffer.from("ab");
        }
      }),
    );
    assert.equal(await (await fetch(server.url)).text(), "abab");
    assert.equal(asked, 2);
    await using long = await served(
      answering((start) => {
        start("200 OK", [...plain, ["Content-Length", "3"]]);
        return new Body(["ab", "cd"]);
      }),
    );
    assert.equal(await (await fetch(long.url)).text(), "abc");
    assert.match(String(long.errors), /more bytes than its Content-Length/);
  });

  test("that is shorter than its Content-Length cuts the connection, and is reported", async () => {
    await using server = await served(
      answering((start) => {
        start("200 OK", [...plain, ["Content-Length", "10"]]);
        return new Body(["ab"]);
      }),
    );
    assert.match(
      await received(await send(server.port, "GET / HTTP/1.1", "Host: a", "")),
      /\r\n\r\nab$/,
    );
    assert.match(String(server.errors), /8 bytes less than its Content-Length/);
  });

  test("isn't asked faster than the client takes it, and is closed when that goes", async () => {
    let asked = 0;
    const chunk = "x".repeat(64 * 1024);
    const body = new Body(
      (function* () {
        for (;;) {
          asked += 1;
          yield chunk;
        }
      })(),
    );
    await using server = await served(
      answering((start) => {
        start("200 OK", plain);
        return body;
      }),
    );
    const socket = connect(server.port, "127.0.0.1");
    socket.pause();
    socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    let before = -1;
    while (before !== asked || asked === 0) {
      before = asked;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.ok(asked < 1_000, `${asked} chunks were asked for`);
    socket.destroy();
    await until(() => body.closed > 0);
    assert.equal(body.closed, 1);
    assert.deepEqual(server.errors, []);
  });

  test("is closed when the client goes while a chunk is awaited", async () => {
    let closed = 0;
    let begun = false;
    const body: WsgiBody = {
      async *[Symbol.asyncIterator]() {
        yield Buffer.from("a");
        begun = true;
        await new Promise(() => {});
      },
      close: () => void (closed += 1),
    };
    await using server = await served(
      answering((start) => {
        start("200 OK", plain);
        return body;
      }),
    );
    const socket = await send(server.port, "GET / HTTP/1.1", "Host: a", "");
    await until(() => begun);
    socket.destroy();
    await until(() => closed > 0);
  });
});

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

test("a WSGI application that leaves the body of a request alone gets the next one", async () => {
  await using server = await served(
    answering((start) => {
      start("200 OK", plain);
      return [Buffer.from("ok")];
    }),
  );
  const socket = await send(server.port, "POST / HTTP/1.1", "Host: a", "Content-Length: 4", "");
  await receivedMatch(socket, /ok$/);
  socket.write("bodyGET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  const closed = once(socket, "close");
  await receivedMatch(socket, /ok$/);
  await closed;
});
