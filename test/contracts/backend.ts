import assert from "node:assert/strict";
import { test } from "node:test";
import type { Backend, Place, WorkerExit, WorkerOptions } from "../../src/worker/backend.ts";
import { flood, Order } from "../worker/backend-stub.ts";
import { plain } from "./transport.ts";

/** What every backend that starts places outside of the calling thread must do; `backend` starts the stub worker. */
export function backendContract(name: string, backend: Backend): void {
  test(`${name}: a place answers, and says nothing about an end while it runs`, async () => {
    const place = backend.start({});
    assert.equal(place.exit, undefined);
    assert.deepEqual([...(await ask(place, Order.echo, 5))], [Order.echo, 5]);
    assert.equal(place.exit, undefined);
    await killed(place);
  });

  test(`${name}: process.exit in the worker gives its exit code, after the last frame`, async () => {
    const place = backend.start({});
    const events: unknown[] = [];
    place.transport.receive(({ bytes }) => events.push(bytes[0]));
    place.exited(({ exitCode }) => events.push(`exit ${exitCode}`));
    place.transport.send(plain(Uint8Array.of(Order.exit, 7)));
    await ended(place);
    assert.deepEqual(events, [99, "exit 7"]);
  });

  test(`${name}: everything sent right before process.exit arrives before the end is told`, async () => {
    const place = backend.start({});
    const marks: (number | undefined)[] = [];
    place.transport.receive(({ bytes }) => {
      assert.equal(bytes.byteLength, flood.bytes);
      marks.push(bytes[flood.bytes - 1]);
    });
    place.transport.send(plain(Uint8Array.of(Order.flood)));
    assert.equal((await ended(place)).exitCode, 0);
    assert.deepEqual(
      marks,
      Array.from({ length: flood.frames }, (_, index) => index),
    );
  });

  test(`${name}: a worker in an endless loop can be killed`, async () => {
    const place = backend.start({});
    await ask(place, Order.spin);
    assert.notEqual((await killed(place)).exitCode, 0);
  });

  test(`${name}: a worker that is still starting can be killed`, async () => {
    assert.notEqual((await killed(backend.start({}))).exitCode, 0);
  });

  test(`${name}: whoever asks late still hears of the end`, async () => {
    const place = backend.start({});
    const first = await killed(place);
    assert.equal(await ended(place), first);
    assert.equal(place.exit, first);
  });

  test(`${name}: killing and terminating after the end do nothing`, async () => {
    const place = backend.start({});
    await killed(place);
    place.kill();
    place.terminate();
    place.rename("late");
  });

  test(`${name}: the ledger's tickets can be claimed on both sides`, async () => {
    const place = backend.start({});
    place.ledger.issue(3);
    assert.deepEqual([...(await ask(place, Order.claim))], [0]);
    assert.equal(place.ledger.claim(), 1);
    assert.deepEqual([...(await ask(place, Order.claim))], [2]);
    place.ledger.issue(2);
    await killed(place);
    assert.equal(place.ledger.claim(), 3);
    assert.equal(place.ledger.claim(), 4);
    assert.equal(place.ledger.claim(), -1);
    place.ledger.close();
  });

  test(`${name}: the environment is the parent's, or the one given`, async () => {
    process.env["SKEIN_TEST_INHERITED"] = "yes";
    const inheriting = backend.start({});
    const given = backend.start({ env: { SKEIN_TEST_OWN: "own", PATH: process.env["PATH"] } });
    assert.equal((await environment(inheriting))["SKEIN_TEST_INHERITED"], "yes");
    const own = await environment(given);
    assert.equal(own["SKEIN_TEST_INHERITED"], undefined);
    assert.equal(own["SKEIN_TEST_OWN"], "own");
    delete process.env["SKEIN_TEST_INHERITED"];
    await Promise.all([killed(inheriting), killed(given)]);
  });

  test(`${name}: further flags for Node reach the worker`, async () => {
    const place = backend.start({ execArgv: ["--no-warnings"] });
    assert.match(Buffer.from(await ask(place, Order.arguments)).toString(), /--no-warnings/);
    await killed(place);
  });

  test(`${name}: flags that Node refuses show as an end with an error`, async () => {
    const exit = await endsAtOnce(backend, { execArgv: ["--no-such-flag-at-all"] });
    assert.notEqual(exit.exitCode, 0);
    assert.ok(exit.error instanceof Error);
  });

  test(`${name}: a worker that reaches its heap limit dies alone`, async () => {
    const place = backend.start({ memory: { maxOldGenerationSizeMb: 24 } });
    const neighbour = backend.start({});
    await ask(place, Order.echo);
    place.transport.send(plain(Uint8Array.of(Order.exhaustMemory)));
    assert.notEqual((await ended(place)).exitCode, 0);
    assert.deepEqual([...(await ask(neighbour, Order.echo))], [Order.echo]);
    await killed(neighbour);
  });
}

/** Sends an order and gives the next frame that comes back. */
export function ask(place: Place, ...bytes: number[]): Promise<Uint8Array> {
  const answer = new Promise<Uint8Array>((resolve) => {
    place.transport.receive((frame) => resolve(frame.bytes));
  });
  place.transport.send(plain(Uint8Array.from(bytes)));
  return answer;
}

export function ended(place: Place): Promise<WorkerExit> {
  return new Promise((resolve) => {
    place.exited(resolve);
  });
}

export function killed(place: Place): Promise<WorkerExit> {
  place.kill();
  return ended(place);
}

/** Starts what can't be started: it must neither throw nor hang, and frames for it must do no harm. */
export function endsAtOnce(backend: Backend, options: WorkerOptions): Promise<WorkerExit> {
  const place = backend.start(options);
  place.unref();
  place.ref();
  place.transport.receive(() => assert.fail("nothing can come from there"));
  place.transport.send(plain(Uint8Array.of(Order.echo)));
  return ended(place);
}

async function environment(place: Place): Promise<Record<string, string | undefined>> {
  const value: unknown = JSON.parse(Buffer.from(await ask(place, Order.environment)).toString());
  return Object.fromEntries(Object.entries(value ?? {}).map(([key, text]) => [key, String(text)]));
}
