import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ClosedError, TimeoutError } from "../../../src/errors.ts";
import { demoApplication } from "../../../src/web/application/demo-application.ts";
import { makeServer } from "../../../src/web/application/simple-server.ts";

describe("a simple server", () => {
  test("serves until it is shut down", async () => {
    const server = await makeServer("127.0.0.1", 0, demoApplication);
    const url = `http://127.0.0.1:${server.port}`;
    const served = server.serveForever();
    for (const path of ["/a", "/b"]) {
      const text = await (await fetch(url + path)).text();
      assert.match(text, /^Hello world!/);
      assert.match(text, new RegExp(`^PATH_INFO = '${path}'$`, "m"));
    }
    await server.shutdown();
    await served;
    await assert.rejects(fetch(url));
    await assert.rejects(server.serveForever(), ClosedError);
    await assert.rejects(server.handleRequest(), ClosedError);
    assert.throws(() => server.port, ClosedError);
  });

  test("serves one request when asked to, and lets the others wait", async () => {
    await using server = await makeServer("", 0, demoApplication);
    const url = `http://127.0.0.1:${server.port}`;
    const statuses: number[] = [];
    const ask = async (): Promise<void> => void statuses.push((await fetch(url)).status);
    const first = Promise.race([ask(), ask()]);
    await server.handleRequest();
    await first;
    assert.deepEqual(statuses, [200]);
    await server.handleRequest();
  });

  test("gives up waiting for a request in time", async () => {
    await using server = await makeServer("", 0, demoApplication);
    await assert.rejects(server.handleRequest({ timeout: 1 }), TimeoutError);
  });

  test("rejects when it can't listen", async () => {
    await using server = await makeServer("127.0.0.1", 0, demoApplication);
    await assert.rejects(makeServer("127.0.0.1", server.port, demoApplication), {
      code: "EADDRINUSE",
    });
  });
});
