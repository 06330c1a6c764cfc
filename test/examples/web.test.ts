import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, describe, it } from "node:test";
import { main, Running, until } from "../cli/command-line.ts";
import { folder, linesOf } from "./program-lines.ts";

const begun: Running[] = [];

describe("examples of servers", () => {
  afterEach(() => {
    // An example that fails must not go on serving.
    for (const { child } of begun.splice(0)) child.kill("SIGKILL");
  });

  it("38: what is sent to the pool of processes and threads comes back", async () => {
    const server = begin([`${folder}38-echo-server.js`, "0"]);
    await until(() => server.stdout.includes("\n"));
    const found = /^Echoing at 127\.0\.0\.1:(\d+) with \d+ processes of 2 threads\n$/.exec(
      server.stdout,
    );
    assert.ok(found !== null, server.stdout);
    const socket = connect(Number(found[1]), "127.0.0.1");
    for (const text of ["hello", "again"]) {
      socket.write(text);
      const [piece] = (await once(socket, "data")) as [Buffer];
      assert.equal(piece.toString(), text);
    }
    socket.end();
    server.child.kill("SIGINT");
    const { status, stderr } = await server.ended;
    assert.deepEqual([status, stderr], [0, ""]);
  });

  it("39: each model answers all requests", async () => {
    const lines = await linesOf("39-echo-models", ["3"]);
    const models = lines.slice(1).map((line) => line.split(/ {2,}/)[0]);
    assert.match(lines[0] ?? "", /^model +requests\/s +p50 µs +p99 µs +memory MB$/);
    assert.deepEqual(models, [
      "2 processes",
      "2 threads",
      "2 processes x 2 threads",
      "coroutines",
      "event-driven",
    ]);
    assert.ok(
      lines.slice(1).every((line) => /( +\d+){4}$/.test(line)),
      lines.join("\n"),
    );
  });

  it("40: an application of Hono's, with its workers behind one address", async () => {
    const server = begin([main, "serve", `${folder}40-web-app.js`, "-w", "2", "-b", "127.0.0.1:0"]);
    await until(() => /listening at \S+\n/.test(server.stderr));
    const address = /listening at (?:http:\/\/)?(\S+)/.exec(server.stderr)?.[1] ?? "";
    const hello: unknown = await (await fetch(`http://${address}/`)).json();
    assert.match(JSON.stringify(hello), /"hello":"world"/);
    const sum = await fetch(`http://${address}/sum`, { method: "POST", body: "[1, 2, 3]" });
    assert.deepEqual(await sum.json(), { sum: 6 });
    server.child.kill("SIGTERM");
    assert.equal((await server.ended).status, 0);
  });

  it("41: workers share what is in shared memory or with a manager, not a variable", async () => {
    const [title, variable, ...shared] = await linesOf("41-shared-by-workers");
    const outside = shared.pop();
    assert.equal(title, "300 visits counted by 2 workers");
    const parts = /up to (\d+)(?: and (\d+))?;/.exec(variable ?? "")?.slice(1) ?? [];
    assert.equal(Number(parts[0]) + Number(parts[1] ?? 0), 300, variable);
    assert.equal(shared.length, 3);
    for (const line of shared) assert.match(line, /up to .*\b300\b/);
    assert.equal(outside, "outside of the workers the variable is still 0");
  });

  it("42: a WSGI application greets", async () => {
    assert.deepEqual(await linesOf("42-wsgi"), [
      "200 OK: <h1>Hello, web!</h1>",
      "200 OK: <h1>Hello, Michael!</h1>",
      "200 OK: <h1>Hello, 廖雪峰!</h1>",
    ]);
  });
});

function begin(args: readonly string[]): Running {
  const running = new Running(".", [process.execPath, ...args]);
  begun.push(running);
  return running;
}
