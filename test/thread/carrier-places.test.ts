import assert from "node:assert/strict";
import { test } from "node:test";
import { MessageChannel } from "node:worker_threads";
import { captureFunction } from "../../src/closure/capture.ts";
import { receiveUpward } from "../../src/thread/carrier-places.ts";
import { currentThread } from "../../src/thread/current-thread.ts";
import { identOf } from "../../src/thread/ident.ts";
import { LINK_WORDS } from "../../src/thread/link-words.ts";
import { Endpoint } from "../../src/wire/endpoint.ts";
import { MemoryLedger } from "../../src/wire/memory-ledger.ts";
import { pack } from "../../src/wire/parcel.ts";
import { PortTransport } from "../../src/wire/port-transport.ts";

test("a request from another thread links that one with a carrier, whose threads know who has started them", async () => {
  const { port1: here, port2: there } = new MessageChannel();
  const transport = new PortTransport(here);
  const ledger = new MemoryLedger();
  const endpoint = new Endpoint({ transport, ledger }, { hello() {}, delivered() {} });
  const words = new SharedArrayBuffer(LINK_WORDS * Int32Array.BYTES_PER_ELEMENT);
  const starter = 99;
  const end = { port: there, ledger: ledger.buffer, words, starter };
  receiveUpward({ carrier: "general 1", end });
  const ident = await new Promise((resolve, reject) => {
    const receiver = {
      succeeded: resolve,
      failed: reject,
      returned: reject,
      lost: reject,
      started() {},
      reported() {},
    };
    const captured = captureFunction(() => currentThread().ident);
    const args = pack([5, undefined, false], { attaches: "objects", keep: false });
    endpoint.call(receiver, { captured, args, flags: 0 });
    endpoint.flush();
  });
  assert.equal(ident, identOf(5, starter));
  transport.close();
});
