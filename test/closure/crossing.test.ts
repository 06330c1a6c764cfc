import assert from "node:assert/strict";
import { after, test } from "node:test";
import fc from "fast-check";
import { originPlace } from "../../src/closure/origin.ts";
import { openHarness } from "./suite/harness.ts";

const worker = openHarness();
after(() => worker.close());

test("any data that a function has captured comes back equal", () =>
  fc.assert(
    fc.asyncProperty(
      fc.jsonValue(),
      fc.anything({ withMap: true, withSet: true, withBigInt: true, withDate: true }),
      async (json, anything) => {
        const both = { json, anything };
        assert.deepEqual(await worker.run(() => both), both);
      },
    ),
    { numRuns: 60 },
  ));

test("counters made by a factory keep apart, and those that share one keep together", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 6 }),
      async (starts) => {
        const make = (start: number): { more: () => number; read: () => number } => {
          let n = start;
          return { more: () => (n += 1), read: () => n };
        };
        const counters = starts.map(make);
        const counted = await worker.run(() => {
          for (const [index, counter] of counters.entries())
            for (let i = 0; i < index; i++) counter.more();
          return counters.map((counter) => counter.read());
        });
        assert.deepEqual(
          counted,
          starts.map((start, index) => start + index),
        );
      },
    ),
    { numRuns: 30 },
  ));

test("a class is the same class in every message, on both sides", async () => {
  class Point {
    static made = 0;
    x = (Point.made += 1);
  }
  const make = (): Point => new Point();
  const first = (await worker.run(make)) as Point;
  const second = (await worker.run(make)) as Point;
  assert.ok(first instanceof Point && second instanceof Point);
  // Its static properties live in the worker from the first message on.
  assert.equal(second.x, first.x + 1);
  assert.equal(
    await worker.run((a: Point, b: Point) => a.constructor === b.constructor, first, second),
    true,
  );
});

test("a function that has gone there and back and there again is still one", async () => {
  const original = (x: number): number => x + 1;
  const [back] = (await worker.run((f: typeof original) => [f], original)) as [typeof original];
  assert.equal(back, original);
  assert.equal(
    await worker.run((f: typeof original, g: typeof original) => f === g, original, original),
    true,
  );
});

test("a global that isn't there is looked up where the function runs", async () => {
  await worker.run(() => {
    Object.assign(globalThis, { setByInitializer: 7 });
  });
  const read = (): unknown =>
    (globalThis as unknown as { setByInitializer: number }).setByInitializer;
  assert.equal(await worker.run(read), 7);
  // TypeScript doesn't know the name.
  // oxlint-disable-next-line typescript/no-implied-eval -- made from text for that
  const free = new Function("return setByInitializer") as () => unknown;
  assert.equal(await worker.run(free), 7);
});

test("on the way back to a known place a function of that place is only named", async () => {
  const data = [1, 2, 3];
  const original = (): number[] => data;
  const countUnits = async (
    f: typeof original,
    destination: string | undefined,
  ): Promise<number> => {
    const { Outgoing } = await import("../../src/closure/outgoing.ts");
    const { encodeValue } = await import("../../src/codec/encode.ts");
    const { Writer } = await import("../../src/codec/writer.ts");
    const outgoing = new Outgoing({ destination });
    encodeValue(new Writer(), f, { functions: () => outgoing });
    return outgoing.units.size;
  };
  assert.equal(await worker.run(countUnits, original, originPlace()), 0);
  assert.equal(await worker.run(countUnits, original, "elsewhere"), 1);
});
