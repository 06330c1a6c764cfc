import assert from "node:assert/strict";
import { test } from "node:test";
import { threadId } from "node:worker_threads";
import { ThreadBackend } from "../../src/worker/thread-backend.ts";
import { ask, backendContract, ended, killed } from "../contracts/backend.ts";
import { plain } from "../contracts/transport.ts";
import { Order } from "./backend-stub.ts";
import { finishedProgram } from "./program.ts";

const stub = new URL("backend-stub-thread.js", import.meta.url);
const backend = new ThreadBackend(stub);

backendContract("thread", backend);

test("thread: a place has a thread id of its own and no pid", async () => {
  const place = backend.start({});
  assert.ok(place.threadId !== undefined && place.threadId !== threadId);
  assert.equal(place.pid, undefined);
  await killed(place);
});

test("thread: an error that nobody caught in the worker is in its exit", async () => {
  const place = backend.start({});
  place.transport.send(plain(Uint8Array.of(Order.throwError)));
  const { exitCode, error } = await ended(place);
  assert.equal(exitCode, 1);
  assert.ok(error instanceof RangeError);
  assert.equal(error.message, "thrown in the worker");
});

test("thread: running out of memory is in its exit", async () => {
  const place = backend.start({ memory: { maxOldGenerationSizeMb: 16 } });
  await ask(place, Order.echo);
  place.transport.send(plain(Uint8Array.of(Order.exhaustMemory)));
  const { error } = await ended(place);
  assert.ok(error !== undefined && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY");
});

test("thread: an idle worker lets the program end once unref has been called", async () => {
  const { code, output } = await finishedProgram("backend-program.js", ["thread", "idle"]);
  assert.equal(output, "answered\n");
  assert.equal(code, 0);
});
