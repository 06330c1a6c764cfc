import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { lockKind } from "../../src/sync/lock-state.ts";
import { rlockKind } from "../../src/sync/rlock-state.ts";
import { semaphoreKind } from "../../src/sync/semaphore-state.ts";
import { partiesAt, turnsOf } from "./parties.ts";

const USERS = 4;
const TOTAL = 3;
/** After so many turns of the microtask queue everybody who was woken has looked. */
const SETTLED = 20;
/** The number of a call, for re-entrant locks. */
const CALL = 1;

interface Limits {
  readonly signal: AbortSignal;
}

/** What the game asks of a lock or a semaphore, in one thread. */
interface Play {
  readonly die: () => void;
  readonly tryAcquire: (permits: number) => boolean;
  readonly acquire: (permits: number, limits: Limits) => Promise<unknown>;
  readonly release: (permits: number) => void;
}

interface Rules {
  /** How many permits there are. */
  readonly total: number;
  /** Whether who holds some may have more. */
  readonly reentrant: boolean;
  /** Starts with a new object, and gives what lets threads join in. */
  readonly start: () => () => Play;
}

const semaphores: Rules = {
  total: TOTAL,
  reentrant: false,
  start: () => {
    const join = partiesAt(semaphoreKind, { value: TOTAL, bounded: true });
    return () => {
      const { memory, state } = join();
      return {
        die: () => memory.die(),
        tryAcquire: (permits) => state.tryAcquire(permits) === true,
        acquire: (permits, limits) => state.acquire(permits, limits),
        release: (permits) => assert.equal(state.release(permits), true),
      };
    };
  },
};

const locks: Rules = {
  total: 1,
  reentrant: false,
  start: () => {
    const join = partiesAt(lockKind, undefined);
    return () => {
      const { memory, state } = join();
      return {
        die: () => memory.die(),
        tryAcquire: () => state.tryAcquire() !== undefined,
        acquire: (_permits, limits) => state.acquire(limits),
        release: () => assert.equal(state.release(), true),
      };
    };
  },
};

const reentrantLocks: Rules = {
  total: 1,
  reentrant: true,
  start: () => {
    const join = partiesAt(rlockKind, undefined);
    return () => {
      const { memory, state } = join();
      return {
        die: () => memory.die(),
        tryAcquire: () => state.tryAcquire(CALL) !== undefined,
        acquire: (_permits, limits) => state.acquire(CALL, limits),
        release: () => assert.equal(state.release(CALL), true),
      };
    };
  },
};

type Action = "acquire" | "try" | "cancel" | "give up" | "release" | "die";

interface Step {
  readonly action: Action;
  readonly user: number;
  readonly permits: number;
  /** How many turns of the microtask queue pass before the next step. */
  readonly turns: number;
}

/** After a death everybody looks again, which would hide that somebody wasn't woken: so there are games without. */
const stepsOf = (withDeaths: boolean): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.record<Step>({
      action: fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom<Action>("acquire", "release") },
        { weight: 3, arbitrary: fc.constantFrom<Action>("try", "cancel", "give up") },
        ...(withDeaths ? [{ weight: 1, arbitrary: fc.constant<Action>("die") }] : []),
      ),
      user: fc.nat(USERS - 1),
      permits: fc.integer({ min: 1, max: TOTAL }),
      turns: fc.oneof(fc.constant(0), fc.nat(3), fc.constant(SETTLED)),
    }),
    { maxLength: 80 },
  );

/** One thread, what it holds, and its waits that can be cancelled. */
class User {
  readonly play: Play;
  /** With how many permits each of them wants. */
  readonly waits = new Map<AbortController, number>();
  readonly held: number[] = [];

  constructor(play: Play) {
    this.play = play;
  }

  /** Settles when the wait has ended, which it never does for the dead. */
  async acquire(permits: number): Promise<void> {
    const wait = new AbortController();
    this.waits.set(wait, permits);
    try {
      await this.play.acquire(permits, { signal: wait.signal });
      this.held.push(permits);
    } catch (error) {
      assert.equal(error, "cancelled");
    } finally {
      this.waits.delete(wait);
    }
  }

  cancelFirst(): void {
    const [first] = this.waits.keys();
    first?.abort("cancelled");
  }

  /** Then its thread waits for nothing any more, and has to pass on a ring that comes too late. */
  giveUp(): void {
    for (const wait of this.waits.keys()) wait.abort("cancelled");
  }

  /** Lets go of what it has held longest. */
  release(): boolean {
    const permits = this.held.shift();
    if (permits !== undefined) this.play.release(permits);
    return permits !== undefined;
  }
}

class Game {
  readonly #rules: Rules;
  readonly #join: () => Play;
  readonly #users: User[];
  readonly #failures: unknown[] = [];

  constructor(rules: Rules) {
    this.#rules = rules;
    this.#join = rules.start();
    this.#users = Array.from({ length: USERS }, () => new User(this.#join()));
  }

  step({ action, user: number, permits }: Step): void {
    const user = this.#users[number];
    assert.ok(user);
    const wanted = Math.min(permits, this.#rules.total);
    if (action === "acquire") user.acquire(wanted).catch((error) => this.#failures.push(error));
    else if (action === "try" && user.play.tryAcquire(wanted)) user.held.push(wanted);
    else if (action === "cancel") user.cancelFirst();
    else if (action === "give up") user.giveUp();
    else if (action === "release") user.release();
    else if (action === "die") this.#replace(number, user);
  }

  /** Nobody holds what somebody else holds. */
  check(): void {
    const holders = this.#users.filter(({ held }) => held.length > 0);
    if (this.#rules.reentrant) assert.ok(holders.length <= 1);
    else assert.ok(this.#free >= 0);
  }

  /** Nobody waits for what is free. */
  checkSettled(): void {
    for (const wanted of this.#users.flatMap(({ waits }) => [...waits.values()]))
      assert.ok(wanted > this.#free, `${wanted} wanted of ${this.#free}`);
  }

  /** Everybody releases what they hold until nobody holds anything; then all permits are there. */
  async finish(): Promise<void> {
    do {
      await turnsOf(SETTLED);
      this.check();
      this.checkSettled();
    } while (this.#users.map((user) => user.release()).includes(true));
    assert.deepEqual(this.#failures, []);
    const last = this.#join();
    for (let permit = 0; permit < this.#rules.total; permit += 1)
      assert.ok(last.tryAcquire(1), `permit ${permit} is lost`);
    if (!this.#rules.reentrant) assert.equal(last.tryAcquire(1), false);
  }

  /** How many permits nobody holds. */
  get #free(): number {
    const held = this.#users.flatMap((user) => user.held);
    if (this.#rules.reentrant) return held.length === 0 ? 1 : 0;
    return this.#rules.total - held.reduce((sum, permits) => sum + permits, 0);
  }

  /** The newcomer has the slot of the dead. */
  #replace(number: number, user: User): void {
    user.play.die();
    this.#users[number] = new User(this.#join());
  }
}

for (const [name, rules] of [
  ["a lock", locks],
  ["a re-entrant lock", reentrantLocks],
  ["a semaphore", semaphores],
] as const) {
  for (const [what, steps] of [
    ["waits, cancels or releases", stepsOf(false)],
    ["waits, cancels, releases or dies", stepsOf(true)],
  ] as const)
    test(`${name} is never lost and never had twice, whoever ${what}`, async () => {
      await fc.assert(
        fc.asyncProperty(steps, async (played) => {
          const game = new Game(rules);
          for (const step of played) {
            game.step(step);
            // To await nothing takes a turn, too, in which those who were woken look.
            if (step.turns > 0) await turnsOf(step.turns);
            game.check();
            if (step.turns === SETTLED) game.checkSettled();
          }
          await game.finish();
        }),
        { numRuns: 1_000 },
      );
    });
}
