import assert from "node:assert/strict";
import { closeSync, openSync } from "node:fs";
import { spawn, type ChildProcess } from "node:child_process";
import { afterEach, describe, test } from "node:test";
import { main, project, skein, until } from "./command-line.ts";

const begun: ChildProcess[] = [];

/** A server of which nobody reads standard error but for its first lines. */
async function served(stdout: "pipe" | number): Promise<{ child: ChildProcess; url: string }> {
  const directory = project({ "app.mjs": "export default () => new Response(process.pid);" });
  const args = ["app.mjs", "--bind", "127.0.0.1:0", "--workers", "1", "--access-log", "-"];
  const child = spawn(process.execPath, [main, "serve", ...args], {
    cwd: directory,
    stdio: ["ignore", stdout, "pipe"],
  });
  begun.push(child);
  let text = "";
  child.stderr?.on("data", (piece) => (text += String(piece)));
  await until(() => text.includes("listening at"));
  return { child, url: `http://${/listening at (\S+)/.exec(text)?.[1]}` };
}

/** Asks again and again; all answers must come from one worker, which has not been replaced. */
async function answers(url: string): Promise<void> {
  const pids = new Set<string>();
  for (let count = 0; count < 5; count++) pids.add(await (await fetch(url)).text());
  assert.equal(pids.size, 1);
}

describe("skein serve", () => {
  afterEach(() => {
    for (const child of begun.splice(0)) child.kill("SIGKILL");
  });

  test("goes on with the same worker when nobody reads its log and its messages any more", async () => {
    const { child, url } = await served("pipe");
    child.stdout?.destroy();
    child.stderr?.destroy();
    await answers(url);
    // It has something to say now, and nobody hears it.
    child.kill("SIGTTIN");
    await answers(url);
    assert.deepEqual([child.exitCode, child.signalCode], [null, null]);
  });

  test("serves without a log when the disk is full", async (context) => {
    if (process.platform !== "linux") return context.skip("there is no /dev/full");
    const full = openSync("/dev/full", "w");
    const { url } = await served(full);
    closeSync(full);
    await answers(url);
  });

  test("says plainly which file of an option can't be read", async () => {
    const directory = project({});
    const { status, stderr } = await skein(directory, [
      "serve",
      "app.mjs",
      "--key",
      "nothing.pem",
      "--cert",
      "nothing.pem",
    ]);
    assert.equal(status, 255);
    assert.match(stderr, /^error: option '--key': ENOENT: [^\n]*'nothing\.pem'\n/);
  });
});

test("skein manager says plainly that the file of its key can't be read", async () => {
  const { status, stderr } = await skein(project({}), ["manager", "--authkey-file", "nothing"]);
  assert.equal(status, 255);
  assert.match(stderr, /^error: option '--authkey-file': ENOENT: [^\n]*'nothing'\n/);
});
