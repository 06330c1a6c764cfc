import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { wsgi } from "../../../src/web/application/application.ts";
import type { ListenerOptions } from "../../../src/web/application/listener-options.ts";
import type { WsgiEnviron } from "../../../src/web/application/wsgi-types.ts";
import { received, send, served } from "./served.ts";

async function environOf(
  head: readonly string[],
  options?: ListenerOptions,
): Promise<{ readonly environ: WsgiEnviron; readonly port: number }> {
  const found: WsgiEnviron[] = [];
  const app = wsgi((environ, startResponse) => {
    found.push(environ);
    startResponse("204 OK", []);
    return [];
  });
  await using server = await served(app, options);
  const { port } = server;
  await received(await send(port, ...head, "Connection: close", ""));
  const [environ] = found;
  assert.ok(environ !== undefined);
  return { environ, port };
}

describe("the environ of a request", () => {
  test("has CGI's keys", async () => {
    const { environ, port } = await environOf([
      "POST /a%20b/%E4%BD%A0?x=%20y HTTP/1.1",
      "Host: example",
      "Content-Type: text/plain",
      "Content-Length: 0",
      "X-One-Two: 1",
      "X-One-Two: 2",
    ]);
    const { "wsgi.input": input, "wsgi.errors": errors, ...rest } = environ;
    assert.deepEqual(rest, {
      REQUEST_METHOD: "POST",
      SCRIPT_NAME: "",
      PATH_INFO: "/a b/\xe4\xbd\xa0",
      QUERY_STRING: "x=%20y",
      CONTENT_TYPE: "text/plain",
      CONTENT_LENGTH: "0",
      SERVER_NAME: "127.0.0.1",
      SERVER_PORT: String(port),
      SERVER_PROTOCOL: "HTTP/1.1",
      REMOTE_ADDR: "127.0.0.1",
      HTTP_HOST: "example",
      HTTP_X_ONE_TWO: "1, 2",
      HTTP_CONNECTION: "close",
      "wsgi.version": [1, 0],
      "wsgi.urlScheme": "http",
      "wsgi.multithread": false,
      "wsgi.multiprocess": false,
      "wsgi.runOnce": false,
    });
    assert.equal((await input.read()).length, 0);
    assert.equal(typeof errors.write, "function");
  });

  test("has the path of an absolute target, and a lone percent sign as it is", async () => {
    const { environ } = await environOf([
      "GET http://example:80/a%/b%zz?c HTTP/1.1",
      "Host: example",
    ]);
    assert.equal(environ.PATH_INFO, "/a%/b%zz");
    assert.equal(environ.QUERY_STRING, "c");
    assert.equal("CONTENT_LENGTH" in environ, false);
  });

  test("drops headers with an underscore, which would pass for those with a hyphen", async () => {
    const head = ["GET / HTTP/1.1", "Host: a", "X_User: forged", "X-User: real"];
    assert.equal((await environOf(head)).environ["HTTP_X_USER"], "real");
    assert.equal("HTTP_X_USER" in (await environOf(head.slice(0, 3))).environ, false);
  });

  test("says who else runs the application", async () => {
    const options = { multithread: true, multiprocess: true };
    const { environ } = await environOf(["GET / HTTP/1.1", "Host: a"], options);
    assert.equal(environ["wsgi.multithread"], true);
    assert.equal(environ["wsgi.multiprocess"], true);
  });
});
