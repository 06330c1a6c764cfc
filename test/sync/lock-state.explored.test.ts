import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import type { Waiting, WaitLimits } from "../../src/memory/memory.ts";
import { SlotSet } from "../../src/memory/slot-set.ts";
import { holderIn, tokenOf, WAITED } from "../../src/memory/word.ts";
import { ACQUIRED, LockState, RECOVERED, type LockGrant } from "../../src/sync/lock-state.ts";
import { RLockState } from "../../src/sync/rlock-state.ts";
import {
  exclusionModel,
  visitor,
  type Exclusive,
  type Patience,
} from "../memory/explorer/exclusion.ts";
import { explore, findingOf } from "../memory/explorer/explore.ts";
import type { Program } from "../memory/explorer/model.ts";
import type { ModelBlock, ModelMemory } from "../memory/explorer/model-memory.ts";
import { GAVE_UP, waitBriefly, waitInLoop, waitInLoopBriefly } from "../memory/explorer/waits.ts";

/** What all locks have. */
interface Acquirable {
  tryAcquire(): LockGrant | undefined;
  acquire(limits?: WaitLimits): Promise<LockGrant>;
  acquireSync(limits?: WaitLimits): LockGrant;
  release(): boolean;
}

class Visited implements Exclusive {
  readonly #memory: ModelMemory;
  readonly #lock: Acquirable;

  constructor(memory: ModelMemory, lock: Acquirable) {
    this.#memory = memory;
    this.#lock = lock;
  }

  enter(patience: Patience): boolean | typeof GAVE_UP {
    const grant = this.#acquire(patience);
    return grant === GAVE_UP ? GAVE_UP : grant === RECOVERED;
  }

  leave(): void {
    assert.equal(this.#lock.release(), true);
  }

  /** Like `Lock`: who finds it free doesn't become one who waits. */
  #acquire(patience: Patience): unknown {
    const lock = this.#lock;
    const grant = lock.tryAcquire();
    if (grant !== undefined) return grant;
    switch (patience) {
      case "blocks":
        return lock.acquireSync();
      case "awaits":
        return waitInLoop(this.#memory, () => lock.acquire())[0];
      case "blocks briefly":
        return waitBriefly((limits) => lock.acquireSync(limits));
      case "awaits briefly":
        return waitInLoopBriefly(this.#memory, (limits) => lock.acquire(limits));
    }
  }
}

const lockIn = (block: ModelBlock): Exclusive => new Visited(block.memory, new LockState(block));

/** A re-entrant lock, taken by a call of its thread. */
const rlockIn = (block: ModelBlock): Exclusive => {
  const state = new RLockState(block);
  const caller = 1;
  return new Visited(block.memory, {
    tryAcquire: () => state.tryAcquire(caller),
    acquire: (limits) => state.acquire(caller, limits),
    acquireSync: (limits) => state.acquireSync(caller, limits),
    release: () => state.release(caller),
  });
};

const inTheSlotOfTheDead = [
  visitor("A"),
  visitor("B", 1, { mortal: false }),
  visitor("C", 1, { heirOf: "A" }),
];

function all(
  context: TestContext,
  crashes: number,
  { programs, join }: { programs: Program<Exclusive>[]; join: (block: ModelBlock) => Exclusive },
): void {
  const { states } = explore({ ...exclusionModel("lock", programs, join), crashes });
  context.diagnostic(`${states} states`);
}

/** C holds the lock from the beginning: so two others can both wait, with far fewer states than if C had to get it. */
function heldAtFirst(
  context: TestContext,
  crashes: number,
  programs: readonly Program<Exclusive>[],
): void {
  const holder: Program<Exclusive> = { name: "C", acts: [() => false, (lock) => lock.leave()] };
  const { states } = explore({
    ...exclusionModel("lock", [...programs, holder], lockIn),
    prepare: ({ words, start }) => {
      Atomics.store(words, start, tokenOf(2, 1));
    },
    crashes,
  });
  context.diagnostic(`${states} states`);
}

describe("a lock, in every interleaving", () => {
  const join = lockIn;

  test("belongs to one of two threads at a time, again and again", (context) => {
    all(context, 0, { programs: [visitor("A", 3), visitor("B", 3)], join });
    const awaiting = { patience: "awaits" } as const;
    all(context, 0, { programs: [visitor("A", 2, awaiting), visitor("B", 2, awaiting)], join });
    all(context, 0, { programs: [visitor("A", 2), visitor("B", 2, awaiting)], join });
  });
  test("belongs to one of three threads at a time, each of which comes once", (context) => {
    all(context, 0, { programs: [visitor("A"), visitor("B"), visitor("C")], join });
  });
  test("is given on by who gives up", (context) => {
    for (const patience of ["blocks briefly", "awaits briefly"] as const) {
      const impatient = visitor("A", 1, { patience, early: 1 });
      heldAtFirst(context, 0, [impatient, visitor("B")]);
    }
  });
  test("is recovered when its holder dies, at whatever point, and the next is told so", (context) => {
    all(context, 2, { programs: [visitor("A", 2), visitor("B", 2)], join });
    all(context, 1, { programs: [visitor("A"), visitor("B", 1, { patience: "awaits" })], join });
    heldAtFirst(context, 1, [visitor("A"), visitor("B")]);
  });
  test("isn't mistaken for that of a new thread in the slot of a dead one", (context) => {
    all(context, 1, { programs: inTheSlotOfTheDead, join });
  });
});

describe("a re-entrant lock, in every interleaving", () => {
  const join = rlockIn;

  test("belongs to one of two threads at a time, again and again", (context) => {
    all(context, 0, { programs: [visitor("A", 2), visitor("B", 2)], join });
    all(context, 0, { programs: [visitor("A"), visitor("B", 1, { patience: "awaits" })], join });
  });
  test("is given on by who gives up", (context) => {
    for (const patience of ["blocks briefly", "awaits briefly"] as const) {
      const impatient = visitor("A", 1, { patience, early: 1 });
      all(context, 0, { programs: [impatient, visitor("B", 2)], join });
    }
  });
  test("is recovered when its holder dies, at whatever point, and the next is told so", (context) => {
    all(context, 2, { programs: [visitor("A", 2), visitor("B", 2)], join });
  });
  test("isn't mistaken for that of a new thread in the slot of a dead one", (context) => {
    all(context, 1, { programs: inTheSlotOfTheDead, join });
  });
});

type Flaw = "forgets" | "unmarked" | "late" | "blind" | "torn" | "wiped";

/** A lock with a mistake in it. */
class Flawed implements Acquirable {
  readonly #memory: ModelMemory;
  readonly #words: Int32Array;
  readonly #word: number;
  readonly #waiters: SlotSet;
  readonly #flaw: Flaw;

  constructor(block: ModelBlock, flaw: Flaw) {
    this.#memory = block.memory;
    this.#words = block.words;
    this.#word = block.start;
    this.#waiters = new SlotSet(block, 16);
    this.#flaw = flaw;
  }

  tryAcquire(): LockGrant | undefined {
    return this.#replace(0, this.#memory.me) ? ACQUIRED : undefined;
  }

  acquire(limits?: WaitLimits): Promise<LockGrant> {
    return this.#memory.parking.wait(this.#waiting, limits);
  }

  acquireSync(limits?: WaitLimits): LockGrant {
    return this.#memory.parking.waitSync(this.#waiting, limits);
  }

  release(): boolean {
    if (this.#flaw === "late") {
      // Calls somebody before there is anything to have.
      this.#memory.parking.wake(this.#waiters);
      return Atomics.exchange(this.#words, this.#word, 0) !== 0;
    }
    const word =
      this.#flaw === "forgets"
        ? Atomics.load(this.#words, this.#word)
        : Atomics.exchange(this.#words, this.#word, 0);
    if (this.#flaw === "forgets") Atomics.store(this.#words, this.#word, 0);
    if ((word & WAITED) !== 0) this.#memory.parking.wake(this.#waiters);
    return true;
  }

  get #waiting(): Waiting<LockGrant> {
    return {
      set: this.#waiters,
      attempt: () => this.#attempt(),
      watched: () => holderIn(Atomics.load(this.#words, this.#word)),
    };
  }

  #attempt(): LockGrant | undefined {
    const { me } = this.#memory;
    const mine = this.#flaw === "unmarked" ? me : me | WAITED;
    for (;;) {
      const word = Atomics.load(this.#words, this.#word);
      if (word === 0) {
        if (this.#replace(0, mine)) return ACQUIRED;
      } else if (this.#memory.isDead(word)) {
        if (this.#recover(word, mine)) return this.#flaw === "blind" ? ACQUIRED : RECOVERED;
      } else if ((word & WAITED) !== 0 || this.#replace(word, word | WAITED)) return undefined;
    }
  }

  #recover(word: number, mine: number): boolean {
    if (this.#flaw === "torn") {
      Atomics.store(this.#words, this.#word, mine);
      return true;
    }
    // Frees it for everybody, and then tries like everybody.
    if (this.#flaw === "wiped") {
      Atomics.store(this.#words, this.#word, 0);
      return this.#replace(0, mine);
    }
    return this.#replace(word, mine);
  }

  #replace(expected: number, wanted: number): boolean {
    return Atomics.compareExchange(this.#words, this.#word, expected, wanted) === expected;
  }
}

describe("the explorer catches a lock", () => {
  function finds(flaw: Flaw, crashes: number, what: RegExp): void {
    const programs = [visitor("A"), visitor("B"), visitor("C")];
    const model = exclusionModel(
      flaw,
      programs,
      (block) => new Visited(block.memory, new Flawed(block, flaw)),
    );
    assert.match(findingOf({ ...model, crashes }).message, what);
  }

  test("that reads its word and clears it in two steps", () => finds("forgets", 0, /LOST WAKE-UP/));
  test("that doesn't say for others that they still wait", () =>
    finds("unmarked", 0, /LOST WAKE-UP/));
  test("that calls somebody before it is free", () => finds("late", 0, /LOST WAKE-UP/));
  test("that doesn't tell of a death", () =>
    finds("blind", 1, /RECOVERY: 1 died inside, 0 at the door, and 0/));
  test("that two may recover", () => finds("torn", 1, /TOGETHER: . and . are inside/));
  test("that is freed by who finds its holder dead, though another has it by then", () =>
    finds("wiped", 1, /TOGETHER: . and . are inside/));
});
