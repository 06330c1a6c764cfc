import assert from "node:assert/strict";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { appSource } from "../../src/web/app-source.ts";
import { loadApp } from "../../src/web/load-app.ts";
import { serve } from "../../src/web/serve.ts";
import { ask, TestFolder, until } from "./client.ts";

const load = (app: unknown): Promise<unknown> => loadApp(appSource(app));

test("a module's default export is taken, else app, else handler, else what fetches", async () => {
  using folder = new TestFolder();
  const modules = new Map([
    ["export default 'default'; export const app = 'app';", "default"],
    ["export const handler = 'handler'; export const app = 'app';", "app"],
    ["export const handler = 'handler';", "handler"],
  ]);
  let number = 0;
  for (const [text, expected] of modules) {
    number += 1;
    assert.equal(await load(folder.write(`app${number}.mjs`, text)), expected);
  }
  const namespace = await load(folder.write("fetch.mjs", "export function fetch() {}"));
  assert.ok(typeof namespace === "object" && namespace !== null && "fetch" in namespace);
  const common = folder.write(
    "common.cjs",
    "exports.__esModule = true; exports.default = 'inner';",
  );
  assert.equal(await load(common), "inner");
  assert.equal(await load(pathToFileURL(folder.write("url.mjs", "export default 'url'"))), "url");
  await assert.rejects(load(`${common}#nothing`), /there is no export "nothing"; its exports are/);
});

test("a function without parameters makes the application, unless it answers itself", async () => {
  using folder = new TestFolder();
  const url = pathToFileURL(folder.write("app.mjs", "export default 'made'")).href;
  assert.equal(await load(() => import(url)), "made");
  assert.equal(await load(async () => "made"), "made");
  const answering = (): Response => new Response();
  assert.equal(await load(answering), answering);
  const listener = (_request: unknown, _response: unknown): void => {};
  assert.equal(await load(listener), listener);
  const framework = Object.assign(() => {}, { handle() {} });
  assert.equal(await load(framework), framework);
  class Application {}
  assert.equal(await load(Application), Application);
});

test("TypeScript is understood, and a reload takes the code as it is then", async () => {
  using folder = new TestFolder();
  const text = (name: string): string =>
    `interface Answer { end(text: string): void }
    export default (_request: unknown, response: Answer): void => response.end("${name}" as string);`;
  const app = folder.write("app.mts", text("first"));
  // Where Node can't strip types by itself, tsx of the current directory does.
  await using server = await serve(app, { workers: 1, bind: 0, onReport() {} });
  assert.equal((await ask({ port: server.port, agent: false })).body, "first");
  folder.write("app.mts", text("second"));
  await server.reload();
  await until(async () => (await ask({ port: server.port, agent: false })).body === "second");
});
