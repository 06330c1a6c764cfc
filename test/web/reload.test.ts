import assert from "node:assert/strict";
import * as http from "node:http";
import { connect } from "node:net";
import { describe, test } from "node:test";
import { serve } from "../../src/web/serve.ts";
import { ask, Load, runs, TestFolder, until } from "./client.ts";

const quiet = { onReport() {} };

/** An application that tells its version; some of its answers take their time. */
const version = (name: string): string => `
  export default (request, response) => {
    if (request.url === "/slow") setTimeout(() => response.end("${name}"), 50);
    else response.end("${name}");
  };`;

describe("a reload under load", () => {
  for (const [threads, reloads, each] of [
    [1, 4, 1_000],
    [2, 2, 300],
  ] as const) {
    test(`fails no request, on ${threads} threads per worker`, async () => {
      using folder = new TestFolder();
      const app = folder.write("app.mjs", version("version 0"));
      await using server = await serve(app, { workers: 2, threads, bind: 0, ...quiet });
      const load = new Load(server.port, { paths: ["/", "/", "/slow"] });
      const before = server.workers;
      for (let number = 1; number <= reloads; number += 1) {
        await load.more(each);
        folder.write("app.mjs", version(`version ${number}`));
        await server.reload();
      }
      await load.more(each);
      await load.stop();
      assert.deepEqual(load.failures, []);
      assert.ok(load.total >= each * (reloads + 1));
      const versions = Array.from({ length: reloads + 1 }, (_, number) => `version ${number}`);
      assert.deepEqual(new Set(load.answers.keys()), new Set(versions));
      await until(() => before.every((pid) => !runs(pid)));
    });
  }

  test("answers what was asked before, and closes a kept connection with its next answer", async () => {
    using folder = new TestFolder();
    const app = folder.write("app.mjs", version("old"));
    await using server = await serve(app, { workers: 1, bind: 0, ...quiet });
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    assert.equal((await ask({ port: server.port, agent })).headers.connection, "keep-alive");
    const [old] = server.workers;
    folder.write("app.mjs", version("new"));
    await server.reload();
    // The kept connection belongs to the old worker, which is there for nothing else any more.
    const last = await ask({ port: server.port, agent });
    assert.deepEqual([last.body, last.headers.connection], ["old", "close"]);
    assert.equal((await ask({ port: server.port, agent })).body, "new");
    agent.destroy();
    await until(() => !runs(old ?? 0));
  });

  test("to code that doesn't start leaves the old workers, says why, and can be repeated", async () => {
    using folder = new TestFolder();
    const app = folder.write("app.mjs", version("good"));
    const reports: string[] = [];
    await using server = await serve(app, {
      workers: 2,
      bind: 0,
      onReport: ({ level, message }) => reports.push(`${level}: ${message}`),
    });
    const load = new Load(server.port);
    const { workers } = server;
    folder.write("app.mjs", "import './missing.mjs';");
    await assert.rejects(server.reload(), /missing\.mjs/);
    folder.write("app.mjs", "this is no JavaScript");
    await assert.rejects(server.reload(), SyntaxError);
    assert.deepEqual(server.workers, workers);
    assert.ok(reports.includes("warning: the new code can't be started; the old workers go on"));
    folder.write("app.mjs", version("better"));
    await server.reload();
    await until(() => load.answers.has("better"));
    await load.stop();
    assert.deepEqual(load.failures, []);
  });
});

describe("the number of workers", () => {
  test("changes under load without a failed request", async () => {
    await using server = await serve(pidApp, { workers: 1, bind: 0, ...quiet });
    const load = new Load(server.port);
    for (const size of [3, 1, 2]) {
      server.scale(size);
      await until(() => server.workers.length === size);
      await load.more(300);
    }
    await load.stop();
    assert.deepEqual(load.failures, []);
  });

  test("stays the same when workers are worn by their requests", async () => {
    await using server = await serve(pidApp, {
      workers: 2,
      bind: 0,
      maxRequests: 100,
      maxRequestsJitter: 20,
      ...quiet,
    });
    const load = new Load(server.port);
    await until(() => server.statistics().started >= 6);
    await load.stop();
    assert.deepEqual(load.failures, []);
    assert.equal(server.statistics().losses, 0);
  });

  test("stays the same when a worker has too much memory", async () => {
    const hoard: Buffer[] = [];
    const app = (request: http.IncomingMessage, response: http.ServerResponse): void => {
      if (request.url === "/hoard") hoard.push(Buffer.alloc(200_000_000, 1));
      response.end(String(process.pid));
    };
    await using server = await serve(app, {
      workers: 1,
      bind: 0,
      timeout: 1_500,
      memoryLimit: 250_000_000,
      ...quiet,
    });
    const [first] = server.workers;
    const load = new Load(server.port, { clients: 2 });
    assert.equal(Number((await ask({ port: server.port, path: "/hoard" })).body), first);
    await until(() => server.workers.length === 1 && server.workers[0] !== first);
    await until(() => load.answers.has(String(server.workers[0])));
    await load.stop();
    assert.deepEqual(load.failures, []);
  });
});

describe("closing", () => {
  test("lets requests finish, and doesn't wait for idle connections", async () => {
    const app = (request: http.IncomingMessage, response: http.ServerResponse): void => {
      if (request.url !== "/slow") return void response.end("fast");
      response.write("begun ");
      setTimeout(() => response.end("finished"), 300);
    };
    const server = await serve(app, { workers: 1, bind: 0, keepAliveTimeout: 60_000, ...quiet });
    const agent = new http.Agent({ keepAlive: true });
    await ask({ port: server.port, agent });
    const unused = connect(server.port ?? 0, "127.0.0.1");
    await until(() => server.statistics().connections === 2);
    const slow = ask({ port: server.port, path: "/slow" });
    await until(() => server.statistics().inFlight === 1);
    const closing = server.close();
    assert.equal((await slow).body, "begun finished");
    await closing;
    await assert.rejects(ask({ port: server.port }), { code: "ECONNREFUSED" });
    assert.deepEqual([server.workers, server.statistics().phase], [[], "stopped"]);
    unused.destroy();
    agent.destroy();
    // It is over, and closing it once more tells nothing else.
    await server.close();
  });

  test("kills what doesn't finish within its grace", async () => {
    const app = (): void => {};
    const reports: string[] = [];
    const server = await serve(() => (_request: unknown, _response: unknown) => app(), {
      workers: 1,
      bind: 0,
      graceTimeout: 100,
      onReport: ({ message }) => reports.push(message),
    });
    const lost = assert.rejects(ask({ port: server.port }));
    await until(() => server.statistics().inFlight === 1);
    await server.close();
    await lost;
    assert.ok(reports.some((message) => message.includes("had 100 ms to end, and is killed")));
  });

  test("at once cuts what is under way", async () => {
    const server = await serve(() => (_request: unknown, _response: unknown) => {}, {
      workers: 2,
      bind: 0,
      ...quiet,
    });
    const lost = assert.rejects(ask({ port: server.port }));
    await until(() => server.statistics().inFlight === 1);
    const { workers } = server;
    await server.terminate();
    await lost;
    assert.ok(workers.every((pid) => !runs(pid)));
    await assert.rejects(server.reload(), { code: "ERR_SKEIN_CLOSED" });
  });
});

function pidApp(_request: http.IncomingMessage, response: http.ServerResponse): void {
  response.end(String(process.pid));
}
