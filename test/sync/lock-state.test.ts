import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ACQUIRED, lockKind, RECOVERED } from "../../src/sync/lock-state.ts";
import { rlockKind, type RLockState } from "../../src/sync/rlock-state.ts";
import { killedAt } from "./killed-at.ts";
import { partiesAt, turnsOf, type Party } from "./parties.ts";

/** The number of a call, for re-entrant locks. */
const CALL = 7;

describe("the state of a lock", () => {
  test("says once that its holder has died", async () => {
    const join = partiesAt(lockKind, undefined);
    const [victim, first, second] = [join(), join(), join()];
    assert.equal(victim.state.tryAcquire(), ACQUIRED);
    const waits = [first.state.acquire(), second.state.acquire()] as const;
    victim.memory.die();
    assert.equal(await waits[0], RECOVERED);
    assert.equal(first.state.holder(), first.memory.me);
    first.state.release();
    assert.equal(await waits[1], ACQUIRED);
    second.state.release();
    assert.equal(second.state.release(), false);
  });

  for (const impatient of [0, 1] as const) {
    test(`goes to who still waits when waiter ${impatient} gives up just after the release`, async () => {
      const join = partiesAt(lockKind, undefined);
      const [holder, ...waiters] = [join(), join(), join()];
      holder.state.tryAcquire();
      const controllers = waiters.map(() => new AbortController());
      const served: number[] = [];
      for (const [index, { state }] of waiters.entries()) {
        const limits = { signal: controllers[index]?.signal };
        state.acquire(limits).then(
          () => served.push(index),
          () => {},
        );
      }
      holder.state.release();
      controllers[impatient]?.abort();
      await turnsOf(20);
      assert.deepEqual(served, [1 - impatient]);
    });
  }

  test("isn't taken for held by the next thread in the slot of the dead", () => {
    const join = partiesAt(lockKind, undefined);
    const victim = join();
    victim.state.tryAcquire();
    victim.memory.die();
    const heir = join();
    assert.equal(heir.memory.slot, victim.memory.slot);
    assert.equal(heir.state.heldByMe(), false);
    assert.equal(heir.state.tryAcquire(), RECOVERED);
  });

  for (const [what, held] of [
    ["takes it", false],
    ["releases it", true],
  ] as const) {
    test(`goes on to one who waits when one is killed who ${what}, whenever that is`, async () => {
      for (let step = 0; ; step += 1) {
        const join = partiesAt(lockKind, undefined);
        const [victim, waiter] = [join(), join()];
        if (held) victim.state.tryAcquire();
        const waiting = held ? waiter.state.acquire() : undefined;
        const died = killedAt(step, () => {
          if (held) victim.state.release();
          else victim.state.tryAcquire();
        });
        if (died) victim.memory.die();
        else if (!held) victim.state.release();
        assert.ok(await (waiting ?? waiter.state.acquire()));
        waiter.memory.die();
        if (!died) break;
      }
    });
  }
});

describe("the state of a re-entrant lock", () => {
  test("comes from the dead with a depth of one", () => {
    const join = partiesAt(rlockKind, undefined);
    const victim = join();
    for (let depth = 0; depth < 3; depth += 1) victim.state.tryAcquire(CALL);
    victim.memory.die();
    const { state } = join();
    assert.equal(state.tryAcquire(CALL), RECOVERED);
    assert.equal(state.release(CALL), true);
    assert.equal(state.holder(), 0);
  });

  test("goes to the next when who was called for it had taken it already", async () => {
    const join = partiesAt(rlockKind, undefined);
    const [holder, ...waiters] = [join(), join(), join()];
    holder.state.tryAcquire(CALL);
    const served: Party<RLockState>[] = [];
    for (const waiter of waiters) void waiter.state.acquire(CALL).then(() => served.push(waiter));
    holder.state.release(CALL);
    // One of them has been called, and hasn't looked yet.
    const quick = waiters.filter(({ state }) => state.tryAcquire(CALL) !== undefined);
    await turnsOf(20);
    for (const { state } of quick) while (state.release(CALL));
    await turnsOf(20);
    assert.deepEqual(new Set(served), new Set(waiters));
  });

  test("lets in its owner's other waits although somebody else's wait came before them", async () => {
    const join = partiesAt(rlockKind, undefined);
    const [elsewhere, here] = [join(), join()];
    elsewhere.state.tryAcquire(0);
    const served: string[] = [];
    void here.state.acquire(1).then(() => served.push("first call"));
    void here.state.acquire(2).then(() => served.push("second call"));
    void here.state.acquire(1).then(() => served.push("first call again"));
    elsewhere.state.release(0);
    await turnsOf(20);
    assert.deepEqual(served, ["first call", "first call again"]);
    here.state.release(1);
    here.state.release(1);
    await turnsOf(20);
    assert.deepEqual(served.at(-1), "second call");
    for (const { memory } of [elsewhere, here]) memory.die();
  });
});
