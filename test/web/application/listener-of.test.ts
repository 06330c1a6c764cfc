import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { describe, test } from "node:test";
import { Hono } from "hono";
import { MisuseError } from "../../../src/errors.ts";
import {
  fetchApplication,
  nodeApplication,
  wsgi,
} from "../../../src/web/application/application.ts";
import { listenerOf } from "../../../src/web/application/listener-of.ts";
import { served } from "./served.ts";

const hello = "hello";

function respond(_request: IncomingMessage, response: ServerResponse): void {
  response.end(hello);
}

async function assertSaysHello(app: unknown): Promise<void> {
  await using server = await served(app);
  const response = await fetch(server.url);
  assert.equal(await response.text(), hello);
  assert.equal(response.status, 200);
  assert.deepEqual(server.errors, []);
}

const moduleText = 'export default { fetch: () => new Response("hello") }';

describe("an application", () => {
  const hono = new Hono().get("/", (context) => context.text(hello));
  const answer = (): Response => new Response(hello);
  const thirteen = {
    greeting: hello,
    fetch(): Response {
      return new Response(this.greeting);
    },
  };

  for (const [what, app] of [
    ["Hono's", hono],
    ["an object with fetch, which is called as its method", thirteen],
    ["a module with a default export", import(`data:text/javascript,${moduleText}`)],
    ["what a module compiled to CommonJS gives", { default: { __esModule: true, default: hono } }],
    ["a promise of one", Promise.resolve(hono)],
    ["a function without parameters", answer],
    ["a function of a request", (request: Request) => new Response(request && hello)],
    ["a function of request and response", respond],
    [
      "a marked fetch handler",
      fetchApplication((_request, bindings) => {
        bindings.outgoing.setHeader("x", "y");
        return answer();
      }),
    ],
    ["a marked Node listener", nodeApplication((...given) => respond(given[0], given[1]))],
    [
      "a marked WSGI application",
      wsgi((_environ, startResponse) => {
        startResponse("200 OK", []);
        return [Buffer.from(hello)];
      }),
    ],
  ] as const) {
    test(`may be ${what}`, () => assertSaysHello(app));
  }
});

describe("an application of a framework", () => {
  test("that looks like Express's is called without next, for it answers all requests itself", async () => {
    const express = Object.assign(
      (request: IncomingMessage, response: ServerResponse, next: unknown): void => {
        assert.equal(next, undefined);
        respond(request, response);
      },
      { handle: respond },
    );
    await assertSaysHello(express);
  });

  test("that looks like Koa's gives its callback", async () => {
    await assertSaysHello({ middleware: [], callback: () => respond });
  });

  test("that looks like Fastify's is made ready, and isn't awaited though it has a then", async () => {
    let ready = false;
    await assertSaysHello({
      // oxlint-disable-next-line unicorn/no-thenable -- Fastify's applications have one.
      then: () => assert.fail("it was awaited"),
      ready: async () => {
        ready = true;
      },
      routing(request: IncomingMessage, response: ServerResponse) {
        assert.ok(ready);
        respond(request, response);
      },
    });
  });

  test("that fails to become ready rejects with its own error", async () => {
    const error = new RangeError("no plugin");
    const app = { ready: () => Promise.reject(error), routing: respond };
    await assert.rejects(listenerOf(app), error);
  });
});

describe("what is no application is refused with its name", () => {
  class App {}
  for (const [given, pattern] of [
    [undefined, /^undefined is no application: give an object with a method fetch/],
    ["app.ts", /^'app\.ts' is no application/],
    [{ port: 8000 }, /^\{ port: 8000 \} is no application/],
    [App, /^the class App is no application: give an instance of it/],
    [createServer(), /is no application: give its listener, not the server/],
    [import("./served.ts"), /^a module that exports Served, .* is no application/],
    [{ default: 3 }, /^3 is no application/],
  ] as const) {
    test(String(pattern), async () => {
      await assert.rejects(listenerOf(given), (error) => {
        assert.ok(error instanceof MisuseError);
        assert.match(error.message, pattern);
        return true;
      });
    });
  }

  test("and so is what a mark is put on", () => {
    // What JavaScript may do.
    const nothing = undefined as unknown as () => never;
    for (const marked of [fetchApplication, nodeApplication, wsgi])
      assert.throws(() => marked(nothing), MisuseError);
  });
});

describe("a function whose parameters say the wrong kind", () => {
  test("is told from what it returns: a Response of a Node listener", async () => {
    const app = (_request: Request, _bindings: unknown): Response => new Response(hello);
    await using server = await served(app);
    assert.equal((await fetch(server.url)).status, 500);
    assert.match(String(server.errors[0]), /wrap it in fetchApplication\(\)/);
  });

  test("is told from what it returns: no Response of a fetch handler", async () => {
    await using server = await served((_request: unknown) => "hello");
    assert.equal((await fetch(server.url)).status, 500);
    assert.match(String(server.errors[0]), /returned 'hello' for GET \/, which is no Response/);
  });
});
