import assert from "node:assert/strict";
import { describe, mock, test } from "node:test";
import { PipeState, pipeKind, type PipeSettings } from "../../src/channel/pipe-state.ts";
import { ClosedError, EndOfPipeError } from "../../src/errors.ts";
import { LocalSpace, type LocalMemory } from "../../src/memory/local-memory.ts";
import { SLOTS, type Block } from "../../src/memory/memory.ts";
import { pipeContract, type PipeFixture, type PipeUser } from "../contracts/pipe.ts";

/** A party of local memory that uses the pipe in a block. */
function userOf(memory: LocalMemory, block: Block): PipeUser {
  const state = new PipeState(block);
  return {
    open: async (side, ticket) => state.open(side, ticket),
    close: async (side) => state.close(side),
    travel: async (side) => state.travel(side),
    lose: async (side, ticket) => state.lose(side, ticket),
    tryPut: async (from, bytes) => state.tryPut(from, bytes),
    put: (from, bytes, limits) => state.put(from, bytes, limits),
    tryTake: async (to) => state.tryTake(to),
    take: (to, limits) => state.take(to, limits),
    isReadable: async (to) => state.isReadable(to),
    untilReadable: (to, limits) => state.untilReadable(to, limits),
    die: async () => memory.die(),
  };
}

function makePipe(space: LocalSpace, settings: PipeSettings): { maker: LocalMemory; block: Block } {
  const maker = space.join();
  const block = maker.allocate({ kind: pipeKind.code, bytes: pipeKind.bytes(settings) });
  pipeKind.prepare(block, settings);
  return { maker, block };
}

async function makeFixture(settings: PipeSettings): Promise<PipeFixture> {
  // Nobody looks now and then: whoever waits has to be called.
  mock.timers.enable({ apis: ["setInterval"] });
  const space = new LocalSpace();
  const { maker, block } = makePipe(space, settings);
  return {
    maker: userOf(maker, block),
    async join() {
      const memory = space.join();
      return userOf(memory, memory.open(block.reference));
    },
    async end() {
      for (const party of space.parties) party?.die();
      mock.timers.reset();
    },
  };
}

pipeContract("a pipe in local memory", makeFixture);

const settings: PipeSettings = { capacity: 1_000, duplex: true };

describe("a pipe's state", () => {
  test("gives up a copy that has been under way for a minute", () => {
    const space = new LocalSpace();
    const { maker, block } = makePipe(space, settings);
    const near = new PipeState(block);
    const other = space.join();
    const far = new PipeState(other.open(block.reference));
    far.open(1, near.travel(1));
    near.close(1);
    const ticket = near.travel(0);
    near.close(0);
    assert.equal(far.tryTake(1), undefined);
    const now = process.hrtime.bigint();
    const clock = mock.method(process.hrtime, "bigint", () => now + 61_000_000_000n);
    try {
      assert.throws(() => far.tryTake(1), EndOfPipeError);
    } finally {
      clock.mock.restore();
    }
    assert.throws(() => near.open(0, ticket), ClosedError);
    maker.die();
    other.die();
  });

  test("doesn't take the next thread in a slot for the one that had an end open", async () => {
    const space = new LocalSpace();
    const { maker, block } = makePipe(space, settings);
    const near = new PipeState(block);
    const first = space.join();
    new PipeState(first.open(block.reference)).open(1, near.travel(1));
    near.close(1);
    first.die();
    const second = space.join();
    assert.equal(second.slot, first.slot);
    await assert.rejects(near.take(0, {}), EndOfPipeError);
    maker.die();
    second.die();
  });

  test("isn't misled by a ticket from long ago", () => {
    const space = new LocalSpace();
    const { maker, block } = makePipe(space, settings);
    const state = new PipeState(block);
    const first = state.travel(0);
    for (let ticket = 0; ticket < SLOTS; ticket += 1) state.travel(0);
    state.close(0);
    for (let ticket = first + 1; ticket < first + SLOTS; ticket += 1) state.lose(0, ticket);
    state.lose(0, first);
    assert.equal(state.tryTake(1), undefined);
    state.lose(0, first + SLOTS);
    assert.throws(() => state.tryTake(1), EndOfPipeError);
    maker.die();
  });

  test("leaves nobody in its sets when the waits are over", async () => {
    const space = new LocalSpace();
    const { maker, block } = makePipe(space, settings);
    const state = new PipeState(block);
    const giveUp = new AbortController();
    const limits = { signal: giveUp.signal };
    const waits = [
      state.take(0, limits),
      state.untilReadable(0, limits),
      state.take(0, { timeout: 1 }),
    ];
    assert.equal(state.arrivals(0).empty, false);
    const ends = Promise.allSettled(waits);
    await assert.rejects(waits[2] ?? Promise.resolve(), /TimeoutError/);
    giveUp.abort();
    await ends;
    assert.equal(state.arrivals(0).empty, true);
    maker.die();
  });

  test("takes bytes as they were when they were given to it", async () => {
    const { maker, block } = makePipe(new LocalSpace(), settings);
    const state = new PipeState(block);
    const bytes = Buffer.of(1, 2);
    await state.put(0, new Uint8Array(995), {});
    const put = state.put(0, bytes, {});
    bytes.fill(0);
    state.tryTake(1);
    await put;
    assert.deepEqual([...(state.tryTake(1) ?? [])], [1, 2]);
    maker.die();
  });
});
