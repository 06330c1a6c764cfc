import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Captured } from "../../src/closure/capture.ts";
import { Endpoint, type Receiver } from "../../src/wire/endpoint.ts";
import { loopback } from "../../src/wire/loopback-transport.ts";
import { MemoryLedger } from "../../src/wire/memory-ledger.ts";
import { CancelCause } from "../../src/wire/messages.ts";
import { pack } from "../../src/wire/parcel.ts";
import { readPayload } from "../../src/wire/payload.ts";
import { Service, type CallRequest, type ServiceHandler } from "../../src/wire/service.ts";

let ids = 0;

function captured(): Captured {
  ids++;
  return {
    id: ids,
    pure: true,
    name: `f${ids}`,
    bytes: new Uint8Array([1]),
    attachments: [],
    units: [],
    imports: [],
  };
}

/** A receiver that writes down what it hears. */
class Ear implements Receiver {
  readonly heard: unknown[];
  readonly name: string;
  #done: (() => void) | undefined;
  readonly ended: Promise<void>;

  constructor(name: string, heard: unknown[] = []) {
    this.name = name;
    this.heard = heard;
    this.ended = new Promise((resolve) => {
      this.#done = resolve;
    });
  }

  succeeded(value: unknown): void {
    this.#note("succeeded", value);
  }
  failed(error: unknown): void {
    this.#note("failed", error);
  }
  returned(): void {
    this.#note("returned", undefined);
  }
  lost(reason: Error): void {
    this.#note("lost", reason.message);
  }
  started(): void {
    this.heard.push([this.name, "started"]);
  }
  reported(value: unknown): void {
    this.heard.push([this.name, "reported", value]);
  }

  #note(what: string, value: unknown): void {
    this.heard.push([this.name, what, value]);
    this.#done?.();
  }
}

/** A worker that does what a test tells it to. */
class Puppet implements ServiceHandler {
  readonly service: Service;
  readonly requests: CallRequest[] = [];
  readonly known = new Set<number>();
  readonly cancelled: [ticket: number, cause: CancelCause][] = [];
  frames = 0;
  stopped = false;
  #next: (() => void) | undefined;

  constructor(service: Service) {
    this.service = service;
  }

  define(id: number): void {
    this.known.add(id);
  }
  forget(id: number): void {
    this.known.delete(id);
  }
  call(request: CallRequest): void {
    assert.ok(this.known.has(request.functionId), "called before it was defined");
    this.requests.push(request);
  }
  cancel(ticket: number, cause: CancelCause): void {
    this.cancelled.push([ticket, cause]);
  }
  settings(): void {}
  stop(): void {
    this.stopped = true;
  }
  delivered(): void {
    this.frames++;
    this.#next?.();
  }

  /** Waits for the next frame. */
  frame(): Promise<void> {
    return new Promise((resolve) => {
      this.#next = resolve;
    });
  }

  argumentsOf(index: number): unknown {
    const request = this.requests[index];
    assert.ok(request !== undefined);
    request.reader.position = request.position;
    return readPayload(request.reader, request.attachments);
  }
}

function connect(): { endpoint: Endpoint; puppet: Puppet; ledger: MemoryLedger } {
  const [here, there] = loopback();
  const ledger = new MemoryLedger();
  const service = new Service(there);
  const puppet = new Puppet(service);
  const endpoint = new Endpoint(
    { transport: here, ledger },
    { hello: () => {}, delivered: () => {} },
  );
  service.serve(puppet);
  return { endpoint, puppet, ledger };
}

function args(...values: unknown[]): ReturnType<typeof pack> {
  return pack(values, { attaches: "objects", keep: true });
}

describe("Endpoint", () => {
  it("sends calls written between two flushes as one frame, each function once", async () => {
    const { endpoint, puppet } = connect();
    const [one, two] = [captured(), captured()];
    for (const each of [one, two, one])
      endpoint.call(new Ear("call"), { captured: each, args: args(each.id), flags: 0 });
    endpoint.flush();
    await puppet.frame();
    assert.equal(puppet.frames, 1);
    assert.deepEqual(
      puppet.requests.map(({ functionId }) => functionId),
      [one.id, two.id, one.id],
    );
    assert.deepEqual([puppet.argumentsOf(0), puppet.argumentsOf(1)], [[one.id], [two.id]]);
  });

  it("delivers each outcome to its call, whatever the order", async () => {
    const { endpoint, puppet } = connect();
    const heard: unknown[] = [];
    const ears = ["a", "b", "c"].map((name) => new Ear(name, heard));
    const each = captured();
    for (const ear of ears) endpoint.call(ear, { captured: each, args: args(), flags: 0 });
    endpoint.flush();
    await puppet.frame();
    puppet.service.failed(2, "thrown");
    puppet.service.report(0, "half way");
    puppet.service.started(1);
    puppet.service.done(0, { value: 1 });
    puppet.service.done(1, undefined);
    puppet.service.flush();
    await Promise.all(ears.map((ear) => ear.ended));
    assert.deepEqual(heard, [
      ["c", "failed", "thrown"],
      ["a", "reported", "half way"],
      ["b", "started"],
      ["a", "succeeded", { value: 1 }],
      ["b", "succeeded", undefined],
    ]);
    assert.equal(endpoint.outstanding, 0);
  });

  it("claims back what the worker hasn't claimed, youngest told first, and drops late answers to it", async () => {
    const { endpoint, puppet, ledger } = connect();
    const heard: unknown[] = [];
    const ears = ["a", "b", "c"].map((name) => new Ear(name, heard));
    const each = captured();
    for (const ear of ears) endpoint.call(ear, { captured: each, args: args(), flags: 0 });
    endpoint.flush();
    await puppet.frame();
    assert.equal(ledger.claim(), 0);
    assert.equal(endpoint.reclaim(10), 2);
    assert.deepEqual(heard, [
      ["c", "returned", undefined],
      ["b", "returned", undefined],
    ]);
    puppet.service.done(1, "stale");
    puppet.service.done(0, "mine");
    puppet.service.flush();
    await ears[0]?.ended;
    assert.deepEqual(heard.at(-1), ["a", "succeeded", "mine"]);
    assert.equal(heard.length, 3);
  });

  it("returns what hadn't begun and loses the rest when the worker is gone", async () => {
    const { endpoint, puppet, ledger } = connect();
    const heard: unknown[] = [];
    const each = captured();
    for (const name of ["a", "b"])
      endpoint.call(new Ear(name, heard), { captured: each, args: args(), flags: 0 });
    endpoint.flush();
    await puppet.frame();
    ledger.claim();
    endpoint.abandon(new Error("gone"));
    assert.deepEqual(heard, [
      ["b", "returned", undefined],
      ["a", "lost", "gone"],
    ]);
    assert.equal(endpoint.outstanding, 0);
  });

  it("passes cancellations and the stop on", async () => {
    const { endpoint, puppet } = connect();
    endpoint.cancel(7, CancelCause.timeout);
    await puppet.frame();
    endpoint.stop();
    await puppet.frame();
    assert.deepEqual([puppet.cancelled, puppet.stopped], [[[7, CancelCause.timeout]], true]);
  });

  it("makes the worker forget the functions that were used longest ago, and tells them anew", async () => {
    const { endpoint, puppet } = connect();
    const first = captured();
    for (let count = 0; count < 1_500; count++) {
      endpoint.call(new Ear("call"), {
        captured: count === 0 ? first : captured(),
        args: args(),
        flags: 0,
      });
    }
    endpoint.flush();
    await puppet.frame();
    assert.ok(puppet.known.size <= 1_024);
    assert.equal(puppet.known.has(first.id), false);
    endpoint.call(new Ear("again"), { captured: first, args: args(), flags: 0 });
    endpoint.flush();
    await puppet.frame();
    assert.equal(puppet.known.has(first.id), true);
  });

  it("carries large buffers beside the bytes, each with its own call", async () => {
    const { endpoint, puppet } = connect();
    const each = captured();
    const [small, large] = [new Uint8Array([1, 2]), new Uint8Array(100_000).fill(9)];
    endpoint.call(new Ear("small"), { captured: each, args: args(small), flags: 0 });
    endpoint.call(new Ear("large"), { captured: each, args: args(large, "and"), flags: 0 });
    endpoint.flush();
    await puppet.frame();
    assert.deepEqual(puppet.argumentsOf(0), [small]);
    assert.deepEqual(puppet.argumentsOf(1), [large, "and"]);
  });
});
