import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Reader } from "../../src/codec/reader.ts";
import { loopback } from "../../src/wire/loopback-transport.ts";
import { MemoryLedger } from "../../src/wire/memory-ledger.ts";
import { Service } from "../../src/wire/service.ts";
import { CallInbox } from "../../src/worker/call-inbox.ts";
import { IncomingCall } from "../../src/worker/incoming-call.ts";

const service = new Service(loopback()[1]);
const request = {
  functionId: 1,
  flags: 0,
  reader: new Reader(new Uint8Array(0)),
  position: 0,
  attachments: [],
};
const target = { name: "f", cost: 0, revive: () => () => undefined };

function arrive(inbox: CallInbox<IncomingCall>): void {
  inbox.push(new IncomingCall(inbox.arriving, request, target, service));
}

describe("CallInbox", () => {
  it("gives calls in the order of their tickets", () => {
    const ledger = new MemoryLedger();
    const inbox = new CallInbox<IncomingCall>(ledger);
    ledger.issue(2);
    arrive(inbox);
    arrive(inbox);
    assert.deepEqual([inbox.take()?.ticket, inbox.take()?.ticket, inbox.take()], [0, 1, undefined]);
  });

  it("passes over what the parent has claimed back", () => {
    const ledger = new MemoryLedger();
    const inbox = new CallInbox<IncomingCall>(ledger);
    ledger.issue(3);
    for (let count = 0; count < 3; count++) arrive(inbox);
    assert.equal(ledger.claim(), 0);
    assert.equal(inbox.take()?.ticket, 1);
    assert.equal(ledger.claim(), 2);
    assert.equal(inbox.take(), undefined);
    assert.equal(inbox.hasArrivals, false);
  });

  it("runs a call that was claimed before it arrived as soon as it arrives", () => {
    const ledger = new MemoryLedger();
    const inbox = new CallInbox<IncomingCall>(ledger);
    ledger.issue(2);
    arrive(inbox);
    assert.equal(ledger.claim(), 0);
    // Ticket 0 was claimed back, so the claim wins ticket 1, whose call is still on its way.
    assert.equal(inbox.take(), undefined);
    arrive(inbox);
    assert.equal(inbox.take()?.ticket, 1);
  });

  it("runs each call at one side only, however claims, arrivals and issues interleave", () => {
    const steps = fc.array(fc.constantFrom("send", "arrive", "take", "reclaim"), {
      maxLength: 300,
    });
    fc.assert(
      fc.property(steps, (run) => {
        const ledger = new MemoryLedger();
        const inbox = new CallInbox<IncomingCall>(ledger);
        const sides = { sent: 0, arrived: 0, worker: [] as number[], parent: [] as number[] };
        const take = (): void => {
          const call = inbox.take();
          if (call !== undefined) sides.worker.push(call.ticket);
        };
        for (const step of run) {
          if (step === "send") {
            ledger.issue(1);
            sides.sent++;
          } else if (step === "arrive" && sides.arrived < sides.sent) {
            arrive(inbox);
            sides.arrived++;
          } else if (step === "take") take();
          else if (step === "reclaim") {
            const ticket = ledger.claim();
            if (ticket >= 0) sides.parent.push(ticket);
          }
        }
        for (; sides.arrived < sides.sent; sides.arrived++) arrive(inbox);
        while (inbox.hasArrivals) take();
        const all = [...sides.worker, ...sides.parent].toSorted((left, right) => left - right);
        assert.deepEqual(
          all,
          Array.from({ length: sides.sent }, (_, ticket) => ticket),
        );
      }),
    );
  });

  it("finds a call that lies in it, and no other", () => {
    const ledger = new MemoryLedger();
    const inbox = new CallInbox<IncomingCall>(ledger);
    ledger.issue(3);
    for (let count = 0; count < 3; count++) arrive(inbox);
    inbox.take();
    assert.equal(inbox.find(0), undefined);
    assert.equal(inbox.find(2)?.ticket, 2);
    assert.equal(inbox.find(3), undefined);
    assert.equal(inbox.find(4_294_967_295), undefined);
  });
});
