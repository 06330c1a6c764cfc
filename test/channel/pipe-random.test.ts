import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { PipeState, pipeKind, type Side } from "../../src/channel/pipe-state.ts";
import { EndOfPipeError } from "../../src/errors.ts";
import { LocalSpace, type LocalMemory } from "../../src/memory/local-memory.ts";
import type { BlockReference } from "../../src/memory/memory.ts";

const CAPACITY = 300;

type Action = "send" | "receive" | "look" | "cancel" | "close" | "die" | "pass on";

interface Step {
  readonly action: Action;
  readonly user: number;
  /** Bytes of what is sent. */
  readonly size: number;
  /** How many turns of the microtask queue pass before the next step. */
  readonly turns: number;
}

const steps = fc.array(
  fc.record<Step>({
    action: fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom<Action>("send", "receive") },
      { weight: 3, arbitrary: fc.constantFrom<Action>("look", "cancel", "pass on") },
      { weight: 1, arbitrary: fc.constantFrom<Action>("close", "die") },
    ),
    user: fc.nat(4),
    size: fc.oneof(fc.integer({ min: 4, max: 40 }), fc.integer({ min: 4, max: 700 })),
    turns: fc.nat(3),
  }),
  { maxLength: 80 },
);

/** One message, which says who sent it and which of theirs it is. */
function messageOf(user: number, serial: number, size: number): Uint8Array {
  const message = new Uint8Array(size).fill(user);
  message[1] = serial;
  return message;
}

/** One thread with one end of the pipe open, and its waits that can be cancelled. */
class User {
  readonly memory: LocalMemory;
  readonly side: Side;
  readonly state: PipeState;
  readonly waits = new Set<AbortController>();
  isThere = true;

  constructor(memory: LocalMemory, state: PipeState, side: Side) {
    this.memory = memory;
    this.state = state;
    this.side = side;
  }

  cancel(): void {
    for (const wait of this.waits) wait.abort("cancelled");
  }

  leave(): void {
    this.isThere = false;
    this.cancel();
    this.state.close(this.side);
  }

  die(): void {
    this.isThere = false;
    this.memory.die();
  }

  /** What it gave, or undefined when it was cancelled or the pipe had ended. */
  async wait<Result>(
    act: (limits: { readonly signal: AbortSignal }) => Promise<Result>,
  ): Promise<Result | undefined> {
    const wait = new AbortController();
    this.waits.add(wait);
    try {
      return await act({ signal: wait.signal });
    } catch (error) {
      if (error !== "cancelled" && !(error instanceof EndOfPipeError)) throw error;
      return undefined;
    } finally {
      this.waits.delete(wait);
    }
  }
}

/** Users of one direction of a pipe, and what has become of its messages. */
class Game {
  readonly space = new LocalSpace();
  readonly users: User[] = [];
  readonly sent: string[] = [];
  readonly received: string[] = [];
  /** The last message of each sender that each receiver has got. */
  readonly #last = new Map<string, number>();
  readonly #serials = new Map<number, number>();
  readonly #failures: unknown[] = [];
  readonly #pipe: BlockReference;

  constructor() {
    const maker = this.space.join();
    const settings = { capacity: CAPACITY, duplex: true };
    const block = maker.allocate({ kind: pipeKind.code, bytes: pipeKind.bytes(settings) });
    pipeKind.prepare(block, settings);
    this.#pipe = block.reference;
    const state = new PipeState(block);
    for (const side of [0, 0, 1, 1] as const) {
      this.#join(side).state.open(side, state.travel(side));
    }
    state.close(0);
    state.close(1);
  }

  play({ action, user: number, size }: Step): void {
    const user = this.users[number % this.users.length];
    if (user?.isThere !== true) return;
    if (action === "send" && user.side === 0) this.#send(user, size);
    else if (action === "receive" && user.side === 1) this.#run(this.receive(user));
    else if (action === "look" && user.side === 1)
      this.#run(user.wait((limits) => user.state.untilReadable(1, limits)));
    else if (action === "cancel") user.cancel();
    else if (action === "close") user.leave();
    else if (action === "die") user.die();
    else if (action === "pass on") this.#passOn(user);
  }

  /** Whether a message came. */
  async receive(user: User): Promise<boolean> {
    const message = await user.wait((limits) => user.state.take(1, limits));
    if (message === undefined) return false;
    const [sender = 0, serial = 0] = message;
    assert.ok(message.subarray(2).every((byte) => byte === sender));
    const way = `${sender} to ${this.users.indexOf(user)}`;
    assert.ok((this.#last.get(way) ?? 0) < serial, `${way}: ${serial} came late`);
    this.#last.set(way, serial);
    this.received.push(`${sender}:${serial}`);
    return true;
  }

  /** All senders go; whoever still receives gets what is left, and then the end. */
  async finish(): Promise<void> {
    const receiver = this.users.find(({ isThere, side }) => isThere && side === 1);
    for (const user of this.users) if (user !== receiver) user.cancel();
    await turnsOf(20);
    for (const user of this.users) if (user.isThere && user.side === 0) user.leave();
    if (receiver !== undefined) {
      while (await this.receive(receiver));
      assert.throws(() => receiver.state.tryTake(1), EndOfPipeError);
      assert.deepEqual(this.received.toSorted(), this.sent.toSorted());
    }
    for (const party of this.space.parties) party?.die();
    assert.deepEqual(this.#failures, []);
  }

  #join(side: Side): User {
    const memory = this.space.join();
    const user = new User(memory, new PipeState(memory.open(this.#pipe)), side);
    this.users.push(user);
    return user;
  }

  #send(user: User, size: number): void {
    const number = this.users.indexOf(user);
    const serial = (this.#serials.get(number) ?? 0) + 1;
    this.#serials.set(number, serial);
    const message = messageOf(number, serial, size);
    const sent = user.wait((limits) => user.state.put(0, message, limits));
    this.#run(
      sent.then((done) => {
        if (done === true) this.sent.push(`${number}:${serial}`);
      }),
    );
  }

  /** Sends a copy to a newcomer, and closes its own at once. */
  #passOn(user: User): void {
    if (this.users.length > 8) return;
    const { side } = user;
    const ticket = user.state.travel(side);
    user.leave();
    const heir = this.#join(side);
    heir.isThere = false;
    this.#run(
      turnsOf(2).then(() => {
        heir.state.open(side, ticket);
        heir.isThere = true;
      }),
    );
  }

  #run(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.#failures.push(error));
  }
}

async function turnsOf(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
}

test("a pipe loses, doubles and reorders nothing, whoever sends, cancels, leaves or dies", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (played) => {
      const game = new Game();
      for (const step of played) {
        game.play(step);
        await turnsOf(step.turns);
      }
      await game.finish();
    }),
    { numRuns: 300 },
  );
});
