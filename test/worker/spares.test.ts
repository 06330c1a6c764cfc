import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { ProcessBackend } from "../../src/worker/process-backend.ts";
import { setSpares, withSpares, type SpareBackend } from "../../src/worker/spares.ts";
import { ThreadBackend } from "../../src/worker/thread-backend.ts";
import { ask, ended, killed } from "../contracts/backend.ts";
import { Order } from "./backend-stub.ts";
import { finishedProgram } from "./program.ts";

const stubs = {
  thread: () => new ThreadBackend(new URL("backend-stub-thread.js", import.meta.url)),
  process: () => new ProcessBackend(new URL("backend-stub-process.js", import.meta.url)),
};

/** Waits until that many spares are there. The test's own timer keeps the event loop going meanwhile. */
async function spares(backend: SpareBackend, count: number): Promise<void> {
  while (backend.spares !== count) await new Promise((resolve) => setTimeout(resolve, 5));
}

afterEach(() => {
  setSpares({ threads: 0, processes: 0 });
});

for (const kind of ["thread", "process"] as const) {
  const start = (): SpareBackend => {
    setSpares({ threads: 1, processes: 1 });
    return withSpares(stubs[kind]());
  };

  test(`${kind}: nothing is kept before the first start, one worker is kept after it`, async () => {
    const backend = start();
    assert.equal(backend.spares, 0);
    const place = backend.start({});
    assert.equal(backend.spares, 0);
    await spares(backend, 1);
    await killed(place);
  });

  test(`${kind}: the next start takes the spare over, and another one follows`, async () => {
    const backend = start();
    const first = backend.start({});
    await spares(backend, 1);
    const second = backend.start({ name: "taken over" });
    assert.equal(backend.spares, 0);
    assert.deepEqual([...(await ask(second, Order.echo, 3))], [Order.echo, 3]);
    await spares(backend, 1);
    await Promise.all([killed(first), killed(second)]);
  });

  test(`${kind}: a start with options of its own leaves the spare alone`, async () => {
    const backend = start();
    const first = backend.start({});
    await spares(backend, 1);
    const second = backend.start({ execArgv: ["--no-warnings"] });
    assert.equal(backend.spares, 1);
    await Promise.all([killed(first), killed(second)]);
  });

  test(`${kind}: a spare from before a change of the environment isn't used`, async () => {
    const backend = start();
    const first = backend.start({});
    await spares(backend, 1);
    process.env["SKEIN_TEST_CHANGED"] = "changed";
    const second = backend.start({});
    delete process.env["SKEIN_TEST_CHANGED"];
    const seen = Buffer.from(await ask(second, Order.environment)).toString();
    assert.match(seen, /SKEIN_TEST_CHANGED/);
    await Promise.all([killed(first), killed(second)]);
  });

  test(`${kind}: spares can be switched off, more and less`, async () => {
    const backend = start();
    const first = backend.start({});
    await spares(backend, 1);
    setSpares({ threads: 2, processes: 2 });
    await spares(backend, 2);
    setSpares({ threads: 0, processes: 0 });
    assert.equal(backend.spares, 0);
    const second = backend.start({});
    assert.deepEqual([...(await ask(second, Order.echo))], [Order.echo]);
    await Promise.all([killed(first), killed(second)]);
  });

  test(`${kind}: a spare keeps no program alive`, async () => {
    const { output, code } = await finishedProgram("spares-program.js", [kind]);
    assert.equal(code, 0);
    assert.equal(output, "a spare is there\n");
  });
}

test("a spare that died is dropped", async () => {
  setSpares({ processes: 1 });
  const backend = stubs.process();
  const pids: (number | undefined)[] = [];
  const shelf = withSpares({
    kind: "process",
    canKill: true,
    attaches: "buffers",
    start: (options) => {
      const place = backend.start(options);
      pids.push(place.pid);
      return place;
    },
  });
  const first = shelf.start({});
  await spares(shelf, 1);
  process.kill(pids[1] ?? 0, "SIGKILL");
  await spares(shelf, 0);
  const second = shelf.start({});
  assert.equal(second.pid, pids[2]);
  second.kill();
  await ended(second);
  await killed(first);
});
