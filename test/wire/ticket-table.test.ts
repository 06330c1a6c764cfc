import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { TicketTable } from "../../src/wire/ticket-table.ts";

describe("TicketTable", () => {
  it("behaves as a Map, whatever goes in whatever order, also past 2^32", () => {
    const steps = fc.array(fc.oneof(fc.constant("add" as const), fc.nat(30)), { maxLength: 500 });
    const start = fc.constantFrom(0, 1_000, 2 ** 32 - 100);
    fc.assert(
      fc.property(start, steps, (first, run) => {
        const table = new TicketTable<string>();
        const model = new Map<number, string>();
        let ticket = first;
        for (const step of run) {
          if (step === "add") {
            table.add(ticket, `value ${ticket}`);
            model.set(ticket, `value ${ticket}`);
            ticket = (ticket + 1) >>> 0;
          } else {
            const known = [...model.keys()][step % Math.max(1, model.size)] ?? step;
            assert.equal(table.get(known), model.get(known));
            assert.equal(table.take(known), model.get(known));
            model.delete(known);
            assert.equal(table.take(known), undefined);
          }
          assert.equal(table.size, model.size);
        }
        assert.deepEqual(new Set(table.drain()), new Set(model.values()));
        assert.equal(table.size, 0);
      }),
    );
  });

  it("keeps a straggler while the ring goes round many times", () => {
    const table = new TicketTable<string>();
    table.add(0, "straggler");
    for (let ticket = 1; ticket < 300_000; ticket++) {
      table.add(ticket, "passing");
      if (ticket % 2 === 0) table.take(ticket - 1);
      if (ticket % 2 === 0) table.take(ticket);
    }
    assert.equal(table.get(0), "straggler");
    assert.equal(table.take(0), "straggler");
  });
});
