import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import * as http from "node:http";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { MisuseError } from "../../src/errors.ts";
import { serve } from "../../src/web/serve.ts";
import { Value } from "../../src/sync/value.ts";
import { certificate } from "./certificate.ts";
import { ask, TestFolder, until } from "./client.ts";

const run = promisify(execFile);
const quiet = { onReport() {} };

describe("a server", () => {
  test("listens at several addresses, one of them a Unix socket, and removes that", async () => {
    using folder = new TestFolder();
    const path = `${folder.path}/app.sock`;
    const app = (_request: http.IncomingMessage, response: http.ServerResponse) =>
      response.end("ok");
    const server = await serve(app, { workers: 2, bind: [0, ":0", `unix:${path}`], ...quiet });
    assert.equal(server.addresses.length, 3);
    assert.match(server.addresses[1] ?? "", /^0\.0\.0\.0:\d+$/);
    assert.equal((await ask({ port: server.port })).body, "ok");
    assert.equal((await ask({ socketPath: path })).body, "ok");
    await assert.rejects(serve(app, { workers: 1, bind: path, ...quiet }), { code: "EADDRINUSE" });
    await server.close();
    await assert.rejects(ask({ socketPath: path }), { code: "ENOENT" });
  });

  test("leaves a file alone that it was told to listen at", async () => {
    using folder = new TestFolder();
    const path = folder.write("data.db", "precious");
    await assert.rejects(
      serve(() => new Response(), { workers: 1, bind: path, ...quiet }),
      {
        code: "EADDRINUSE",
        message: `listen EADDRINUSE at unix:${path}: there is a file that is no socket`,
      },
    );
    assert.equal(readFileSync(path, "utf8"), "precious");
  });

  test("refuses an address that somebody has, and takes over a path that nobody listens at", async () => {
    using folder = new TestFolder();
    const app = (_request: http.IncomingMessage, response: http.ServerResponse) =>
      response.end("ok");
    const other = http.createServer().listen(0, "127.0.0.1");
    await until(() => other.listening);
    const address = other.address();
    assert.ok(typeof address === "object" && address !== null);
    await assert.rejects(serve(app, { workers: 1, bind: address.port, ...quiet }), {
      code: "EADDRINUSE",
      port: address.port,
    });
    other.close();
    const path = `${folder.path}/stale.sock`;
    await run(process.execPath, [
      "-e",
      `require("node:net").createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, "SIGKILL"))`,
    ]).catch(() => {});
    await using server = await serve(app, { workers: 1, bind: path, ...quiet });
    assert.equal((await ask({ socketPath: path })).body, "ok");
    assert.equal(server.port, undefined);
  });

  test("has threads in each worker that accept on descriptors of their own", async () => {
    const app = async () => {
      const { threadId } = await import("node:worker_threads");
      return (_request: http.IncomingMessage, response: http.ServerResponse) =>
        response.end(`${process.pid} ${threadId}`);
    };
    await using server = await serve(app, { workers: 2, threads: 2, bind: 0, ...quiet });
    const places = new Set<string>();
    await until(async () => {
      places.add((await ask({ port: server.port, agent: false })).body);
      return places.size === 4;
    });
    assert.equal(server.workers.length, 2);
    assert.ok(![...places].some((place) => place.endsWith(" 0")));
  });

  test("runs its hooks in each worker, and its module variables are per worker", async () => {
    const [starts, ends] = [new Value("int32"), new Value("int32")];
    const app = (_request: http.IncomingMessage, response: http.ServerResponse) =>
      response.end("ok");
    const server = await serve(app, {
      workers: 2,
      bind: 0,
      onWorkerStart: ({ id, pid }) => void (pid === process.pid && starts.add(10 ** (id - 1))),
      onWorkerExit: () => void ends.add(1),
      ...quiet,
    });
    assert.equal(starts.value, 11);
    await server.close();
    assert.equal(ends.value, 2);
  });

  test("limits heads and bodies of requests, and those who send them slowly", async () => {
    const app = async (request: Request) => new Response(String((await request.text()).length));
    await using server = await serve(app, {
      workers: 1,
      bind: 0,
      maxHeaderSize: 2_000,
      maxBodySize: 1_000,
      headersTimeout: 200,
      ...quiet,
    });
    const { port } = server;
    assert.equal((await ask({ port, headers: { x: "y".repeat(3_000) } })).status, 431);
    assert.equal((await ask({ port, method: "POST", body: "z".repeat(2_000) })).status, 413);
    assert.equal((await ask({ port, method: "POST", body: "z".repeat(900) })).body, "900");
    const slow = connect(Number(port), "127.0.0.1");
    slow.write("GET / HTTP/1.1\r\nHost: x\r\n");
    let text = "";
    for await (const piece of slow) text += String(piece);
    assert.match(text, /^HTTP\/1\.1 408 /);
  });

  test("counts what its workers do, and tells it at another address", async () => {
    const app = (request: http.IncomingMessage, response: http.ServerResponse) => {
      response.statusCode = request.url === "/wrong" ? 500 : 200;
      response.end("ok");
    };
    await using server = await serve(app, { workers: 2, bind: 0, admin: 0, ...quiet });
    for (let times = 0; times < 10; times += 1) await ask({ port: server.port, agent: false });
    await ask({ port: server.port, path: "/wrong", agent: false });
    // A response is counted a moment after its client has it.
    await until(() => server.statistics().inFlight === 0);
    const { requests, errors, latency, losses, workers } = server.statistics();
    assert.deepEqual([requests, errors, losses, workers.length], [11, 1, 0, 2]);
    assert.equal(
      latency.counts.reduce((sum, count) => sum + count),
      11,
    );
    const [host, port] = (server.adminAddress ?? "").split(":");
    assert.ok(host === "127.0.0.1");
    const status: unknown = JSON.parse((await ask({ port, path: "/status" })).body);
    assert.ok(typeof status === "object" && status !== null && "requests" in status);
    assert.equal(status.requests, 11);
    const metrics = await ask({ port, path: "/metrics" });
    assert.match(metrics.headers["content-type"] ?? "", /^text\/plain; version=0\.0\.4/);
    assert.match(metrics.body, /requests_total(\{[^}]*\})? 1[01]\b/);
    assert.equal((await ask({ port, path: "/" })).status, 404);
  });

  test("logs requests to a file that all workers append to, or to a function", async () => {
    using folder = new TestFolder();
    const file = `${folder.path}/access.log`;
    const app = (_request: http.IncomingMessage, response: http.ServerResponse) =>
      response.end("ok");
    const logged = await serve(app, { workers: 2, bind: 0, accessLog: file, ...quiet });
    for (let times = 0; times < 20; times += 1)
      await ask({ port: logged.port, path: `/${times}`, agent: false });
    await logged.close();
    const lines = readFileSync(file, "utf8").trim().split("\n");
    const targets = lines.map((line) => /"GET (\/\d+) HTTP\/1\.1" 200 2/.exec(line)?.[1]);
    assert.deepEqual(
      new Set(targets),
      new Set(Array.from({ length: 20 }, (_, times) => `/${times}`)),
    );
    const count = new Value("int32");
    const to = (text: string): void => void count.add(text.split("\n").length - 1);
    const called = await serve(app, { workers: 1, bind: 0, accessLog: to, ...quiet });
    for (let times = 0; times < 3; times += 1) await ask({ port: called.port });
    await called.close();
    assert.equal(count.value, 3);
  });

  test("speaks TLS", async () => {
    const app = (_request: http.IncomingMessage, response: http.ServerResponse) =>
      response.end("ok");
    await using server = await serve(app, { workers: 1, bind: 0, tls: certificate, ...quiet });
    const { stdout } = await run("curl", ["-sSk", `https://${server.address}/`]);
    assert.equal(stdout, "ok");
  });
});

test("what can't work is refused at once, and named", async () => {
  const app = (): Response => new Response();
  const wrong: [Parameters<typeof serve>, RegExp][] = [
    [[app, { workers: 0 }], /workers must be a whole number from 1 on, not 0/],
    [[app, { threads: 1.5 }], /threads/],
    [[app, { timeout: -1 }], /timeout must be more than 0/],
    [[app, { workers: 100, threads: 100 }], /are more than/],
    [[app, { bind: "nonsense" }], /no address/],
    [["./no-such-file.js"], /there is no application at/],
    // @ts-expect-error: nothing is no application.
    [[undefined], /undefined is no application/],
  ];
  for (const [args, message] of wrong) {
    await assert.rejects(serve(...args), (error: unknown) => {
      assert.ok(error instanceof MisuseError);
      assert.match(error.message, message);
      return true;
    });
  }
});
