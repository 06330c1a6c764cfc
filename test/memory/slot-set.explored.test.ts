import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import type { Block } from "../../src/memory/memory.ts";
import { SlotSet } from "../../src/memory/slot-set.ts";
import { explore, findingOf } from "./explorer/explore.ts";
import type { Act, Model, Program } from "./explorer/model.ts";

/** What is explored of a set. */
type Members = Pick<SlotSet, "add" | "remove" | "take" | "empty">;

/** A set, and a word that says which adds have returned: those after which nobody has taken the member out again. */
interface Party {
  readonly set: Members;
  readonly flags: { get(): number; raise(member: number): void };
}

/** Words beyond the set. */
const FLAGS = 40;

/** Two in one row and one in another. */
const members = [3, 5, 40];

function flagOf(member: number): number {
  return 1 << members.indexOf(member);
}

const add =
  (member: number): Act<Party> =>
  ({ set, flags }, { note }) => {
    note({ adding: member });
    set.add(member);
    note({ added: member });
    flags.raise(member);
  };

const remove =
  (member: number): Act<Party> =>
  ({ set }, { note }) => {
    if (set.remove(member)) note({ out: member });
  };

/** Which members must be in the set, unless somebody else takes them out, and which one was found. */
const take =
  (first = 0, except = -1): Act<Party> =>
  ({ set, flags }, { note }) => {
    const sure = flags.get();
    const found = set.take(first, except);
    if (found >= 0) note({ out: found });
    return { sure, except, found };
  };

interface Note {
  readonly adding?: number;
  readonly added?: number;
  readonly out?: number;
}

function setModel(
  programs: readonly Program<Party>[],
  make: (block: Block) => Members = (block) => new SlotSet(block, 0),
): Model<Party> {
  return {
    name: "set",
    blockWords: 48,
    programs,
    join: (block) => ({
      set: make(block),
      flags: {
        get: () => Atomics.load(block.words, block.start + FLAGS),
        raise: (member) => Atomics.or(block.words, block.start + FLAGS, flagOf(member)),
      },
    }),
    atEnd: (processes, { set }) => {
      const notes = processes.flatMap((process) => process.notes as readonly Note[]);
      const out = notes.flatMap((note) => note.out ?? []);
      const results = processes.flatMap((process) => process.results as readonly (Found | null)[]);
      for (const result of results) if (result !== null) checkFound(result, out);
      for (let left = set.take(0, -1); left >= 0; left = set.take(0, -1)) out.push(left);
      const adding = notes.flatMap((note) => note.adding ?? []);
      const added = notes.flatMap((note) => note.added ?? []);
      for (const member of members) {
        const adds = adding.filter((one) => one === member).length;
        const ends = out.filter((one) => one === member).length;
        assert.ok(ends <= adds, `TWICE: ${member} was added ${adds} times and taken ${ends} times`);
        if (added.includes(member))
          assert.ok(ends > 0, `LOST: ${member} was added, and isn't there`);
      }
      assert.ok(set.empty, "an empty set doesn't know that it is empty");
    },
  };
}

interface Found {
  readonly sure: number;
  readonly except: number;
  readonly found: number;
}

/** Who has found nothing may only have missed those whom somebody else has taken out. */
function checkFound({ sure, except, found }: Found, out: readonly number[]): void {
  if (found >= 0) return;
  for (const member of members)
    if ((sure & flagOf(member)) !== 0 && member !== except)
      assert.ok(out.includes(member), `MISSED: ${member} had been added, and wasn't found`);
}

function all(context: TestContext, ...programs: readonly Program<Party>[]): void {
  const { states } = explore(setModel(programs));
  context.diagnostic(`${states} states`);
}

describe("a set of slots, in every interleaving", () => {
  test("gives whom it was told, whoever comes into the same row meanwhile", (context) => {
    all(
      context,
      { name: "A", acts: [add(3)] },
      { name: "B", acts: [add(5)] },
      { name: "C", acts: [take(), take()] },
    );
  });
  test("gives whom it was told, whoever comes into another row meanwhile", (context) => {
    all(
      context,
      { name: "A", acts: [add(3)] },
      { name: "B", acts: [add(40)] },
      { name: "C", acts: [take(4), take()] },
    );
  });
  test("gives whom it was told, whoever leaves the row meanwhile", (context) => {
    all(
      context,
      { name: "A", acts: [add(3), remove(3)] },
      { name: "B", acts: [add(5)] },
      { name: "C", acts: [take()] },
    );
    all(
      context,
      { name: "A", acts: [add(3), remove(3), add(3)] },
      { name: "B", acts: [add(5), remove(5)] },
    );
  });
  test("gives a member to one of those who take, or lets it leave", (context) => {
    all(
      context,
      { name: "A", acts: [add(3), remove(3)] },
      { name: "B", acts: [take()] },
      { name: "C", acts: [take()] },
    );
    all(
      context,
      { name: "A", acts: [add(3), add(5)] },
      { name: "B", acts: [take(4)] },
      { name: "C", acts: [take(4, 5)] },
    );
  });
  test("keeps whom it was told, whoever dies while coming, leaving or taking", (context) => {
    const { states } = explore({
      ...setModel([
        { name: "A", acts: [add(3), remove(3)] },
        { name: "B", acts: [add(5)], mortal: false },
        { name: "C", acts: [take(0, 5), take()] },
      ]),
      crashes: 2,
    });
    context.diagnostic(`${states} states`);
  });
});

type Flaw = "summary first" | "no second look" | "second look" | "not told";

/**
 * A set of one row with a mistake in it. All clear the summary of an empty row. With "second look" it is what the product
 * once had.
 */
class Flawed implements Members {
  readonly #words: Int32Array;
  readonly #at: number;
  readonly #flaw: Flaw;

  constructor({ words, start }: Block, flaw: Flaw) {
    this.#words = words;
    this.#at = start;
    this.#flaw = flaw;
  }

  get empty(): boolean {
    return Atomics.load(this.#words, this.#at) === 0;
  }

  add(slot: number): void {
    const row = (): number => Atomics.or(this.#words, this.#at + 1, 1 << slot);
    if (this.#flaw !== "summary first") row();
    Atomics.or(this.#words, this.#at, 1);
    if (this.#flaw === "summary first") row();
  }

  remove(slot: number): boolean {
    const bit = 1 << slot;
    const before = Atomics.and(this.#words, this.#at + 1, ~bit);
    if ((before & ~bit) === 0) this.#forget();
    return this.#flaw === "not told" || (before & bit) !== 0;
  }

  take(_first: number, except: number): number {
    if (this.empty) return -1;
    const bits = Atomics.load(this.#words, this.#at + 1);
    for (const slot of [3, 5])
      if ((bits & (1 << slot)) !== 0 && slot !== except && this.remove(slot)) return slot;
    return -1;
  }

  #forget(): void {
    Atomics.and(this.#words, this.#at, 0);
    if (this.#flaw === "no second look") return;
    if (Atomics.load(this.#words, this.#at + 1) !== 0) Atomics.or(this.#words, this.#at, 1);
  }
}

describe("the explorer catches a set of slots", () => {
  const adding: readonly Program<Party>[] = [
    { name: "A", acts: [add(3)] },
    { name: "B", acts: [add(5)] },
    { name: "C", acts: [take(), take()] },
  ];
  const taking: readonly Program<Party>[] = [
    { name: "A", acts: [add(3)] },
    { name: "B", acts: [take()] },
    { name: "C", acts: [take()] },
  ];

  const leaving: readonly Program<Party>[] = [
    { name: "A", acts: [add(3)] },
    { name: "B", acts: [add(5), remove(5)] },
    { name: "C", acts: [take()] },
  ];

  function finds(flaw: Flaw, programs: readonly Program<Party>[], what: RegExp): void {
    const { message } = findingOf(setModel(programs, (block) => new Flawed(block, flaw)));
    assert.match(message, what);
  }

  test("that sets the summary before the row", () => finds("summary first", adding, /LOST|MISSED/));
  test("that forgets who comes while the last one leaves", () =>
    finds("no second look", adding, /LOST|MISSED/));
  test("that hides who comes while the last one leaves, be it for a moment", () =>
    finds("second look", leaving, /MISSED/));
  test("that gives a member to everybody who asks", () => finds("not told", taking, /TWICE/));
});
