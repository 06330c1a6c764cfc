import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ProcessBackend } from "../../src/worker/process-backend.ts";
import { ask, backendContract, ended, endsAtOnce, killed } from "../contracts/backend.ts";
import { Order } from "./backend-stub.ts";
import { finishedProgram } from "./program.ts";

const stub = new URL("backend-stub-process.js", import.meta.url);
const backend = new ProcessBackend(stub);

backendContract("process", backend);

test("process: the pid is known when start returns, and there is no thread id", async () => {
  const place = backend.start({ name: "some-name" });
  assert.ok(place.pid !== undefined && place.pid !== process.pid);
  assert.equal(place.threadId, undefined);
  assert.ok(process.kill(place.pid, 0));
  await killed(place);
});

test(
  "process: the name shows in process lists",
  { skip: process.platform !== "linux" },
  async () => {
    const place = backend.start({ name: "some-name" });
    await ask(place, Order.echo);
    assert.match(readFileSync(`/proc/${place.pid}/cmdline`, "utf8"), /some-name/);
    await killed(place);
  },
);

test("process: the exit code of a signal is its negative number", async () => {
  const terminated = backend.start({});
  await ask(terminated, Order.echo);
  terminated.terminate();
  assert.equal((await ended(terminated)).exitCode, -15);
  const killedPlace = backend.start({});
  await ask(killedPlace, Order.echo);
  assert.equal((await killed(killedPlace)).exitCode, -9);
});

test("process: a worker that dies before it is ready has an error in its exit", async () => {
  const broken = new ProcessBackend(new URL("no-such-entry.js", import.meta.url));
  const { exitCode, error } = await endsAtOnce(broken, { execArgv: ["--no-warnings"] });
  assert.equal(exitCode, 1);
  assert.match(String(error), /before it was ready/);
});

test("process: a start that the system refuses shows as an end with its error", async () => {
  const { exitCode, error } = await endsAtOnce(backend, {
    // Larger than any system lets the environment of a process be.
    env: { TOO_LARGE: "x".repeat(50_000_000) },
  });
  assert.equal(exitCode, 127);
  assert.match(String(error), /E2BIG/);
});

test("process: a working directory that has gone is no obstacle", async () => {
  const { code, output } = await finishedProgram("backend-program.js", ["process", "no-directory"]);
  assert.equal(output, "answered\n");
  assert.equal(code, 0);
});

test("process: a grandchild that lives on doesn't hold back the news of the end", async () => {
  const place = backend.start({});
  await ask(place, Order.leaveGrandchild);
  assert.equal((await killed(place)).exitCode, -9);
});

test("process: an idle worker lets the program end once unref has been called", async () => {
  const { code, output } = await finishedProgram("backend-program.js", ["process", "idle"]);
  assert.equal(output, "answered\n");
  assert.equal(code, 0);
});
