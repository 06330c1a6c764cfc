import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { QueueSettings, QueueState } from "../../src/channel/queue-state.ts";
import { QueueClosedError } from "../../src/errors.ts";
import { LocalSpace, type LocalMemory } from "../../src/memory/local-memory.ts";
import type { SharedKind } from "../../src/sync/shared-object.ts";

type Action = "put" | "get" | "try get" | "look" | "cancel" | "die" | "shut down";

interface Step {
  readonly action: Action;
  readonly user: number;
  /** How many turns of the microtask queue pass before the next step. */
  readonly turns: number;
}

const USERS = 4;

const steps = fc.array(
  fc.record<Step>({
    action: fc.oneof(
      { weight: 24, arbitrary: fc.constantFrom<Action>("put", "get") },
      { weight: 9, arbitrary: fc.constantFrom<Action>("try get", "look", "cancel") },
      { weight: 2, arbitrary: fc.constant<Action>("die") },
      { weight: 1, arbitrary: fc.constant<Action>("shut down") },
    ),
    user: fc.nat(USERS - 1),
    turns: fc.nat(3),
  }),
  { maxLength: 80 },
);

/** One thread that uses the queue, and its waits that can be cancelled. */
class User {
  readonly number: number;
  readonly memory: LocalMemory;
  readonly state: QueueState;
  readonly waits = new Set<AbortController>();
  /** What its waits got, in the order in which they began. */
  readonly got: (string | undefined)[] = [];
  serial = 0;
  isThere = true;

  constructor(number: number, memory: LocalMemory, state: QueueState) {
    this.number = number;
    this.memory = memory;
    this.state = state;
  }

  /** An item that says who puts it, and which of theirs it is. */
  nextItem(): Uint8Array {
    this.serial += 1;
    return Uint8Array.of(this.number, this.serial);
  }

  wait(begin: (signal: AbortSignal) => Promise<void>): void {
    const canceller = new AbortController();
    this.waits.add(canceller);
    begin(canceller.signal).then(
      () => this.waits.delete(canceller),
      () => this.waits.delete(canceller),
    );
  }

  cancel(): void {
    for (const wait of this.waits) wait.abort("cancelled");
    this.waits.clear();
  }

  die(): void {
    this.isThere = false;
    this.memory.die();
  }
}

/** What has certainly been put and got. */
class Account {
  readonly put = new Set<string>();
  readonly got: string[] = [];
  readonly maxSize: number;
  isShut = false;

  constructor(maxSize: number) {
    this.maxSize = maxSize;
  }
}

/**
 * Whatever users of a queue do, no item is lost and none comes twice: not when waits are cancelled, nor when users die
 * while they wait.
 */
export function queueIsSafe(
  name: string,
  kind: SharedKind<QueueState, QueueSettings>,
  inOrder: boolean,
): void {
  test(`${name}: no item is lost or comes twice, whoever gives up, dies or shuts it down`, async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 6 }), async (all, maxSize) => {
        const space = new LocalSpace();
        const keeper = space.join();
        const block = keeper.allocate({ kind: kind.code, bytes: kind.bytes({ maxSize }) });
        kind.prepare(block, { maxSize });
        const account = new Account(maxSize);
        const users = Array.from({ length: USERS }, (_, number) => {
          const memory = space.join();
          return new User(number, memory, kind.open(memory.open(block.reference)));
        });
        for (const step of all) {
          const user = users[step.user];
          if (user?.isThere === true) act(user, step.action, account);
          for (let turn = 0; turn < step.turns; turn += 1) await Promise.resolve();
        }
        for (const user of users) user.cancel();
        await new Promise(setImmediate);
        settle(kind.open(block), account);
        if (inOrder) for (const user of users) assertInOrder(user.got);
        for (const user of users) if (user.isThere) user.die();
        keeper.die();
      }),
      { numRuns: 300 },
    );
  });
}

function act(user: User, action: Action, account: Account): void {
  const { state } = user;
  if (action === "put") {
    const item = user.nextItem();
    user.wait(async (signal) => {
      await state.put(item, 0, { signal });
      account.put.add(item.join());
    });
  } else if (action === "get") {
    const index = user.got.push(undefined) - 1;
    user.wait(async (signal) => {
      const item = (await state.get({ signal })).join();
      user.got[index] = item;
      account.got.push(item);
    });
  } else if (action === "try get") {
    try {
      const bytes = state.tryGet();
      if (bytes !== undefined) account.got.push(bytes.join());
    } catch (error) {
      assert.ok(error instanceof QueueClosedError && account.isShut);
    }
  } else if (action === "look") {
    user.wait(async (signal) => {
      await state.untilReadable({ signal });
    });
  } else if (action === "cancel") {
    user.cancel();
  } else if (action === "die") {
    user.die();
  } else {
    account.isShut = true;
    state.shutdown(false);
  }
  assert.ok(state.size() <= account.maxSize);
}

/** Takes what is left, and compares. */
function settle(state: QueueState, account: Account): void {
  const left = state.size();
  for (let index = 0; index < left; index += 1) {
    const bytes = state.tryGet();
    assert.ok(bytes !== undefined);
    account.got.push(bytes.join());
  }
  assert.equal(new Set(account.got).size, account.got.length);
  assert.deepEqual(account.got.toSorted(), [...account.put].toSorted());
}

/** What each user put comes in the order in which it was put; among users who take items no order can be seen. */
function assertInOrder(got: readonly (string | undefined)[]): void {
  for (let user = 0; user < USERS; user += 1) {
    const serials = got
      .filter((item) => item !== undefined)
      .map((item) => item.split(",").map(Number))
      .filter(([from]) => from === user)
      .map(([, serial = 0]) => serial);
    assert.deepEqual(
      serials,
      serials.toSorted((a, b) => a - b),
    );
  }
}
