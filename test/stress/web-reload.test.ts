import assert from "node:assert/strict";
import { test } from "node:test";
import { serve } from "../../src/web/serve.ts";
import { Load, TestFolder } from "../web/client.ts";

const wanted = Number(process.env["SKEIN_REQUESTS"] ?? 100_000);

test(`${wanted} requests, and the code is reloaded all the time: none fails`, async () => {
  using folder = new TestFolder();
  const write = (generation: number): string =>
    folder.write(
      "app.mjs",
      `export default (request, response) => {
        if (request.url === "/slow") setTimeout(() => response.end("${generation}"), 30);
        else response.end("${generation}");
      };`,
    );
  await using server = await serve(write(0), { workers: 2, bind: 0, onReport() {} });
  const load = new Load(server.port, { clients: 20, paths: ["/", "/", "/", "/", "/slow"] });
  for (let generation = 1; load.total < wanted; generation += 1) {
    write(generation);
    await server.reload();
    await load.more(5_000);
    assert.deepEqual(load.failures, []);
  }
  await load.stop();
  assert.deepEqual(load.failures, []);
  assert.equal(server.statistics().losses, 0);
});
