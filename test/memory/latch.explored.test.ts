import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Latch } from "../../src/memory/latch.ts";
import type { Block } from "../../src/memory/memory.ts";
import { WAITED } from "../../src/memory/word.ts";
import { exclusionModel, visitor, type Exclusive } from "./explorer/exclusion.ts";
import { explore, findingOf } from "./explorer/explore.ts";
import type { Model, Program } from "./explorer/model.ts";

function latchModel(...programs: readonly Program<Exclusive>[]): Model<Exclusive> {
  return exclusionModel("latch", programs, (block) => new Latch(block, 0));
}

describe("a latch, in every interleaving", () => {
  test("belongs to one of two processes at a time, again and again, and nobody is forgotten", () => {
    explore(latchModel(visitor("A", 3), visitor("B", 3)));
  });
  test("belongs to one of three processes at a time, and nobody is forgotten", () => {
    explore(latchModel(visitor("A"), visitor("B"), visitor("C")));
  });
  test("is recovered when its holder dies, at whatever point, and the next is told so", () => {
    explore({ ...latchModel(visitor("A", 2), visitor("B", 2)), crashes: 1 });
    explore({ ...latchModel(visitor("A"), visitor("B"), visitor("C")), crashes: 2 });
  });
  test("isn't mistaken for that of a new process in the slot of a dead one", () => {
    const programs = [
      visitor("A"),
      visitor("B", 2, { mortal: false }),
      visitor("C", 1, { heirOf: "A" }),
    ];
    explore({ ...latchModel(...programs), crashes: 1 });
  });
});

/** A latch with a mistake in it. */
class Flawed implements Exclusive {
  readonly #block: Block;
  readonly #flaw: "forgets" | "unmarked" | "blind" | "torn";

  constructor(block: Block, flaw: "forgets" | "unmarked" | "blind" | "torn") {
    this.#block = block;
    this.#flaw = flaw;
  }

  enter(): boolean {
    const { words, start, memory } = this.#block;
    if (Atomics.compareExchange(words, start, 0, memory.me) === 0) return false;
    const mine = this.#flaw === "unmarked" ? memory.me : memory.me | WAITED;
    for (;;) {
      const word = Atomics.load(words, start);
      if (word === 0) {
        if (this.#replace(0, mine)) return false;
      } else if (memory.isDead(word)) {
        if (this.#flaw === "torn") Atomics.store(words, start, mine);
        else if (!this.#replace(word, mine)) continue;
        return this.#flaw !== "blind";
      } else if ((word & WAITED) !== 0 || this.#replace(word, word | WAITED)) {
        this.#block.sleepOn(start, word | WAITED, 20);
      }
    }
  }

  leave(): void {
    const { words, start } = this.#block;
    if (this.#flaw === "forgets") {
      const word = Atomics.load(words, start);
      Atomics.store(words, start, 0);
      if ((word & WAITED) !== 0) this.#block.wakeOn(start);
    } else if ((Atomics.exchange(words, start, 0) & WAITED) !== 0) this.#block.wakeOn(start);
  }

  #replace(expected: number, wanted: number): boolean {
    const { words, start } = this.#block;
    return Atomics.compareExchange(words, start, expected, wanted) === expected;
  }
}

describe("the explorer catches a latch", () => {
  const visitors = [visitor("A"), visitor("B"), visitor("C")];

  test("that reads its word and clears it in two steps", () => {
    const model = exclusionModel("two steps", visitors, (block) => new Flawed(block, "forgets"));
    const { message } = findingOf(model);
    assert.match(message, /LOST WAKE-UP/);
  });
  test("that doesn't say for others that they still sleep", () => {
    const model = exclusionModel("unmarked", visitors, (block) => new Flawed(block, "unmarked"));
    assert.match(findingOf(model).message, /LOST WAKE-UP/);
  });
  test("that doesn't tell of a death", () => {
    const model = exclusionModel("blind", visitors, (block) => new Flawed(block, "blind"));
    assert.match(
      findingOf({ ...model, crashes: 1 }).message,
      /RECOVERY: 1 died inside, 0 at the door, and 0/,
    );
  });
  test("that two may recover", () => {
    const model = exclusionModel("torn", visitors, (block) => new Flawed(block, "torn"));
    assert.match(findingOf({ ...model, crashes: 1 }).message, /TOGETHER: . and . are inside/);
  });
  test("and shows how it came to that, step by step", () => {
    const two = [visitor("A"), visitor("B")];
    const model = exclusionModel("two steps", two, (block) => new Flawed(block, "forgets"));
    const shown = findingOf(model).message.split("\n");
    assert.deepEqual(shown, [
      "two steps: LOST WAKE-UP: all who are left sleep, and nobody has died",
      "   1     all begin",
      "   2  A  compareExchange block 0[0] 0 -> <A> done",
      "   3  A  load block 0[0] gives <A>",
      "   4  B  compareExchange block 0[0] 0 -> <B> refused: <A>",
      "   5  B  load block 0[0] gives <A>",
      "   6  B  compareExchange block 0[0] <A> -> <A|waited> done",
      "   7  B  queue on block 0[0] while <A|waited> gives 1",
      "   8  A  store block 0[0] := 0",
    ]);
  });
});
