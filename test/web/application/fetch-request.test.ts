import assert from "node:assert/strict";
import { once } from "node:events";
import { get, IncomingMessage, request as startRequest } from "node:http";
import { describe, test } from "node:test";
import { gate, received, send, served, until } from "./served.ts";

describe("a request", () => {
  test("gives method, URL, headers and body", async () => {
    await using server = await served(async (request: Request) =>
      Response.json([
        request.method,
        new URL(request.url).pathname + new URL(request.url).search,
        request.headers.get("X-A"),
        await request.json(),
      ]),
    );
    const response = await fetch(`${server.url}/a%20b?c=d`, {
      method: "PUT",
      headers: { "x-a": "1" },
      body: JSON.stringify({ e: 1 }),
    });
    assert.deepEqual(await response.json(), ["PUT", "/a%20b?c=d", "1", { e: 1 }]);
  });

  test("streams its body both ways at once", async () => {
    await using server = await served((request: Request) => new Response(request.body));
    const outgoing = startRequest(server.url, { method: "POST" });
    outgoing.write("ping");
    const [incoming] = (await once(outgoing, "response")) as unknown[];
    assert.ok(incoming instanceof IncomingMessage);
    const chunks: string[] = [];
    for await (const chunk of incoming) {
      chunks.push(String(chunk));
      if (chunks.length === 1) outgoing.end("pong");
    }
    assert.deepEqual(chunks, ["ping", "pong"]);
  });

  test("of many megabytes comes whole", async () => {
    await using server = await served(async (request: Request) => {
      let size = 0;
      const body = request.body as AsyncIterable<Uint8Array>;
      for await (const chunk of body) size += chunk.length;
      return new Response(String(size));
    });
    const body = new Uint8Array(20 * 1024 * 1024);
    const response = await fetch(server.url, { method: "POST", body });
    assert.equal(await response.text(), String(body.length));
  });

  test("that is made of a served one is that request with changes", async () => {
    await using server = await served(async (request: Request) => {
      assert.ok(request instanceof Request);
      const changed = new Request(request, { headers: { "x-a": "new" } });
      return new Response(`${changed.headers.get("x-a")} ${await changed.text()}`);
    });
    const response = await fetch(server.url, { method: "POST", body: "body" });
    assert.equal(await response.text(), "new body");
  });

  test("can be passed on to fetch", async () => {
    await using origin = await served(async (request: Request) => {
      const { pathname } = new URL(request.url);
      return new Response(`${request.method} ${pathname} ${await request.text()}`);
    });
    await using server = await served((request: Request) => fetch(request));
    const lines = ["POST /path HTTP/1.1", `Host: 127.0.0.1:${origin.port}`, "Content-Length: 4"];
    const socket = await send(server.port, ...lines, "Connection: close", "", "body");
    assert.match(await received(socket), /POST \/path body/);
  });

  test("aborts its signal when the client goes, and what the handler throws for it isn't reported", async () => {
    let reason: unknown;
    const begun = gate();
    await using server = await served(async ({ signal }: Request) => {
      begun.open();
      await once(signal, "abort");
      reason = signal.reason;
      signal.throwIfAborted();
      return new Response();
    });
    const outgoing = get(server.url).on("error", () => {});
    await begun.opened;
    outgoing.destroy();
    await until(() => reason !== undefined);
    assert.ok(reason instanceof Error);
    assert.deepEqual(server.errors, []);
  });

  test("whose body a handler gave up on leaves the connection to the next one", async () => {
    const body = "x".repeat(1024 * 1024);
    await using server = await served(async (request: Request) => {
      if (request.method === "GET") return new Response("next");
      await request.body?.getReader().read();
      return new Response("enough");
    });
    const socket = await send(
      server.port,
      "POST / HTTP/1.1",
      "Host: a",
      `Content-Length: ${body.length}`,
      "",
    );
    socket.write(body);
    socket.write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assert.match(await received(socket), /enough[^]*next$/);
  });
});
