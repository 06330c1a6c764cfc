import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { WaitLimits } from "../../src/memory/memory.ts";

/** One thread that waits and notifies, wherever it is. What never waits may have to be asked for from afar. */
export interface ConditionUser {
  enter(): Promise<number>;
  wait(ticket: number, limits: WaitLimits): Promise<boolean>;
  leave(ticket: number): Promise<void>;
  notify(count: number): Promise<number>;
  waiting(): Promise<number>;
  /** Ends at once. */
  die(): Promise<void>;
}

/** A condition, without its lock, and threads that use it. */
export interface ConditionFixture {
  /** Another thread that uses it. */
  join(): Promise<ConditionUser>;
  /** All of them end. */
  end(): Promise<void>;
}

/** For what would go on waiting if it were wrong. */
const deadline = { timeout: 60_000 };

/** What every condition does, whoever uses it. */
export function conditionContract(name: string, make: () => Promise<ConditionFixture>): void {
  const check = (title: string, body: (users: Users) => Promise<void>): void => {
    test(title, deadline, async () => {
      const fixture = await make();
      const join = (): Promise<ConditionUser> => fixture.join();
      try {
        await body({ one: await join(), two: await join(), three: await join(), join });
      } finally {
        await fixture.end();
      }
    });
  };

  describe(`${name}: a notification`, () => {
    check("ends one wait", async ({ one, two }) => {
      const wait = await begin(one);
      assert.equal(await two.notify(1), 1);
      assert.equal(await wait.ended, true);
      assert.equal(await two.waiting(), 0);
    });

    check("that came before the wait was looked at isn't lost", async ({ one, two }) => {
      const ticket = await one.enter();
      assert.equal(await two.notify(1), 1);
      assert.equal(await one.wait(ticket, { timeout: 0 }), true);
      await one.leave(ticket);
      assert.equal(await two.waiting(), 0);
    });

    check("isn't for those who come later", async ({ one, two }) => {
      assert.equal(await two.notify(3), 0);
      const ticket = await one.enter();
      assert.equal(await one.wait(ticket, { timeout: 0 }), false);
      const first = await one.enter();
      assert.equal(await two.notify(1), 1);
      const second = await one.enter();
      assert.equal(await one.wait(second, { timeout: 0 }), false);
      assert.equal(await one.wait(first, { timeout: 0 }), true);
      await one.leave(first);
    });

    check("ends as many waits as it says, in the order of each thread", async ({ one, two }) => {
      const ended: number[] = [];
      const waits: Promise<unknown>[] = [];
      for (const number of [0, 1, 2, 3]) {
        const wait = await begin(one);
        waits.push(wait.ended.then(() => ended.push(number)));
      }
      assert.equal(await two.notify(3), 3);
      await Promise.all(waits.slice(0, 3));
      assert.deepEqual(ended, [0, 1, 2]);
      assert.equal(await two.waiting(), 1);
      assert.equal(await two.notify(3), 1);
      await Promise.all(waits);
    });

    check("goes around among the threads", async ({ one, two, three }) => {
      const waits: Wait[] = [];
      for (const user of [one, one, one, two, two, two]) waits.push(await begin(user));
      const ends = waits.map(({ ended }) => ended);
      assert.equal(await three.notify(2), 2);
      await Promise.all([ends[0], ends[3]]);
      assert.equal(await three.notify(1), 1);
      assert.equal(await three.notify(1), 1);
      await Promise.all([ends[1], ends[4]]);
      assert.equal(await three.waiting(), 2);
      assert.equal(await three.notify(Infinity), 2);
      await Promise.all(ends);
    });

    check("can be one's own", async ({ one }) => {
      const wait = await begin(one);
      assert.equal(await one.notify(1), 1);
      assert.equal(await wait.ended, true);
    });

    check("isn't given twice before it is taken", async ({ one, two, three }) => {
      const ticket = await one.enter();
      assert.equal(await two.notify(1), 1);
      assert.equal(await two.notify(1), 0);
      const wait = await begin(three);
      assert.equal(await two.notify(5), 1);
      assert.equal(await wait.ended, true);
      assert.equal(await one.wait(ticket, {}), true);
    });
  });

  describe(`${name}: a wait that is given up`, () => {
    check("by its timeout gives false, and isn't notified", async ({ one, two }) => {
      const ticket = await one.enter();
      assert.equal(await one.wait(ticket, { timeout: 1 }), false);
      assert.equal(await two.waiting(), 0);
      assert.equal(await two.notify(1), 0);
    });

    check("by its signal gives the reason, and isn't notified", async ({ one, two }) => {
      const stop = new AbortController();
      const reason = new Error("enough");
      const stopped = await begin(one, stop.signal);
      const other = await begin(one);
      const rejected = assert.rejects(stopped.ended, reason);
      stop.abort(reason);
      await rejected;
      assert.equal(await two.waiting(), 1);
      assert.equal(await two.notify(1), 1);
      assert.equal(await other.ended, true);
    });

    check("after its notification is notified", async ({ one, two }) => {
      const stop = new AbortController();
      const ticket = await one.enter();
      await two.notify(1);
      stop.abort(new Error("too late"));
      assert.equal(await one.wait(ticket, { signal: stop.signal }), true);
      await one.leave(ticket);
      assert.equal(await two.waiting(), 0);
    });
  });

  describe(`${name}: a thread that dies`, () => {
    check("isn't notified", async ({ one, two, three }) => {
      await begin(one);
      const wait = await begin(two);
      await one.die();
      assert.equal(await three.waiting(), 1);
      assert.equal(await three.notify(1), 1);
      assert.equal(await wait.ended, true);
    });

    check("leaves its notification to another", async ({ one, two, three }) => {
      await one.enter();
      assert.equal(await three.notify(1), 1);
      const wait = await begin(two);
      await one.die();
      assert.equal(await wait.ended, true);
      assert.equal(await three.waiting(), 0);
    });

    check("before it has left doesn't keep its notification", async ({ one, two, three }) => {
      const ticket = await one.enter();
      await three.notify(1);
      assert.equal(await one.wait(ticket, {}), true);
      const wait = await begin(two);
      await one.die();
      assert.equal(await wait.ended, true);
    });

    check("leaves nothing to those who come later", async ({ one, two, three, join }) => {
      await one.enter();
      await three.notify(1);
      await one.die();
      const ticket = await two.enter();
      assert.equal(await two.wait(ticket, { timeout: 0 }), false);
      // It may be in the same slot.
      const heir = await join();
      const other = await heir.enter();
      assert.equal(await heir.wait(other, { timeout: 0 }), false);
      assert.equal(await three.waiting(), 0);
    });
  });
}

interface Users {
  readonly one: ConditionUser;
  readonly two: ConditionUser;
  readonly three: ConditionUser;
  readonly join: () => Promise<ConditionUser>;
}

interface Wait {
  /** Settled when the wait is over and left. */
  readonly ended: Promise<boolean>;
}

/** A wait has begun when this has resolved; it goes on. */
async function begin(user: ConditionUser, signal?: AbortSignal): Promise<Wait> {
  const ticket = await user.enter();
  return { ended: finish(user, ticket, signal) };
}

async function finish(
  user: ConditionUser,
  ticket: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const isNotified = await user.wait(ticket, { signal });
  if (isNotified) await user.leave(ticket);
  return isNotified;
}
