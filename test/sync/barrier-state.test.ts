import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { BrokenBarrierError } from "../../src/errors.ts";
import { LocalSpace, type LocalMemory } from "../../src/memory/local-memory.ts";
import type { Block } from "../../src/memory/memory.ts";
import { barrierKind, type BarrierState } from "../../src/sync/barrier-state.ts";
import type { BarrierFixture, BarrierUser } from "../contracts/barrier.ts";
import { mortalBarrierContract } from "../contracts/barrier-deaths.ts";

function userOf(memory: LocalMemory, state: BarrierState): BarrierUser {
  return {
    wait: (acts, limits) => state.wait(acts, limits),
    release: async () => state.release(),
    fail: async () => state.fail(),
    abort: async () => state.abort(),
    reset: async () => state.reset(),
    waiting: async () => state.waiting(),
    isBroken: async () => state.isBroken(),
    die: async () => memory.die(),
  };
}

function makeBlock(space: LocalSpace, parties: number): Block {
  const block = space
    .join()
    .allocate({ kind: barrierKind.code, bytes: barrierKind.bytes({ parties }) });
  barrierKind.prepare(block, { parties });
  return block;
}

async function makeFixture(parties: number): Promise<BarrierFixture> {
  const space = new LocalSpace();
  const block = makeBlock(space, parties);
  return {
    async join() {
      const memory = space.join();
      return userOf(memory, barrierKind.open(memory.open(block.reference)));
    },
    async end() {
      for (const party of space.parties) party?.die();
    },
  };
}

mortalBarrierContract("a barrier in local memory", makeFixture);

/** A thread with its view of the barrier, and its waits. */
interface Party {
  readonly memory: LocalMemory;
  readonly state: BarrierState;
}

type Ending = "passed" | "broken" | "stopped";

/** What has become of a wait. */
interface Wait {
  readonly party: Party;
  readonly stop: AbortController;
  ending: Ending | undefined;
  index: number | undefined;
}

type Step =
  | { readonly type: "wait"; readonly acts: boolean }
  | { readonly type: "stop" | "die" | "abort" | "reset" | "settle" };

const reason = new Error("stopped");

/** A barrier under random treatment. */
class Trial {
  readonly waits: Wait[] = [];
  readonly #space = new LocalSpace();
  readonly #block: Block;
  readonly #parties: Party[];
  readonly #needed: number;
  readonly rounds: number[][] = [];

  constructor(needed: number, threads: number) {
    this.#needed = needed;
    this.#block = makeBlock(this.#space, needed);
    this.#parties = Array.from({ length: threads }, () => this.#join());
  }

  async take({ step, who }: { readonly step: Step; readonly who: number }): Promise<void> {
    const at = who % this.#parties.length;
    const party = this.#parties[at] ?? this.#join();
    switch (step.type) {
      case "wait":
        return this.#wait(party, step.acts);
      case "stop":
        this.waits[who % Math.max(1, this.waits.length)]?.stop.abort(reason);
        return;
      case "die":
        party.memory.die();
        this.#parties[at] = this.#join();
        return;
      case "abort":
        return party.state.abort();
      case "reset":
        return party.state.reset();
      default:
        await settled();
    }
  }

  /** Everybody who is still there and alive is released by as many as are missing. */
  async finish(): Promise<void> {
    await settled();
    const witness = this.#join();
    witness.state.reset();
    await settled();
    const pending = this.waits.filter(
      ({ party, ending }) => ending === undefined && !this.#isDead(party),
    );
    const missing = (this.#needed - (pending.length % this.#needed)) % this.#needed;
    for (let more = 0; more < missing; more += 1) this.#wait(witness, false);
    await settled();
    for (const { party, ending } of this.waits)
      if (!this.#isDead(party)) assert.notEqual(ending, undefined, "a wait was forgotten");
    assert.equal(witness.state.waiting(), 0);
    for (const party of this.#space.parties) party?.die();
  }

  #isDead({ memory }: Party): boolean {
    return this.#space.parties[memory.slot] !== memory;
  }

  #join(): Party {
    const memory = this.#space.join();
    return { memory, state: barrierKind.open(memory.open(this.#block.reference)) };
  }

  #wait(party: Party, acts: boolean): void {
    const wait: Wait = { party, stop: new AbortController(), ending: undefined, index: undefined };
    this.waits.push(wait);
    void this.#follow(wait, acts);
  }

  async #follow(wait: Wait, acts: boolean): Promise<void> {
    const { party, stop } = wait;
    try {
      const index = await party.state.wait(acts, { signal: stop.signal });
      if (acts && index === this.#needed - 1) {
        await Promise.resolve();
        if (this.#isDead(party)) return;
        party.state.release();
      }
      wait.index = index;
      wait.ending = "passed";
    } catch (error) {
      wait.ending = error === reason ? "stopped" : "broken";
      if (error !== reason) assert.ok(error instanceof BrokenBarrierError, String(error));
    }
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
}

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ type: fc.constant("wait"), acts: fc.boolean() }) },
  { weight: 4, arbitrary: fc.constant({ type: "settle" } as const) },
  { weight: 1, arbitrary: fc.constant({ type: "stop" } as const) },
  { weight: 1, arbitrary: fc.constant({ type: "die" } as const) },
  { weight: 1, arbitrary: fc.constant({ type: "abort" } as const) },
  { weight: 3, arbitrary: fc.constant({ type: "reset" } as const) },
);

describe("a barrier's state", () => {
  test("forgets nobody, whatever happens in whichever order", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.record({ step: anyStep, who: fc.nat({ max: 30 }) }), { maxLength: 60 }),
        async (parties, steps) => {
          const trial = new Trial(parties, 4);
          for (const step of steps) await trial.take(step);
          await trial.finish();
          // Nobody who passed has died, so where nobody has, they are whole rounds.
          const passed = trial.waits.filter(({ ending }) => ending === "passed");
          const someDied = steps.some(({ step }) => step.type === "die");
          if (!someDied) assert.equal(passed.length % parties, 0);
          if (!someDied) assertRounds(passed, parties);
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** Each index was given as often as every other. */
function assertRounds(passed: readonly Wait[], parties: number): void {
  const counts = Array.from({ length: parties }, () => 0);
  for (const { index } of passed) if (index !== undefined) counts[index] = (counts[index] ?? 0) + 1;
  for (const count of counts) assert.equal(count, passed.length / parties);
}
