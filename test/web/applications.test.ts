import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import * as http from "node:http";
import { connect, type Socket } from "node:net";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { serve } from "../../src/web/serve.ts";
import { ask, TestFolder, until } from "./client.ts";

const run = promisify(execFile);
const quiet = { onReport() {} };

describe("an application", () => {
  test("may be a module, and curl gets its answers from all of its workers", async () => {
    using folder = new TestFolder();
    const app = folder.write(
      "app.mjs",
      "export default (request, response) => response.end(`${process.pid} ${request.url}`);",
    );
    await using server = await serve(app, { workers: 2, bind: 0, ...quiet });
    const pids = new Set<number>();
    await until(async () => {
      const { stdout } = await run("curl", ["-sS", `http://${server.address}/hello?x=1`]);
      const [pid, url] = stdout.split(" ");
      assert.equal(url, "/hello?x=1");
      pids.add(Number(pid));
      return pids.size === 2;
    });
    assert.deepEqual(pids, new Set(server.workers));
    assert.ok(!pids.has(process.pid));
  });

  test("that can't travel is refused with what can be given in its place", async () => {
    class Framework {
      readonly #routes = new Map([["/", "hello"]]);

      fetch(request: Request): Response {
        return new Response(this.#routes.get(new URL(request.url).pathname));
      }
    }
    await assert.rejects(serve(new Framework(), { workers: 1, bind: 0, ...quiet }), {
      name: "NotSendableError",
      message:
        /^the application -> this is a Framework, which has private fields .* give its module, as in serve\("\.\/app\.ts"\)/,
    });
    await using server = await serve(() => new Framework(), { workers: 1, bind: 0, ...quiet });
    assert.equal((await ask({ port: server.port })).body, "hello");
  });

  test("may be an export that is named", async () => {
    using folder = new TestFolder();
    const app = folder.write(
      "apps.mjs",
      "export const app = () => {}; export const other = (request, response) => response.end('other');",
    );
    await using server = await serve(`${app}#other`, { workers: 1, bind: 0, ...quiet });
    assert.equal((await ask({ port: server.port })).body, "other");
  });

  test("may be a fetch handler, a function that makes one, and an application that travels", async () => {
    const greeting = "hello";
    const apps: object[] = [
      { fetch: (request: Request) => new Response(`${greeting} ${new URL(request.url).pathname}`) },
      () => ({ fetch: () => new Response("hello /you") }),
      (request: Request) => new Response(`${greeting} ${new URL(request.url).pathname}`),
      (request: http.IncomingMessage, response: http.ServerResponse) =>
        response.end(`${greeting} ${request.url}`),
    ];
    for (const app of apps) {
      await using server = await serve(app, { workers: 1, bind: 0, ...quiet });
      assert.equal((await ask({ port: server.port, path: "/you" })).body, "hello /you");
    }
  });

  test("streams in both directions", async () => {
    const app = async (request: http.IncomingMessage, response: http.ServerResponse) => {
      for await (const piece of request) response.write(String(piece).toUpperCase());
      response.end();
    };
    await using server = await serve(app, { workers: 1, bind: 0, ...quiet });
    const request = http.request({ port: server.port, method: "POST" });
    const answer = new Promise<http.IncomingMessage>((resolve) => request.on("response", resolve));
    request.write("one");
    const response = await answer;
    const pieces = response[Symbol.asyncIterator]();
    assert.equal(String((await pieces.next()).value), "ONE");
    request.write("two");
    assert.equal(String((await pieces.next()).value), "TWO");
    request.end();
    assert.equal((await pieces.next()).done, true);
  });

  test("may take over connections by upgrade", async () => {
    const app = Object.assign(
      (_request: http.IncomingMessage, response: http.ServerResponse) => response.end("plain"),
      {
        upgrade(_request: http.IncomingMessage, socket: Socket) {
          socket.write(
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n",
          );
          socket.on("data", (piece) => socket.write(`<${String(piece)}>`));
        },
      },
    );
    await using server = await serve(() => app, { workers: 1, bind: 0, ...quiet });
    const socket = await upgraded(server.port);
    socket.write("hello");
    assert.equal(String((await socket[Symbol.asyncIterator]().next()).value), "<hello>");
    socket.destroy();
    assert.equal((await ask({ port: server.port })).body, "plain");
  });

  test("that can't be loaded fails the start with its own error", async () => {
    using folder = new TestFolder();
    const app = folder.write("app.mjs", "throw new RangeError('out of cheese');");
    await assert.rejects(serve(app, { workers: 2, bind: 0, ...quiet }), {
      name: "RangeError",
      message: "out of cheese",
    });
    const none = folder.write("none.mjs", "export const thing = 1;");
    await assert.rejects(
      serve(none, { workers: 1, bind: 0, ...quiet }),
      /exports no application: .* its exports are: thing/,
    );
    const exits = folder.write("exits.mjs", "process.exit(3);");
    await assert.rejects(serve(exits, { workers: 1, bind: 0, ...quiet }), /exit code 3/);
  });

  test("that can't travel fails the start, and nothing is left", async () => {
    const socket = connect(1, "127.0.0.1").on("error", () => {});
    const app = (_request: http.IncomingMessage, response: http.ServerResponse) =>
      response.end(String(socket.bytesRead));
    await assert.rejects(serve(app, { workers: 2, bind: 0, ...quiet }), {
      code: "ERR_SKEIN_NOT_SENDABLE",
    });
  });
});

/** Asks for another protocol, and gives the connection that speaks it. */
async function upgraded(port: number | undefined): Promise<Socket> {
  const key = createHash("sha1").update("x").digest("base64");
  const request = http.request({
    port,
    headers: { connection: "Upgrade", upgrade: "x", "sec-websocket-key": key },
  });
  request.end();
  return new Promise((resolve, reject) => {
    request.on("error", reject);
    request.on("upgrade", (_response, socket) => resolve(socket));
  });
}
