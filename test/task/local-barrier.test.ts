import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  BrokenBarrierError,
  CancelledError,
  ClosedError,
  MisuseError,
  NotSendableError,
} from "../../src/errors.ts";
import { Queue as SharedQueue } from "../../src/index.ts";
import { runInScope } from "../../src/task/current-scope.ts";
import { defer, type Deferred } from "../../src/task/deferred.ts";
import { Barrier } from "../../src/task/local-barrier.ts";
import { Scope } from "../../src/task/scope.ts";
import { barrierContract, type BarrierFixture, type BarrierUser } from "../contracts/barrier.ts";

/** For what would go on waiting if it were wrong. */
const deadline = { timeout: 60_000 };

/**
 * The contract is about what is behind the classes, where the last one to come gets its number before it acts. So here
 * the action lasts until it is told how it ends.
 */
class Fixture implements BarrierFixture {
  readonly #barrier: Barrier;
  /** Whether the last one that came is to act. */
  #acts = false;
  #acting: Deferred<void> | undefined = undefined;
  #last: Promise<number> | undefined = undefined;

  constructor(parties: number) {
    this.#barrier = new Barrier(parties, { action: () => this.#act() });
  }

  async join(): Promise<BarrierUser> {
    const barrier = this.#barrier;
    return {
      wait: (acts, limits) => {
        this.#acts = acts;
        const wait = barrier.wait(limits);
        if (this.#acting === undefined || this.#last !== undefined) return wait;
        this.#last = wait;
        return Promise.resolve(barrier.parties - 1);
      },
      release: () => this.#end((acting) => acting.resolve()),
      fail: async () => {
        const failure = new Error("the action fails");
        await assert.rejects(
          this.#end((acting) => acting.reject(failure)),
          failure,
        );
      },
      abort: async () => barrier.abort(),
      reset: async () => barrier.reset(),
      waiting: async () => barrier.waiting,
      isBroken: async () => barrier.broken,
      die: () => Promise.reject(new Error("a coroutine can't die")),
    };
  }

  async end(): Promise<void> {
    this.#barrier.close();
  }

  #act(): Promise<void> | undefined {
    if (!this.#acts) return undefined;
    this.#acting = defer();
    return this.#acting.promise;
  }

  async #end(how: (acting: Deferred<void>) => void): Promise<void> {
    const last = this.#last;
    if (this.#acting !== undefined) how(this.#acting);
    this.#acting = undefined;
    this.#last = undefined;
    await last;
  }
}

barrierContract("a local Barrier", async (parties) => new Fixture(parties));

describe("a local Barrier", () => {
  test("gives each party a number, the last one the highest", deadline, async () => {
    const barrier = new Barrier(3);
    const first = [barrier.wait(), barrier.wait()];
    assert.equal(barrier.waiting, 2);
    assert.deepEqual(await Promise.all([...first, barrier.wait()]), [0, 1, 2]);
    assert.equal(barrier.waiting, 0);
  });

  test("refuses a number of parties that can't be", () => {
    for (const parties of [0, -1, 1.5, NaN, 65_536]) {
      assert.throws(() => new Barrier(parties), {
        name: "MisuseError",
        message: `a Barrier can't have ${parties} parties, but 1 to 65535 of them`,
      });
    }
    // @ts-expect-error a text is no number
    assert.throws(() => new Barrier("2"), MisuseError);
  });

  test("runs the action once a round, before anybody goes on", deadline, async () => {
    const log: string[] = [];
    const barrier = new Barrier(2, {
      action: async () => {
        log.push("begin");
        await new Promise(setImmediate);
        log.push("end");
      },
    });
    for (const round of [1, 2]) {
      const wait = async (): Promise<void> => {
        await barrier.wait();
        log.push(`go ${round}`);
      };
      await Promise.all([wait(), wait()]);
    }
    const each = (round: number): string[] => ["begin", "end", `go ${round}`, `go ${round}`];
    assert.deepEqual(log, [...each(1), ...each(2)]);
  });

  test("that an action breaks tells its error to one, and BrokenBarrierError to others", async () => {
    const failure = new Error("no");
    const barrier = new Barrier(2, {
      action: () => {
        throw failure;
      },
    });
    const first = assert.rejects(barrier.wait(), {
      name: "BrokenBarrierError",
      message: "the barrier is broken: its action failed",
    });
    await assert.rejects(barrier.wait(), failure);
    await first;
    assert.equal(barrier.broken, true);
  });

  test("has a timeout for waits that say nothing else", deadline, async () => {
    const barrier = new Barrier(2, { timeout: 1 });
    await assert.rejects(barrier.wait(), {
      name: "BrokenBarrierError",
      message: "the barrier is broken: one of its parties waited for too long",
    });
    barrier.reset();
    const waits = [barrier.wait({ timeout: 50_000 }), barrier.wait({ timeout: 0 })];
    assert.deepEqual(await Promise.all(waits), [0, 1]);
  });

  test("is broken by a task that is cancelled, for all its waits and those of others", async () => {
    const barrier = new Barrier(4);
    const scope = new Scope();
    const [one, two] = runInScope(scope, () => [barrier.wait(), barrier.wait()]);
    const three = barrier.wait();
    scope.cancel();
    assert.ok(one !== undefined && two !== undefined);
    await assert.rejects(one, CancelledError);
    for (const wait of [two, three]) {
      await assert.rejects(wait, {
        name: "BrokenBarrierError",
        message: "the barrier is broken: one of its parties stopped waiting",
      });
    }
    await assert.rejects(barrier.wait(), BrokenBarrierError);
  });

  test("is broken by a signal that has aborted before the last party comes", async () => {
    const barrier = new Barrier(2);
    const first = assert.rejects(barrier.wait(), BrokenBarrierError);
    const signal = AbortSignal.abort("no");
    await assert.rejects(barrier.wait({ signal }), (reason) => reason === "no");
    await first;
  });

  test("brings 100,000 coroutines together, two at a time", deadline, async () => {
    const barrier = new Barrier(2);
    const indices = await Promise.all(Array.from({ length: 100_000 }, () => barrier.wait()));
    assert.ok(indices.every((number, place) => number === place % 2));
  });

  test("ends the waits when it is closed", async () => {
    const barrier = new Barrier(2, { name: "start" });
    const waiting = barrier.wait();
    barrier.close();
    await assert.rejects(waiting, {
      name: "ClosedError",
      message: "the Barrier 'start' has been closed",
    });
    await assert.rejects(barrier.wait(), ClosedError);
    assert.throws(() => barrier.broken, ClosedError);
  });

  test("refuses to be sent, and says which class can be", () => {
    using queue = new SharedQueue();
    assert.throws(() => queue.tryPut(new Barrier(1)), NotSendableError);
  });
});
