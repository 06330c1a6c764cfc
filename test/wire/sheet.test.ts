import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { Sheet, SheetWriter } from "../../src/wire/sheet.ts";

function sheetOf(items: readonly unknown[]): Sheet {
  const writer = new SheetWriter();
  for (const item of items) assert.ok(writer.add(item));
  return writer.finish();
}

describe("Sheet", () => {
  it("gives every item to exactly one of those who claim, whatever the sizes", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), sizes, (items, most) => {
        const sheet = sheetOf(items);
        const sides = [new Sheet(sheet.buffer), new Sheet(sheet.buffer)];
        const found: unknown[] = [];
        for (let turn = 0; sheet.remaining > 0; turn++) {
          const claim = sides[turn % 2]?.claim(most[turn % most.length] ?? 1);
          assert.ok(claim !== undefined && claim.first === found.length);
          found.push(...claim.items);
        }
        assert.deepEqual(found, structuredClone(items));
        assert.equal(sheet.claim(1), undefined);
      }),
    );
  });

  it("gives nothing any more when it has been closed", () => {
    const sheet = sheetOf([1, 2, 3]);
    assert.deepEqual(sheet.claim(1), { first: 0, items: [1] });
    sheet.close();
    assert.equal(sheet.remaining, 0);
    assert.equal(new Sheet(sheet.buffer).claim(1), undefined);
  });

  it("gives copies: what one does to its items the others don't see", () => {
    const sheet = sheetOf([Buffer.from("abc"), new Uint8Array([1, 2])]);
    const [first] = sheet.claim(1)?.items ?? [];
    assert.ok(first instanceof Uint8Array && !(first.buffer instanceof SharedArrayBuffer));
    first.fill(0);
    assert.deepEqual(sheet.claim(1)?.items, [new Uint8Array([1, 2])]);
  });
});

describe("SheetWriter", () => {
  it("refuses what can't lie among bytes, and goes on", () => {
    const writer = new SheetWriter();
    assert.equal(writer.add("small"), true);
    assert.equal(writer.add(new Uint8Array(100_000)), false);
    assert.equal(writer.add(new SharedArrayBuffer(8)), false);
    assert.throws(() => writer.add({ deep: Promise.resolve() }), { path: [".deep"] });
    assert.equal(writer.add("next"), true);
    assert.deepEqual(writer.finish().claim(9)?.items, ["small", "next"]);
  });

  it("is full when it has many items or many bytes, and empty again afterwards", () => {
    const writer = new SheetWriter();
    let count = 0;
    while (!writer.isFull) assert.ok(writer.add(count++));
    assert.equal(writer.finish().count, count);
    assert.equal(writer.count, 0);
    while (!writer.isFull) assert.ok(writer.add("long ".repeat(1_000)));
    assert.ok(writer.count < 100);
  });
});
