import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, test } from "node:test";
import { wsgi } from "../../../src/web/application/application.ts";
import type {
  HeaderPair,
  StartResponse,
  WsgiBody,
} from "../../../src/web/application/wsgi-types.ts";
import { received, receivedMatch, send, served, stalled, until } from "./served.ts";

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
    const full = stalled(server);
    const socket = await send(server.port, "GET / HTTP/1.1", "Host: a", "");
    socket.pause();
    await full;
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
