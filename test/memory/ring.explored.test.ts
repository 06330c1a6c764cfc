import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import { KeptSections } from "../../src/memory/kept-sections.ts";
import { Latch } from "../../src/memory/latch.ts";
import type { Block } from "../../src/memory/memory.ts";
import { OpenSections } from "../../src/memory/open-sections.ts";
import { Ring } from "../../src/memory/ring.ts";
import { ringAt } from "../../src/memory/ring-layout.ts";
import { RingPuts, type RingParts } from "../../src/memory/ring-puts.ts";
import { RingTakes } from "../../src/memory/ring-takes.ts";
import { TwoSlots } from "../../src/memory/two-slots.ts";
import { explore, findingOf } from "./explorer/explore.ts";
import type { Model, Program } from "./explorer/model.ts";
import type { ModelBlock } from "./explorer/model-memory.ts";
import {
  consumer,
  producer,
  putSync,
  ringModel,
  takeSync,
  UNITS,
  type Party,
  type RingSize,
} from "./explorer/ring-model.ts";

/**
 * Full rings would have too many states: each test has a few puts and takes, and together they have all the parts of the
 * protocol. Of the limits the one in bytes and of the calls `clear` and `seal` aren't explored.
 */
function all(context: TestContext, crashes: number, model: Model<Party>): void {
  const { states } = explore({ ...model, crashes });
  context.diagnostic(`${states} states`);
}

/** Room for three records, and the unit behind them. */
const roomy: RingSize = { capacity: 3 * UNITS + 1 };
/** Room for one record: the next goes into another section, of twice the size. */
const tight: RingSize = { capacity: UNITS + 1, largest: 24, sections: 4 };
/** The same, and the second section is one of those that are kept. */
const keeping: RingSize = { ...tight, largest: UNITS + 2 };

describe("a ring, in every interleaving of a few puts and takes", () => {
  test("gives what two producers put to one or two consumers, once, in order", (context) => {
    const [a, b] = [producer("A", 11, 12), producer("B", 21)];
    all(context, 0, ringModel([a, b, consumer("C", 2)], roomy));
    all(context, 0, ringModel([a, consumer("C", 2), consumer("D")], roomy));
    all(context, 0, ringModel([producer("A", 11), b, consumer("C"), consumer("D")], roomy));
  });
  test("refuses what is beyond its limit", (context) => {
    const limited = { ...roomy, records: 1 };
    all(
      context,
      0,
      ringModel([producer("A", 11, 12), producer("B", 21), consumer("C", 2)], limited),
    );
  });
  test("goes on in another section when one is full, and gives up the one that is left", (context) => {
    const [a, b] = [producer("A", 11, 12), producer("B", 21)];
    all(context, 0, ringModel([a, consumer("C"), consumer("D")], tight));
    all(context, 0, ringModel([producer("A", 11), b, consumer("C", 2)], tight));
  });
  test("uses a section again that it has kept", (context) => {
    all(context, 0, ringModel([producer("A", 11, 12, 13), consumer("C", 3)], keeping));
    all(context, 0, ringModel([producer("A", 11, 12), consumer("C"), consumer("D")], keeping));
  });
  test("loses at most what is just put or taken when somebody dies, at whatever point", (context) => {
    const [a, b] = [producer("A", 11, 12), producer("B", 21)];
    all(context, 1, ringModel([a, b, consumer("C", 2)], roomy));
    all(context, 1, ringModel([a, consumer("C"), consumer("D")], roomy));
    all(context, 2, ringModel([producer("A", 11), b, consumer("C")], roomy));
  });
  test("loses no more when somebody dies who goes on to another section", (context) => {
    const a = producer("A", 11, 12);
    all(context, 1, ringModel([a, consumer("C", 2)], tight));
    all(context, 1, ringModel([producer("A", 11), producer("B", 21), consumer("C")], tight));
    all(context, 1, ringModel([a, consumer("C"), consumer("D")], tight));
    all(context, 1, ringModel([producer("A", 11, 12, 13), consumer("C", 2)], keeping));
  });
  test("lets nobody wait for ever for a record, or for room", (context) => {
    const blocking = (name: string, times = 1): Program<Party> => ({
      name,
      acts: Array.from({ length: times }, () => takeSync),
      remembers: true,
    });
    const limited = { ...roomy, records: 1 };
    const full = { name: "A", acts: [putSync(11), putSync(12)], remembers: true };
    all(context, 0, ringModel([producer("A", 11), blocking("C")], roomy));
    all(context, 0, ringModel([producer("A", 11), producer("B", 21), blocking("C", 2)], roomy));
    all(context, 0, ringModel([full, blocking("C", 2)], limited));
  });
});

/** Two slots of which only one is used. */
class OneSlot extends TwoSlots {
  override slotAt(): number {
    return super.slotAt(0);
  }
}

/** Two slots whose latch lets everybody in, or tells nobody of a death. */
class Ajar extends TwoSlots {
  override readonly latch: Latch;

  constructor(block: Block, offset: number, flaw: "open" | "blind") {
    super(block, offset);
    this.latch = new FlawedLatch(block, offset, flaw);
  }
}

class FlawedLatch extends Latch {
  readonly #flaw: "open" | "blind";

  constructor(block: Block, offset: number, flaw: "open" | "blind") {
    super(block, offset);
    this.#flaw = flaw;
  }

  override enter(): boolean {
    if (this.#flaw === "blind") super.enter();
    return false;
  }
}

type Flaw = "one slot" | "open puts" | "open takes" | "blind" | "silent";

/** A ring of the product's parts, with one of them replaced. */
function flawed(block: ModelBlock, flaw: Flaw): Party["ring"] {
  const { start: at } = block;
  const isSingle = flaw === "one slot";
  const ring = new Ring(block, 0);
  const puts = new RingPuts({
    ...partsOf(block, at),
    ...(flaw === "open puts" && { producers: new Ajar(block, ringAt.producers, "open") }),
    ...(isSingle && { producers: new OneSlot(block, ringAt.producers) }),
  });
  const takes = new RingTakes({
    ...partsOf(block, at),
    ...(flaw === "open takes" && { consumers: new Ajar(block, ringAt.consumers, "open") }),
    ...(flaw === "blind" && { consumers: new Ajar(block, ringAt.consumers, "blind") }),
  });
  return {
    notEmpty: ring.notEmpty,
    notFull: ring.notFull,
    tryPut: (record) => {
      if (!puts.put(record)) return false;
      if (flaw !== "silent") block.memory.parking.wake(ring.notEmpty);
      return true;
    },
    tryTake: () => takes.take(false),
  };
}

function partsOf(block: ModelBlock, at: number): RingParts {
  return {
    block,
    at,
    producers: new TwoSlots(block, ringAt.producers),
    consumers: new TwoSlots(block, ringAt.consumers),
    sections: new OpenSections(block),
    kept: new KeptSections(block.words, at + ringAt.kept),
  };
}

describe("the explorer catches a ring", () => {
  const [a, b] = [producer("A", 11, 12), producer("B", 21)];

  function finding(
    flaw: Flaw,
    crashes: number,
    { programs, size = roomy }: { programs: readonly Program<Party>[]; size?: RingSize },
  ): string {
    const model = ringModel(programs, size, (block) => flawed(block, flaw));
    return findingOf({ ...model, crashes }).message;
  }

  test("whose producers don't exclude one another", () => {
    assert.match(finding("open puts", 0, { programs: [a, b] }), /LOST|RACE|TWICE|ORDER/);
  });
  test("whose consumers don't exclude one another", () => {
    const programs = [a, consumer("C"), consumer("D")];
    assert.match(finding("open takes", 0, { programs }), /LOST|RACE|TWICE|ORDER/);
  });
  test("that changes the slot which is valid, when a producer dies", () => {
    assert.match(finding("one slot", 1, { programs: [a, b] }), /WRONG: 11 came out/);
  });
  test("that leaves behind the section which a dead consumer was giving up", () => {
    const programs = [{ ...producer("A", 11, 12, 13), mortal: false }, consumer("C", 3)];
    assert.match(finding("blind", 1, { programs, size: tight }), /LEFT/);
  });
  test("that puts without calling anybody", () => {
    const waiting = { name: "C", acts: [takeSync], remembers: true };
    const programs = [producer("A", 11), waiting];
    assert.match(finding("silent", 0, { programs }), /LOST WAKE-UP/);
  });
});
