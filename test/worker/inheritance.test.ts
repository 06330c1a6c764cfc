import assert from "node:assert/strict";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { captureFunction } from "../../src/closure/capture.ts";
import { pack } from "../../src/wire/parcel.ts";
import { firstDescriptor, type Backend, type Place } from "../../src/worker/backend.ts";
import { InlineBackend } from "../../src/worker/inline-backend.ts";
import { ProcessBackend } from "../../src/worker/process-backend.ts";
import { SingleRun } from "../../src/worker/single-run.ts";
import { ThreadBackend } from "../../src/worker/thread-backend.ts";
import { listenToParent, thisWorker } from "../../src/worker/this-worker.ts";

test("a process inherits descriptors, in order, from the first free number on", async () => {
  const folder = mkdtempSync(join(tmpdir(), "skein-inherit-"));
  const descriptors = ["one", "two"].map((name) => {
    writeFileSync(join(folder, name), `this is ${name}`);
    return openSync(join(folder, name), "r");
  });
  const place = new ProcessBackend().start({ descriptors });
  const [first, second] = [firstDescriptor, firstDescriptor + 1];
  const read = (...numbers: number[]): string[] => numbers.map((fd) => readFileSync(fd, "utf8"));
  try {
    assert.deepEqual(await resultOf(place, read, [first, second]), ["this is one", "this is two"]);
  } finally {
    place.kill();
    descriptors.forEach(closeSync);
    rmSync(folder, { recursive: true });
  }
});

const backends: readonly Backend[] = [new ProcessBackend(), new ThreadBackend()];
for (const backend of backends) {
  test(`${backend.kind}: parent and worker say words to each other, in order, however early`, async () => {
    const place = backend.start({});
    const heard: string[] = [];
    place.told((word) => heard.push(word));
    place.tell("early");
    const answering = resultOf(place, answerTo, ["late"]);
    place.tell("late");
    assert.equal(await answering, "late");
    assert.deepEqual(heard, ["heard early", "heard late"]);
    place.kill();
  });
}

test("inline: there is nobody to say words to", () => {
  const place = new InlineBackend().start();
  place.told(() => assert.fail("nobody speaks"));
  place.tell("hello");
  place.kill();
});

/** Runs in the worker: repeats words until the last. */
function answerTo(last: string): Promise<string> {
  return new Promise((resolve) => {
    listenToParent((word) => {
      thisWorker()?.tell(`heard ${word}`);
      if (word === last) resolve(word);
    });
  });
}

function resultOf(
  place: Place,
  body: (...args: never[]) => unknown,
  list: readonly unknown[],
): Promise<unknown> {
  const run = new SingleRun(place, "the worker");
  const { attaches } = place.transport;
  const args = pack(list, { attaches, keep: false });
  run.call({ captured: captureFunction(body), args, flags: 0 }, () => {});
  return run.result({});
}
