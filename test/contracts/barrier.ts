import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { BrokenBarrierError } from "../../src/errors.ts";
import type { WaitLimits } from "../../src/memory/memory.ts";

/** One thread at a barrier, wherever it is. What never waits may have to be asked for from afar, and so waits here. */
export interface BarrierUser {
  /** `acts`: whether it calls `release` or `fail` when it was the last to come. */
  wait(acts: boolean, limits: WaitLimits): Promise<number>;
  release(): Promise<void>;
  fail(): Promise<void>;
  abort(): Promise<void>;
  reset(): Promise<void>;
  waiting(): Promise<number>;
  isBroken(): Promise<boolean>;
  /** Ends at once. */
  die(): Promise<void>;
}

/** A barrier and threads at it. */
export interface BarrierFixture {
  /** Another thread at it. */
  join(): Promise<BarrierUser>;
  /** All of them end. */
  end(): Promise<void>;
}

export const untilThere = {};
/** For what would go on waiting if it were wrong. */
const deadline = { timeout: 60_000 };

type Make = (parties: number) => Promise<BarrierFixture>;

/** Gives what runs a test with so many users at a barrier. */
export function checkWith(make: Make) {
  return (
    title: string,
    parties: number,
    body: (users: BarrierUser[], fixture: BarrierFixture) => Promise<void>,
  ): void => {
    test(title, deadline, async () => {
      const fixture = await make(parties);
      try {
        const users: BarrierUser[] = [];
        for (let user = 0; user < parties; user += 1) users.push(await fixture.join());
        await body(users, fixture);
      } finally {
        await fixture.end();
      }
    });
  };
}

/** What every barrier does, whoever is at it, if nobody dies. */
export function barrierContract(name: string, make: Make): void {
  const check = checkWith(make);

  describe(`${name}: a round`, () => {
    check("lets nobody go before all are there", 3, async (users) => {
      const [one, two, three] = threeOf(users);
      let gone = 0;
      const count = (index: number): number => {
        gone += 1;
        return index;
      };
      const first = one.wait(false, untilThere).then(count);
      const second = two.wait(false, untilThere).then(count);
      await arrived(three, 2);
      assert.equal(gone, 0);
      const indices = [await three.wait(false, untilThere), await first, await second];
      assert.deepEqual(sorted(indices), [0, 1, 2]);
      assert.equal(indices[0], 2);
      assert.equal(await one.waiting(), 0);
    });

    check("of one party ends at once", 1, async ([user]) => {
      assert.equal(await user?.wait(false, { timeout: 0 }), 0);
      assert.equal(await user?.wait(false, { timeout: 0 }), 0);
    });

    check("is followed by the next, many times", 3, async (users) => {
      const rounds = 50;
      const finished: number[] = [0, 0, 0];
      const go = async (user: BarrierUser, party: number): Promise<void> => {
        for (let round = 0; round < rounds; round += 1) {
          await user.wait(false, untilThere);
          finished[party] = round + 1;
          // Nobody is a whole round ahead: they had to be in this one, too.
          for (const other of finished) assert.ok(other >= round);
        }
      };
      await Promise.all(users.map(go));
      assert.deepEqual(finished, [rounds, rounds, rounds]);
    });

    check("may have several parties in one thread, and more than it needs", 3, async (users) => {
      const [one, two] = threeOf(users);
      const waits = [one, one, two, one, two, one].map((user) => user.wait(false, untilThere));
      assert.deepEqual(sorted(await Promise.all(waits)), [0, 0, 1, 1, 2, 2]);
      assert.equal(await one.waiting(), 0);
    });

    check("begins when all of the last one have left", 2, async (users, fixture) => {
      const [one, two] = users as [BarrierUser, BarrierUser];
      const first = one.wait(false, untilThere);
      await arrived(two, 1);
      const second = two.wait(true, untilThere);
      assert.equal(await second, 1);
      // The second acts; a third one comes too early.
      const third = (await fixture.join()).wait(false, untilThere);
      assert.equal(await one.waiting(), 2);
      await two.release();
      assert.equal(await first, 0);
      await arrived(two, 1);
      await two.wait(false, untilThere);
      assert.equal(await third, 0);
    });
  });

  describe(`${name}: the action`, () => {
    check("is the last one's, and all wait for it", 2, async (users) => {
      const [one, two] = users as [BarrierUser, BarrierUser];
      let released = false;
      const first = one.wait(true, untilThere).then((index) => {
        assert.equal(released, true);
        return index;
      });
      await arrived(two, 1);
      assert.equal(await two.wait(true, untilThere), 1);
      assert.equal(await one.waiting(), 2);
      released = true;
      await two.release();
      assert.equal(await first, 0);
    });

    check("that fails breaks the barrier", 2, async (users) => {
      const [one, two] = users as [BarrierUser, BarrierUser];
      const first = fails(one.wait(true, untilThere), /its action failed$/);
      await arrived(two, 1);
      await two.wait(true, untilThere);
      await two.fail();
      await first;
      await fails(two.wait(true, untilThere), /its action failed$/);
    });

    check("is told when the barrier has broken meanwhile", 2, async (users) => {
      const [one, two] = users as [BarrierUser, BarrierUser];
      const first = fails(one.wait(true, untilThere), /was reset/);
      await arrived(two, 1);
      await two.wait(true, untilThere);
      await one.reset();
      await first;
      await fails(two.release(), /was reset/);
      await works(one, two);
    });
  });

  describe(`${name}: a broken barrier`, () => {
    check("fails those who wait and those who come, until it is reset", 3, async (users) => {
      const [one, two, three] = threeOf(users);
      const text = /^the barrier is broken: abort\(\) was called$/;
      const waits = [one, two].map((user) => fails(user.wait(false, untilThere), text));
      await arrived(three, 2);
      assert.equal(await three.isBroken(), false);
      await three.abort();
      await Promise.all(waits);
      assert.equal(await one.isBroken(), true);
      assert.equal(await one.waiting(), 0);
      await fails(three.wait(false, untilThere), text);
      await two.reset();
      assert.equal(await one.isBroken(), false);
      await works(one, two, three);
    });

    check("is made by a timeout", 3, async (users) => {
      const [one, two, three] = threeOf(users);
      const text = /one of its parties waited for too long$/;
      const first = fails(one.wait(false, untilThere), text);
      await arrived(three, 1);
      await fails(two.wait(false, { timeout: 1 }), text);
      await first;
      await fails(three.wait(false, untilThere), text);
    });

    check("is made by who only asks and isn't the last", 2, async (users) => {
      const [one, two] = users as [BarrierUser, BarrierUser];
      await fails(one.wait(false, { timeout: 0 }), /waited for too long$/);
      assert.equal(await two.isBroken(), true);
    });

    check("is made by a signal, whose reason it gives", 2, async (users) => {
      const [one, two] = users as [BarrierUser, BarrierUser];
      const stop = new AbortController();
      const reason = new Error("enough");
      const stopped = assert.rejects(one.wait(false, { signal: stop.signal }), reason);
      await arrived(two, 1);
      stop.abort(reason);
      await stopped;
      await fails(two.wait(false, untilThere), /one of its parties stopped waiting$/);
      await two.reset();
      await works(one, two);
    });

    check("says what broke it first", 2, async (users) => {
      const [one, two] = users as [BarrierUser, BarrierUser];
      await one.abort();
      await fails(two.wait(false, { timeout: 0 }), /abort\(\) was called$/);
      await two.abort();
      await fails(one.wait(false, untilThere), /abort\(\) was called$/);
    });
  });

  describe(`${name}: a reset`, () => {
    check("fails those who wait, and nobody else", 3, async (users) => {
      const [one, two, three] = threeOf(users);
      const text = /^the barrier was reset while this party waited$/;
      const waits = [one, two].map((user) => fails(user.wait(false, untilThere), text));
      await arrived(three, 2);
      await three.reset();
      assert.equal(await three.isBroken(), false);
      await Promise.all(waits);
      await works(one, two, three);
    });

    check("of an unbroken barrier where nobody waits changes nothing", 2, async (users) => {
      const [one, two] = users as [BarrierUser, BarrierUser];
      await one.reset();
      await works(one, two);
    });
  });
}

/** `check` has made as many as there are parties. */
export function threeOf(users: BarrierUser[]): [BarrierUser, BarrierUser, BarrierUser] {
  return users as [BarrierUser, BarrierUser, BarrierUser];
}

export async function arrived(user: BarrierUser, count: number): Promise<void> {
  while ((await user.waiting()) !== count) await new Promise(setImmediate);
}

export async function fails(wait: Promise<unknown>, message: RegExp): Promise<void> {
  await assert.rejects(wait, (error) => {
    assert.ok(error instanceof BrokenBarrierError, String(error));
    assert.match(error.message, message);
    return true;
  });
}

export async function works(...users: BarrierUser[]): Promise<void> {
  const waits = users.map((user) => user.wait(false, untilThere));
  const all = users.map((_, index) => index);
  assert.deepEqual(sorted(await Promise.all(waits)), all);
}

function sorted(indices: readonly number[]): number[] {
  return indices.toSorted((one, two) => one - two);
}
