import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { once } from "node:events";
import { decoded, encoded, roundTrip } from "./round-trip.ts";

test("registered and well-known symbols are the same on the other side, as values and as keys", () => {
  const value = { [Symbol.for("skein.test")]: Symbol.iterator, [Symbol.toStringTag]: "T" };
  assert.deepEqual(roundTrip(value), value);
  assert.equal(Object.prototype.toString.call(roundTrip(value)), "[object T]");
});

test("a symbol of nobody else's is itself again when it comes back", async () => {
  const symbol = Symbol("mine");
  const nameless = Symbol();
  const url = (name: string): string =>
    JSON.stringify(new URL(`../../src/codec/${name}.js`, import.meta.url).href);
  const program = `
    const { parentPort, workerData } = await import("node:worker_threads");
    const { decodeValue } = await import(${url("decode")});
    const { encodeValue } = await import(${url("encode")});
    const { Reader } = await import(${url("reader")});
    const { Writer } = await import(${url("writer")});
    const value = decodeValue(new Reader(workerData), {});
    const writer = new Writer();
    encodeValue(writer, [value[0] === value[1], value[0].description, value[2].description, ...value], {});
    parentPort.postMessage(writer.view());
  `;
  const source = new URL(`data:text/javascript,${encodeURIComponent(program)}`);
  const worker = new Worker(source, { workerData: encoded([symbol, symbol, nameless]) });
  const [bytes] = (await once(worker, "message")) as [Uint8Array];
  assert.deepEqual(decoded(bytes), [true, "mine", undefined, symbol, symbol, nameless]);
});
