import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:net";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { serve } from "../../src/web/serve.ts";
import { ask, Load, runs, TestFolder, until } from "./client.ts";

const quiet = { onReport() {} };

function app(request: IncomingMessage, response: ServerResponse): void {
  if (request.url === "/block") for (;;);
  if (request.url === "/hang") return;
  if (request.url === "/throw")
    setImmediate(() => {
      throw new Error("thrown by nobody in particular");
    });
  else response.end(String(process.pid));
}

describe("a worker", () => {
  test("that is killed under load takes only its own requests with it, and is replaced", async () => {
    await using server = await serve(app, { workers: 2, bind: 0, ...quiet });
    const clients = 10;
    const load = new Load(server.port, { clients });
    for (let kills = 1; kills <= 3; kills += 1) {
      await load.more(300);
      const [victim = 0] = server.workers;
      process.kill(victim, "SIGKILL");
      await until(() => server.workers.length === 2 && !server.workers.includes(victim));
      // Each client can have had one request with the victim.
      assert.ok(load.failures.length <= kills * clients, String(load.failures.length));
    }
    const { length: failed } = load.failures;
    await load.more(300);
    await load.stop();
    assert.equal(load.failures.length, failed);
    assert.equal(server.statistics().losses, 3);
    assert.ok(server.statistics().requests >= load.total, "what the dead had counted is kept");
  });

  test("that blocks its event loop is killed and replaced; the others go on", async () => {
    const reports: string[] = [];
    await using server = await serve(app, {
      workers: 2,
      bind: 0,
      timeout: 1_000,
      onReport: ({ message }) => reports.push(message),
    });
    const before = server.workers;
    await assert.rejects(ask({ port: server.port, path: "/block" }));
    await until(
      () => server.workers.length === 2 && server.workers.some((pid) => !before.includes(pid)),
    );
    assert.equal(server.workers.filter((pid) => before.includes(pid)).length, 1);
    assert.ok(reports.some((message) => /has blocked its event loop for \d+ ms/.test(message)));
    await ask({ port: server.port });
  });

  test("that throws what nobody catches ends, and is replaced", async () => {
    await using server = await serve(app, { workers: 1, threads: 2, bind: 0, ...quiet });
    const [before] = server.workers;
    await assert.rejects(ask({ port: server.port, path: "/throw" }));
    await until(() => server.workers.length === 1 && server.workers[0] !== before);
    await ask({ port: server.port });
  });

  test("that is asked to end by somebody else is replaced first, and fails no request", async () => {
    await using server = await serve(app, { workers: 1, bind: 0, ...quiet });
    const load = new Load(server.port);
    const [before = 0] = server.workers;
    process.kill(before, "SIGTERM");
    await until(() => !runs(before));
    await load.stop();
    assert.deepEqual(load.failures, []);
    assert.equal(server.workers.length, 1);
  });
});

describe("the program skein", () => {
  test("obeys its signals", async () => {
    using folder = new TestFolder();
    await using program = await Program.start(folder, ["--workers", "1", "--grace", "5"]);
    program.child.kill("SIGTTIN");
    await program.says("2 workers are wanted");
    await until(async () => (await program.pids()).length === 2);
    program.child.kill("SIGTTOU");
    await until(async () => (await program.pids()).length === 1);
    const [old] = await program.pids();
    program.child.kill("SIGHUP");
    await program.says("the new workers have taken over");
    await until(async () => !(await program.pids()).includes(old ?? 0));
    program.child.kill("SIGUSR2");
    await program.says("the new workers have taken over", 2);
    const hanging = assert.rejects(ask({ port: program.port, path: "/hang" }));
    await until(async () => (await program.status()).inFlight === 1);
    program.child.kill("SIGTERM");
    await program.says("no more connections are accepted");
    program.child.kill("SIGINT");
    const [code] = (await once(program.child, "exit")) as [number | null];
    await hanging;
    assert.equal(code, 0);
  });

  test("ends at once with Ctrl-C, which its workers see as well", async () => {
    using folder = new TestFolder();
    await using program = await Program.start(folder, ["--workers", "2"]);
    const pids = await program.pids();
    const hanging = assert.rejects(ask({ port: program.port, path: "/hang" }));
    await until(async () => (await program.status()).inFlight === 1);
    // As a terminal does it: everybody of the group gets the signal.
    process.kill(-(program.child.pid ?? 0), "SIGINT");
    await once(program.child, "exit");
    await hanging;
    await until(() => pids.every((pid) => !runs(pid)));
  });

  test("that is killed leaves no orphan, and its port is free, although a worker is blocked", async () => {
    using folder = new TestFolder();
    await using program = await Program.start(folder, ["--workers", "2"]);
    const pids = await program.pids();
    const blocked = assert.rejects(ask({ port: program.port, path: "/block" }));
    await until(async () => (await program.status()).inFlight === 1);
    program.child.kill("SIGKILL");
    await blocked;
    await until(() => pids.every((pid) => !runs(pid)));
    const heir = createServer().listen(program.port, "127.0.0.1");
    await once(heir, "listening");
    heir.close();
  });

  test("says why an application can't be served, and ends with an error", async () => {
    using folder = new TestFolder();
    const file = folder.write("bad.mjs", "throw new Error('out of cheese');");
    const child = skein([file, "--bind", "127.0.0.1:0"]);
    let text = "";
    child.stderr?.on("data", (piece: Buffer) => (text += String(piece)));
    const [code] = (await once(child, "close")) as [number | null];
    assert.equal(code, 1);
    assert.match(text, /the application can't be started:\nError: out of cheese/);
  });
});

const main = fileURLToPath(new URL("../../src/cli/main.js", import.meta.url));

function skein(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [main, "serve", ...args], {
    stdio: ["ignore", "ignore", "pipe"],
    // A group of its own, to which a terminal's signals can be sent.
    detached: true,
  });
}

/** `skein serve` with the application of this file. */
class Program implements AsyncDisposable {
  readonly child: ChildProcess;
  #text = "";

  private constructor(child: ChildProcess) {
    this.child = child;
    child.stderr?.on("data", (piece: Buffer) => (this.#text += String(piece)));
  }

  static async start(folder: TestFolder, args: readonly string[]): Promise<Program> {
    const file = folder.write("app.mjs", `export default ${app.toString()}`);
    const program = new Program(skein([file, "--bind", "127.0.0.1:0", "--admin", "0", ...args]));
    await program.says("listening at");
    return program;
  }

  get port(): number {
    return Number(/listening at [\d.]+:(\d+)/.exec(this.#text)?.[1]);
  }

  async says(text: string, times = 1): Promise<void> {
    await until(() => this.#text.split(text).length > times);
  }

  async status(): Promise<{ inFlight: number; workers: { pid: number; state: string }[] }> {
    const port = /status at http:\/\/[\d.]+:(\d+)/.exec(this.#text)?.[1];
    // What the server's own statistics are.
    return JSON.parse((await ask({ port, path: "/status" })).body) as Awaited<
      ReturnType<Program["status"]>
    >;
  }

  /** Of those that serve. */
  async pids(): Promise<number[]> {
    const { workers } = await this.status();
    return workers.filter(({ state }) => state === "serving").map(({ pid }) => pid);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill("SIGKILL");
    await once(this.child, "exit");
  }
}
