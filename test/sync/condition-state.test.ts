import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { MisuseError } from "../../src/errors.ts";
import { LocalSpace, type LocalMemory } from "../../src/memory/local-memory.ts";
import type { Block } from "../../src/memory/memory.ts";
import { conditionKind, type ConditionState } from "../../src/sync/condition-state.ts";
import {
  conditionContract,
  type ConditionFixture,
  type ConditionUser,
} from "../contracts/condition.ts";

function userOf(memory: LocalMemory, state: ConditionState): ConditionUser {
  return {
    enter: async () => state.enter(),
    wait: (ticket, limits) => state.wait(ticket, limits),
    leave: async (ticket) => state.leave(ticket),
    notify: async (count) => state.notify(count),
    waiting: async () => state.waiting(),
    die: async () => memory.die(),
  };
}

function makeBlock(space: LocalSpace): Block {
  const { code } = conditionKind;
  return space.join().allocate({ kind: code, bytes: conditionKind.bytes(undefined) });
}

async function makeFixture(): Promise<ConditionFixture> {
  const space = new LocalSpace();
  const block = makeBlock(space);
  return {
    async join() {
      const memory = space.join();
      return userOf(memory, conditionKind.open(memory.open(block.reference)));
    },
    async end() {
      for (const party of space.parties) party?.die();
    },
  };
}

conditionContract("a condition in local memory", makeFixture);

/** A thread with its view of the condition. */
interface Party {
  readonly memory: LocalMemory;
  readonly state: ConditionState;
}

/** What has become of a wait. */
interface Wait {
  readonly party: Party;
  readonly stop: AbortController;
  ending: "notified" | "stopped" | undefined;
}

interface Step {
  readonly type: "wait" | "notify" | "stop" | "die" | "settle";
  readonly number: number;
}

const reason = new Error("stopped");

/** A condition under random treatment. */
class Trial {
  readonly waits: Wait[] = [];
  /** How many waits were found by notifications. */
  found = 0;
  readonly #space = new LocalSpace();
  readonly #block: Block;
  readonly #parties: Party[];

  constructor(threads: number) {
    this.#block = makeBlock(this.#space);
    this.#parties = Array.from({ length: threads }, () => this.#join());
  }

  /** Those who wait and haven't been told anything, as far as they know. */
  get pending(): readonly Wait[] {
    return this.waits.filter(({ party, ending }) => ending === undefined && !this.#isDead(party));
  }

  count(ending: "notified" | "stopped"): number {
    return this.waits.filter((wait) => wait.ending === ending).length;
  }

  async take({ type, number }: Step): Promise<void> {
    const at = number % this.#parties.length;
    const party = this.#parties[at] ?? this.#join();
    switch (type) {
      case "wait":
        void this.#wait(party);
        return;
      case "notify":
        this.found += party.state.notify(number % 4);
        return;
      case "stop":
        this.waits[number % Math.max(1, this.waits.length)]?.stop.abort(reason);
        return;
      case "die":
        party.memory.die();
        this.#parties[at] = this.#join();
        return;
      default:
        await settled();
    }
  }

  /** A thread that doesn't die begins so many waits. */
  async attend(waits: number): Promise<void> {
    const party = this.#join();
    for (let wait = 0; wait < waits; wait += 1) void this.#wait(party);
    await settled();
  }

  notifyAll(): void {
    this.found += this.#join().state.notify(Infinity);
  }

  end(): void {
    for (const party of this.#space.parties) party?.die();
  }

  #isDead({ memory }: Party): boolean {
    return this.#space.parties[memory.slot] !== memory;
  }

  #join(): Party {
    const memory = this.#space.join();
    return { memory, state: conditionKind.open(memory.open(this.#block.reference)) };
  }

  async #wait(party: Party): Promise<void> {
    const wait: Wait = { party, stop: new AbortController(), ending: undefined };
    this.waits.push(wait);
    const ticket = party.state.enter();
    try {
      await party.state.wait(ticket, { signal: wait.stop.signal });
      // As if it had to wait for the lock.
      await Promise.resolve();
      if (this.#isDead(party)) return;
      party.state.leave(ticket);
      wait.ending = "notified";
    } catch (error) {
      assert.equal(error, reason);
      wait.ending = "stopped";
    }
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
}

function anySteps(types: fc.Arbitrary<Step["type"]>): fc.Arbitrary<Step[]> {
  return fc.array(fc.record({ type: types, number: fc.nat({ max: 30 }) }), { maxLength: 60 });
}

const withoutDeaths = anySteps(fc.constantFrom("wait", "wait", "notify", "settle", "stop"));
const withDeaths = anySteps(
  fc.constantFrom("wait", "wait", "wait", "notify", "notify", "settle", "stop", "die"),
);

describe("a condition's state", () => {
  test("wakes exactly those who were notified, in each thread the oldest first", async () => {
    await fc.assert(
      fc.asyncProperty(withoutDeaths, async (steps) => {
        const trial = new Trial(3);
        for (const step of steps) await trial.take(step);
        await settled();
        assert.equal(trial.count("notified"), trial.found);
        // Whoever still waits has come after all of the same thread who were notified.
        for (const { party } of trial.pending) {
          const own = trial.waits.filter((wait) => wait.party === party);
          const first = own.findIndex(({ ending }) => ending === undefined);
          assert.ok(own.slice(first).every(({ ending }) => ending !== "notified"));
        }
        trial.notifyAll();
        await settled();
        assert.equal(trial.pending.length, 0);
        assert.equal(trial.count("notified"), trial.found);
        trial.end();
      }),
      { numRuns: 300 },
    );
  });

  test("loses no notification with those who die while somebody else waits", async () => {
    await fc.assert(
      fc.asyncProperty(withDeaths, async (steps) => {
        const trial = new Trial(4);
        // More than can be notified and stopped.
        await trial.attend(250);
        for (const step of steps) await trial.take(step);
        await settled();
        assert.equal(trial.count("notified"), trial.found);
        trial.notifyAll();
        await settled();
        assert.equal(trial.pending.length, 0);
        trial.end();
      }),
      { numRuns: 300 },
    );
  });

  test("has room for so many waits of a thread, and says so", () => {
    const space = new LocalSpace();
    const state = conditionKind.open(makeBlock(space));
    for (let wait = 0; wait < 65_535; wait += 1) state.enter();
    assert.throws(() => state.enter(), {
      name: "MisuseError",
      message: "a thread can't wait more than 65535 times for one Condition",
    });
    assert.equal(state.waiting(), 65_535);
    assert.equal(state.notify(Infinity), 65_535);
    assert.equal(state.notify(1), 0);
    assert.throws(() => state.enter(), MisuseError);
    for (const party of space.parties) party?.die();
  });

  test("opened twice in one thread has one order of waits", async () => {
    const space = new LocalSpace();
    const block = makeBlock(space);
    const [first, second] = [conditionKind.open(block), conditionKind.open(block)];
    const tickets = [first.enter(), second.enter()] as const;
    first.notify(1);
    assert.equal(await second.wait(tickets[1], { timeout: 0 }), false);
    assert.equal(await first.wait(tickets[0], { timeout: 0 }), true);
    for (const party of space.parties) party?.die();
  });
});
