import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type Clock, type Lingered, Lingering } from "../../src/connection/lingering.ts";

/** Every look at it takes a microsecond, and a yield as long as the others need the core, in milliseconds. */
class FakeClock implements Clock {
  others = 0;
  yields = 0;
  stands = false;
  #time = 0;

  now(): number {
    if (!this.stands) this.#time += 0.001;
    return this.#time;
  }

  yieldCore(): void {
    this.yields += 1;
    this.#time += this.others;
  }
}

/** Has something at every so many-th attempt. */
class Fake implements Lingered {
  asked = 0;
  taken = 0;
  readonly #lingering: Lingering;
  readonly #attempts: number;
  readonly #then: () => void;

  constructor(lingering: Lingering, attempts: number, then: () => void = () => {}) {
    this.#lingering = lingering;
    this.#attempts = attempts;
    this.#then = then;
  }

  takeIn(): boolean {
    this.asked += 1;
    if (this.asked % this.#attempts !== 0) return false;
    this.taken += 1;
    this.#lingering.forget(this);
    this.#then();
    return true;
  }
}

const never = Number.POSITIVE_INFINITY;

describe("lingering", () => {
  test("takes in what comes, at the end of the turn in which it was expected", async () => {
    const lingering = new Lingering(new FakeClock());
    const one = new Fake(lingering, 3);
    lingering.expect(one);
    assert.equal(one.asked, 0);
    await nextTurn();
    assert.equal(one.asked, 3);
  });

  test("goes on with what is expected meanwhile, without a turn in between", async () => {
    const lingering = new Lingering(new FakeClock());
    const one: Fake = new Fake(lingering, 2, () => {
      if (one.taken < 10) process.nextTick(() => lingering.expect(one));
    });
    lingering.expect(one);
    await nextTurn();
    assert.equal(one.taken, 10);
  });

  test("lets the event loop have a turn after a millisecond, however many answers come", async () => {
    const lingering = new Lingering(new FakeClock());
    let isOver = false;
    const one: Fake = new Fake(lingering, 1, () => {
      if (!isOver) process.nextTick(() => lingering.expect(one));
    });
    lingering.expect(one);
    await nextTurn();
    assert.ok(one.taken > 100 && one.taken < 1000, `${one.taken} answers`);
    await nextTurn();
    isOver = true;
    assert.ok(one.taken > 200, `${one.taken} answers in two turns`);
  });

  test("asks all from whom something must come", async () => {
    const lingering = new Lingering(new FakeClock());
    const silent = new Fake(lingering, never);
    const one = new Fake(lingering, 3);
    lingering.expect(silent);
    lingering.expect(one);
    await nextTurn();
    assert.equal(one.asked, 3);
    assert.equal(silent.asked, 3);
  });

  test("doesn't ask who has been forgotten", async () => {
    const lingering = new Lingering(new FakeClock());
    const one = new Fake(lingering, 1);
    lingering.expect(one);
    lingering.forget(one);
    await nextTurn();
    assert.equal(one.asked, 0);
  });

  test("waits for nobody when many are expected: one of them will be there soon", async () => {
    const lingering = new Lingering(new FakeClock());
    const many = Array.from({ length: 5 }, () => new Fake(lingering, 1));
    for (const one of many) lingering.expect(one);
    await nextTurn();
    for (const one of many) assert.equal(one.asked, 0);
  });

  test("sleeps after 50 microseconds", async () => {
    const lingering = new Lingering(new FakeClock());
    const silent = new Fake(lingering, never);
    lingering.expect(silent);
    await nextTurn();
    const { asked } = silent;
    assert.ok(asked > 10 && asked <= 50, `${asked} attempts`);
    await nextTurn();
    assert.equal(silent.asked, asked);
  });

  test("gives it up where nothing comes", async () => {
    const lingering = new Lingering(new FakeClock());
    let waits = 0;
    for (let count = 0; count < 1000; count += 1) {
      const silent = new Fake(lingering, never);
      lingering.expect(silent);
      await nextTurn();
      if (silent.asked > 0) waits += 1;
    }
    // Two at first, then one each after 64, 128, 256 and 512 that are left out.
    assert.equal(waits, 6);
  });

  test("yields seldom where nobody wants the core, else after every attempt", async () => {
    const clock = new FakeClock();
    const lingering = new Lingering(clock);
    const one = new Fake(lingering, 6);
    const yieldsOfOneWait = async (): Promise<number> => {
      const before = clock.yields;
      lingering.expect(one);
      await nextTurn();
      return clock.yields - before;
    };
    // One to find out.
    assert.equal(await yieldsOfOneWait(), 1);
    assert.equal(await yieldsOfOneWait(), 0);
    clock.others = 0.003;
    lingering.expect(new Fake(lingering, never));
    await nextTurn();
    const yields = await yieldsOfOneWait();
    assert.equal(yields, 5);
  });

  test("sleeps though a test has stopped the clock, silent or not", async () => {
    const clock = new FakeClock();
    clock.stands = true;
    const lingering = new Lingering(clock);
    const silent = new Fake(lingering, never);
    lingering.expect(silent);
    await nextTurn();
    assert.ok(silent.asked > 0 && silent.asked < 10_000, `${silent.asked} attempts`);
    let isOver = false;
    const one: Fake = new Fake(lingering, 1, () => {
      if (!isOver) process.nextTick(() => lingering.expect(one));
    });
    lingering.expect(one);
    await nextTurn();
    isOver = true;
    assert.ok(one.taken > 0 && one.taken < 10_000, `${one.taken} answers`);
  });

  test("gives it up where others take the core for long", async () => {
    const clock = new FakeClock();
    clock.others = 3;
    const lingering = new Lingering(clock);
    const one = new Fake(lingering, never);
    for (let count = 0; count < 65; count += 1) {
      lingering.expect(one);
      await nextTurn();
    }
    assert.equal(one.asked, 1);
  });
});
