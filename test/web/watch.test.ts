import assert from "node:assert/strict";
import { mkdirSync, renameSync } from "node:fs";
import { test } from "node:test";
import { serve } from "../../src/web/serve.ts";
import { ask, TestFolder, until } from "./client.ts";

test("a server that watches restarts when a file changes that the application has imported", async () => {
  using folder = new TestFolder();
  mkdirSync(`${folder.path}/parts`);
  const app = folder.write(
    "app.mjs",
    `import { createRequire } from "node:module";
    import { text } from "./parts/text.mjs";
    const { end } = createRequire(import.meta.url)("./parts/end.cjs");
    export default (request, response) => response.end(text + end);`,
  );
  folder.write("parts/text.mjs", "export const text = 'one';");
  folder.write("parts/end.cjs", "exports.end = '.';");
  const reports: string[] = [];
  await using server = await serve(app, {
    workers: 1,
    bind: 0,
    watch: true,
    onReport: ({ message }) => reports.push(message),
  });
  const answers = async (text: string): Promise<void> => {
    await until(async () => (await ask({ port: server.port, agent: false })).body === text);
  };
  await answers("one.");
  folder.write("parts/text.mjs", "export const text = 'two';");
  await answers("two.");
  assert.ok(reports.some((message) => message.endsWith("/parts/text.mjs has changed")));
  // As an editor does it that never leaves half a file.
  folder.write("parts/new.cjs", "exports.end = '!';");
  renameSync(`${folder.path}/parts/new.cjs`, `${folder.path}/parts/end.cjs`);
  await answers("two!");
  // A file that is imported for the first time by code that doesn't start is watched as well.
  folder.write("parts/third.mjs", "export const third = ;");
  folder.write("parts/text.mjs", "import { third } from './third.mjs'; export const text = third;");
  await until(() => reports.includes("the new code can't be started; the old workers go on"));
  await answers("two!");
  folder.write("parts/third.mjs", "export const third = 'three';");
  await answers("three!");
});
