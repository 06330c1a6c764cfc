import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { describe, test } from "node:test";
import { Hono } from "hono";
import { gate, received, receivedMatch, send, served, stalled, until } from "./served.ts";

const encoder = new TextEncoder();

describe("a response", () => {
  test("of a known body has its length and type", async () => {
    await using server = await served(() => Response.json({ a: 1 }));
    const response = await fetch(server.url);
    assert.equal(response.headers.get("content-length"), "7");
    assert.equal(response.headers.get("content-type"), "application/json");
    assert.deepEqual(await response.json(), { a: 1 });
  });

  test("keeps each Set-Cookie, the status and its text", async () => {
    await using server = await served(() => {
      const headers = new Headers({ "x-a": "1" });
      headers.append("set-cookie", "a=1");
      headers.append("set-cookie", "b=2");
      return new Response("made", { status: 201, statusText: "Made", headers });
    });
    const response = await fetch(server.url);
    assert.deepEqual(response.headers.getSetCookie(), ["a=1", "b=2"]);
    assert.equal(response.headers.get("x-a"), "1");
    assert.equal(`${response.status} ${response.statusText}`, "201 Made");
  });

  for (const replaceGlobals of [true, false]) {
    test(`to HEAD has the headers of GET and no body (${replaceGlobals ? "light" : "plain"} responses)`, async () => {
      const hono = new Hono().get("/", (context) => context.text("four"));
      await using server = await served(hono, { replaceGlobals });
      const response = await fetch(server.url, { method: "HEAD" });
      assert.equal(response.status, 200);
      assert.match(response.headers.get("content-type") ?? "", /^text\/plain/);
      assert.equal(await response.text(), "");
    });
  }

  test("without a body ends at once", async () => {
    await using server = await served(() => new Response(null, { status: 204 }));
    const response = await fetch(server.url);
    assert.equal(response.status, 204);
    assert.equal(await response.text(), "");
  });

  for (const [what, body, text] of [
    ["bytes", encoder.encode("bytes"), "bytes"],
    ["a buffer", encoder.encode("buffer").buffer, "buffer"],
    ["a Blob", new Blob(["bl", "ob"]), "blob"],
    ["form fields", new URLSearchParams({ a: "1 2" }), "a=1+2"],
    ["nothing to see", "", ""],
  ] as const) {
    test(`may be made of ${what}`, async () => {
      await using server = await served(() => new Response(body));
      const response = await fetch(server.url);
      assert.equal(await response.text(), text);
      assert.deepEqual(server.errors, []);
    });
  }

  test("of fetch goes on as it is", async () => {
    await using origin = await served(() => new Response("from afar", { headers: { "x-a": "1" } }));
    await using server = await served(async () => await fetch(origin.url));
    const response = await fetch(server.url);
    assert.equal(response.headers.get("x-a"), "1");
    assert.equal(await response.text(), "from afar");
  });

  test("whose handler has written to Node's response itself is left alone", async () => {
    await using server = await served({
      fetch(_request: Request, { outgoing }: { outgoing: ServerResponse }) {
        outgoing.end("by hand");
        return new Response("not this");
      },
    });
    assert.equal(await (await fetch(server.url)).text(), "by hand");
    assert.deepEqual(server.errors, []);
  });
});

describe("a stream", () => {
  test("of one chunk goes out in one piece, with its length", async () => {
    await using server = await served(() => new Response(streamOf(["one"])));
    const response = await fetch(server.url);
    assert.equal(response.headers.get("content-length"), "3");
    assert.equal(await response.text(), "one");
  });

  test("is sent chunk by chunk, its head before the first", async () => {
    const gates = [gate(), gate()];
    await using server = await served(
      () =>
        new Response(
          new ReadableStream({
            async pull(controller) {
              const next = gates[0];
              if (next === undefined) return controller.close();
              await next.opened;
              gates.shift();
              controller.enqueue(encoder.encode("tick\n"));
            },
          }),
          { headers: { "content-type": "text/event-stream" } },
        ),
    );
    const socket = await send(server.port, "GET / HTTP/1.1", "Host: a", "Connection: close", "");
    await receivedMatch(socket, /text\/event-stream[^]*\r\n\r\n$/);
    gates[0]?.open();
    await receivedMatch(socket, /tick/);
    gates[0]?.open();
    const rest = await received(socket);
    assert.match(rest, /tick\n\r\n0\r\n\r\n$/);
  });

  test("isn't read faster than the client takes it, and is cancelled when that goes", async () => {
    const chunk = new Uint8Array(64 * 1024);
    let pulled = 0;
    let cancelled = false;
    await using server = await served(
      () =>
        new Response(
          new ReadableStream({
            pull(controller) {
              pulled += 1;
              controller.enqueue(chunk);
            },
            cancel() {
              cancelled = true;
            },
          }),
        ),
    );
    const full = stalled(server);
    const socket = await send(server.port, "GET / HTTP/1.1", "Host: a", "");
    socket.pause();
    await full;
    assert.ok(pulled * chunk.length < 64 * 1024 * 1024, `${pulled} chunks were pulled`);
    socket.destroy();
    await until(() => cancelled);
    assert.deepEqual(server.errors, []);
  });

  test("that fails is reported, and cuts the connection rather than look complete", async () => {
    const error = new RangeError("half way");
    await using server = await served(
      () =>
        new Response(
          new ReadableStream({
            start(controller) {
              controller.enqueue(encoder.encode("a"));
              controller.enqueue(encoder.encode("b"));
            },
            async pull(controller) {
              await new Promise((resolve) => setImmediate(resolve));
              controller.error(error);
            },
          }),
        ),
    );
    const socket = await send(server.port, "GET / HTTP/1.1", "Host: a", "");
    assert.doesNotMatch(await received(socket), /0\r\n\r\n$/);
    assert.deepEqual(server.errors, [error]);
  });
});

describe("an error of a handler", () => {
  for (const [how, app] of [
    [
      "thrown",
      (): Response => {
        throw new RangeError("no");
      },
    ],
    [
      "rejected with",
      async (): Promise<Response> => {
        throw new RangeError("no");
      },
    ],
    [
      "thrown after headers were set",
      {
        fetch(_request: Request, { outgoing }: { outgoing: ServerResponse }): Response {
          outgoing.setHeader("content-length", "1000");
          throw new RangeError("no");
        },
      },
    ],
    ["that comes of an impossible status", () => Response.error()],
  ] as const) {
    test(`${how} gives a 500 that doesn't tell it, and is reported with the request`, async () => {
      const errors: [unknown, string | undefined][] = [];
      await using server = await served(app, {
        onError: (error, { url }) => errors.push([error, url]),
      });
      const response = await fetch(`${server.url}/where`);
      assert.equal(response.status, 500);
      assert.equal(await response.text(), "Internal Server Error\n");
      assert.equal(errors.length, 1);
      assert.equal(errors[0]?.[1], "/where");
      assert.ok(errors[0]?.[0] instanceof RangeError);
      assert.equal((await fetch(server.url)).status, 500);
    });
  }
});

describe("waitUntil", () => {
  test("hands the work to the server, and reports what it rejects with", async () => {
    const error = new RangeError("later");
    const work: Promise<void>[] = [];
    const done: string[] = [];
    const hono = new Hono().get("/", (context) => {
      context.executionCtx.waitUntil(Promise.resolve().then(() => done.push("work")));
      context.executionCtx.waitUntil(Promise.reject(error));
      return context.text("ok");
    });
    await using server = await served(hono, { onWork: (promise) => work.push(promise) });
    assert.equal(await (await fetch(server.url)).text(), "ok");
    await Promise.all(work);
    assert.deepEqual(done, ["work"]);
    assert.deepEqual(server.errors, [error]);
  });
});

function streamOf(texts: readonly string[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const text of texts) controller.enqueue(encoder.encode(text));
      controller.close();
    },
  });
}
