import assert from "node:assert/strict";
import { test } from "node:test";
import { threadId } from "node:worker_threads";
import { captureFunction } from "../../src/closure/capture.ts";
import { WorkerLostError } from "../../src/errors.ts";
import { pack } from "../../src/wire/parcel.ts";
import { InlineBackend } from "../../src/worker/inline-backend.ts";
import { SingleRun } from "../../src/worker/single-run.ts";
import { ended } from "../contracts/backend.ts";

const backend = new InlineBackend();

function run(target: (...args: never[]) => unknown, ...args: readonly unknown[]): SingleRun {
  const started = new SingleRun(backend.start(), "an inline call");
  const packed = pack(args, { attaches: backend.attaches, keep: false });
  started.call({ captured: captureFunction(target), args: packed, flags: 0 }, () => {});
  return started;
}

test("inline: a call runs in this very thread, on copies of its arguments", async () => {
  const list = [1, 2];
  const { place, result } = bound(
    run((items: number[]) => {
      items.push(3);
      return [process.pid, items];
    }, list),
  );
  assert.equal(place.threadId, threadId);
  assert.equal(place.pid, undefined);
  assert.deepEqual(await result(), [process.pid, [1, 2, 3]]);
  assert.deepEqual(list, [1, 2]);
  place.kill();
  assert.deepEqual(await ended(place), { exitCode: 0 });
});

test("inline: what is cut off is lost for the one who waits", async () => {
  const { place, result } = bound(run(() => new Promise(() => {})));
  place.terminate();
  await assert.rejects(result(), WorkerLostError);
  assert.equal((await ended(place)).exitCode, 0);
});

function bound(started: SingleRun): {
  readonly place: SingleRun["place"];
  readonly result: () => Promise<unknown>;
} {
  return { place: started.place, result: () => started.result({}) };
}
