import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import { Counter } from "./explorer/counter.ts";
import { explore, findingOf } from "./explorer/explore.ts";
import type { Model, Program } from "./explorer/model.ts";
import { GAVE_UP, waitBriefly, waitInLoop, waitInLoopBriefly } from "./explorer/waits.ts";

const blocking = (name: string): Program<Counter> => ({
  name,
  acts: [({ memory, waiting }) => memory.parking.waitSync(waiting)],
});
const awaiting = (name: string, count = 1): Program<Counter> => ({
  name,
  acts: [({ memory, waiting }) => waitInLoop(memory, () => memory.parking.wait(waiting), count)],
});
const briefly = (name: string): Program<Counter> => ({
  name,
  early: 1,
  acts: [
    ({ memory, waiting }) => waitBriefly((limits) => memory.parking.waitSync(waiting, limits)),
  ],
});
const awaitingBriefly = (name: string): Program<Counter> => ({
  name,
  early: 1,
  acts: [
    ({ memory, waiting }) =>
      waitInLoopBriefly(memory, (limits) => memory.parking.wait(waiting, limits)),
  ],
});
const taker = (name: string): Program<Counter> => ({
  name,
  acts: [(counter) => counter.tryTake() ?? GAVE_UP],
});
const giver = (name: string, times = 1): Program<Counter> => ({
  name,
  acts: Array.from({ length: times }, () => (counter: Counter) => counter.give()),
});

/** Whoever sleeps when nothing happens any more has nothing to take, and what was given is taken or there. */
function parkingModel(...programs: readonly Program<Counter>[]): Model<Counter> {
  return {
    name: "parking",
    blockWords: 48,
    programs,
    join: (block) => new Counter(block),
    mayRest: (_processes, { count }) => count === 0,
    atEnd: (processes, { count }) => {
      const results = processes.flatMap((process) => process.results).flat();
      const given = results.filter((result) => result === null).length;
      const taken = results.filter((result) => result === true).length;
      assert.equal(taken + count, given);
    },
  };
}

function all(context: TestContext, ...programs: readonly Program<Counter>[]): void {
  const { states } = explore(parkingModel(...programs));
  context.diagnostic(`${states} states`);
}

describe("waits, in every interleaving", () => {
  test("of threads that block end when there is something for them", (context) => {
    all(context, blocking("A"), giver("C"));
    all(context, blocking("A"), blocking("B"), giver("C"));
    all(context, blocking("A"), blocking("B"), giver("C", 2));
  });
  test("in event loops end when there is something for them", (context) => {
    all(context, awaiting("A"), giver("C"));
    all(context, awaiting("A"), awaiting("B"), giver("C"));
    all(context, awaiting("A"), blocking("B"), giver("C"));
  });
  test("end when two others give at the same time", (context) => {
    all(context, blocking("A"), giver("C"), giver("D"));
    all(context, awaiting("A"), giver("C"), giver("D"));
  });
  test("end though a newcomer takes what they were called for", (context) => {
    all(context, blocking("A"), giver("C", 2), taker("D"));
    all(context, awaiting("A"), giver("C", 2), taker("D"));
  });
  test("of one thread, several at a time, all end", (context) => {
    all(context, awaiting("A", 2), giver("C", 2));
    all(context, awaiting("A", 2), giver("C"), giver("D"));
  });
  test("that end by a timeout leave what they were called for to another", (context) => {
    all(context, briefly("A"), blocking("B"), giver("C"));
    all(context, briefly("A"), awaiting("B"), giver("C"));
  });
  test("that are cancelled leave what they were called for to another", (context) => {
    all(context, awaitingBriefly("A"), blocking("B"), giver("C"));
    all(context, awaitingBriefly("A"), awaiting("B"), giver("C"));
  });
  test("end though the others die, when they have called or are called", (context) => {
    const programs = [blocking("A"), { ...blocking("B"), mortal: false }, giver("C", 2)];
    const { states } = explore({ ...parkingModel(...programs), crashes: 1, atEnd: undefined });
    context.diagnostic(`${states} states`);
  });
});

type Flaw = "enters late" | "keeps its call" | "sleeps on";

/** A wait with a mistake in it. */
function flawed(name: string, flaw: Flaw): Program<Counter> {
  const wait = (counter: Counter): true | typeof GAVE_UP => {
    const { set, memory } = counter;
    const { slot } = memory;
    if (flaw !== "enters late") set.add(slot);
    for (;;) {
      if (counter.tryTake() === true) break;
      if (flaw === "enters late") set.add(slot);
      if (!memory.sleep(50)) {
        if (!set.remove(slot) && flaw !== "keeps its call") memory.parking.wake(set);
        return GAVE_UP;
      }
      if (!set.has(slot) && flaw !== "sleeps on") set.add(slot);
    }
    if (!set.remove(slot)) memory.parking.wake(set);
    return true;
  };
  return { name, acts: [wait], early: flaw === "keeps its call" ? 1 : 0 };
}

describe("the explorer catches waits", () => {
  function finds(...programs: readonly Program<Counter>[]): void {
    assert.match(findingOf(parkingModel(...programs)).message, /LOST WAKE-UP/);
  }

  test("that enter the set after the attempt", () => finds(flawed("A", "enters late"), giver("C")));
  test("that don't enter it again after a vain attempt", () =>
    finds(flawed("A", "sleeps on"), giver("C", 2), taker("D")));
  test("that keep a call to themselves when they give up", () =>
    finds(flawed("A", "keeps its call"), blocking("B"), giver("C")));
  test("whose giver calls before it gives", () => {
    const call = (counter: Counter): void => {
      counter.memory.parking.wake(counter.set);
      counter.put();
    };
    const hasty: Program<Counter> = { name: "C", acts: [call] };
    finds(blocking("A"), hasty);
  });
});
