import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readdirSync, readlinkSync } from "node:fs";
import { ClosedError } from "../../src/errors.ts";
import { Process, Thread } from "../../src/index.ts";
import { loadLibc } from "../../src/memory/libc.ts";
import { MappedMemory } from "../../src/memory/mapped-memory.ts";
import type { Block, BlockReference } from "../../src/memory/memory.ts";
import { Latch } from "../../src/memory/latch.ts";
import { programMemory } from "../../src/memory/program-memory.ts";
import { sharedFile } from "../../src/memory/shared-file.ts";
import { SLOT_SET_WORDS, SlotSet } from "../../src/memory/slot-set.ts";
import { memoryContract } from "../contracts/memory.ts";

const canMap = loadLibc() !== undefined && sharedFile() !== undefined;
const why = canMap ? false : "the C library can't be called here";

/** Words of the test's block: a latch, a turn for each side, a counter, and a set for each side. */
const at = { latch: 0, turn: 1, counter: 2, token: 3, theirs: 16, ours: 16 + SLOT_SET_WORDS };
const bytes = 4 * (at.ours + SLOT_SET_WORDS);

if (canMap) memoryContract("mapped memory", () => programMemory());

describe("mapped memory", { skip: why }, () => {
  test("is what this machine gets", () => {
    assert.ok(programMemory() instanceof MappedMemory);
  });

  test("counts exactly when threads and processes change a word under a latch", async () => {
    const block = programMemory().allocate({ kind: 1, bytes });
    const children = [
      new Process({ target: count, args: [block.reference] }),
      new Process({ target: count, args: [block.reference] }),
      new Thread({ target: count, args: [block.reference], dedicated: true }),
    ];
    for (const child of children) child.start();
    await Promise.all(children.map((child) => child.result()));
    assert.equal(block.words[block.start + at.counter], 3 * rounds);
    block.release();
  });

  for (const blocking of [true, false]) {
    for (const Child of [Process, Thread]) {
      const how = blocking ? "blocks" : "waits in its event loop";
      test(`wakes a ${Child.name} that ${how}, and is woken by it, thousands of times`, async () => {
        const block = programMemory().allocate({ kind: 1, bytes });
        const child = new Child({ target: answer, args: [block.reference, blocking] });
        child.start();
        for (let round = 0; round < turns; round += 1) {
          pass(block, 1, at.theirs);
          await programMemory().parking.wait(awaiting(block, 2, at.ours));
        }
        assert.equal(await child.result(), turns);
        block.release();
      });
    }
  }

  test("doesn't mark a block as being freed that is a part of a living one: who is killed then would take it along", () => {
    const memory = programMemory();
    const owner = memory.allocate({ kind: 1, bytes });
    const part = memory.allocate({ kind: 1, bytes, owner });
    const { reference } = part;
    const marks: number[] = [];
    const { compareExchange } = Atomics;
    // State words are exchanged from "given out" (1) to a thread's token.
    Atomics.compareExchange = ((...given: [Int32Array, number, number, number]) => {
      const [, , from, to] = given;
      if (from === 1) marks.push(to);
      return compareExchange(...given);
    }) as typeof compareExchange;
    try {
      // Nobody has it open from here on.
      part.release();
    } finally {
      Atomics.compareExchange = compareExchange;
    }
    assert.deepEqual(marks, []);
    const again = memory.open(reference);
    again.discard();
    again.release();
    owner.release();
    assert.throws(() => memory.open(reference), ClosedError);
  });

  test("knows that a killed process is dead, and recovers the latch it held", async () => {
    const block = programMemory().allocate({ kind: 1, bytes });
    const child = new Process({ target: holdForEver, args: [block.reference] });
    child.start();
    await programMemory().parking.wait(awaiting(block, 1, at.ours));
    const token = Atomics.load(block.words, block.start + at.token);
    assert.equal(programMemory().isDead(token), false);
    child.kill();
    assert.equal(new Latch(block, at.latch).enter(), true);
    assert.equal(programMemory().isDead(token), true);
    await child.join();
    block.release();
  });

  test("knows that a terminated thread is dead", async () => {
    const block = programMemory().allocate({ kind: 1, bytes });
    const child = new Thread({ target: holdForEver, args: [block.reference], dedicated: true });
    child.start();
    await programMemory().parking.wait(awaiting(block, 1, at.ours));
    child.terminate();
    assert.equal(new Latch(block, at.latch).enter(), true);
    await child.join();
    block.release();
  });

  test("gives dead slots out again, so that their number stays small", async () => {
    const before = programMemory().slotCount;
    for (let round = 0; round < 8; round += 1) {
      const child = new Thread({ target: join, dedicated: true });
      child.start();
      await child.result();
      await child.join();
    }
    assert.ok(programMemory().slotCount <= before + 2);
  });

  test("frees what only a dead process had open", async () => {
    const child = new Process({ target: makeBlock });
    child.start();
    const reference = await child.result();
    await child.join();
    // Dead threads are taken out when memory is to grow, or when their slots are given out again.
    const next = new Process({ target: join });
    next.start();
    await next.join();
    assert.throws(() => programMemory().open(reference), ClosedError);
  });

  test("keeps what was sent by somebody who let go of it before it arrived", async () => {
    const block = programMemory().allocate({ kind: 5, bytes });
    block.travels();
    block.release();
    const child = new Process({ target: openIt, args: [block.reference] });
    child.start();
    assert.equal(await child.result(), 5);
  });

  test("refuses references that were never given out", () => {
    for (const reference of [
      [0, 3, 1],
      [4_000, 0, 1],
      [-1, 0, 0],
      [0, -64, 0],
      [0.5, 0, 0],
    ])
      assert.throws(
        () => programMemory().open(reference as unknown as BlockReference),
        ClosedError,
      );
  });

  test("has no name in any file system", () => {
    const links = readdirSync("/proc/self/fd").map((descriptor) => linkOf(descriptor));
    const files = links.filter((link) => /^\/dev\/shm\/|^\/memfd:skein/.test(link));
    assert.ok(files.length > 0);
    for (const file of files) assert.match(file, /\(deleted\)$/);
  });
});

const rounds = 20_000;
const turns = 2_000;

function count(reference: BlockReference): void {
  const block = programMemory().open(reference);
  const latch = new Latch(block, at.latch);
  for (let round = 0; round < rounds; round += 1) {
    latch.enter();
    const index = block.start + at.counter;
    block.words[index] = (block.words[index] ?? 0) + 1;
    latch.leave();
  }
}

async function answer(reference: BlockReference, blocking: boolean): Promise<number> {
  const block = programMemory().open(reference);
  const { parking } = programMemory();
  let round = 0;
  for (; round < turns; round += 1) {
    if (blocking) parking.waitSync(awaiting(block, 1, at.theirs));
    else await parking.wait(awaiting(block, 1, at.theirs));
    pass(block, 2, at.ours);
  }
  return round;
}

function holdForEver(reference: BlockReference): Promise<never> {
  const block = programMemory().open(reference);
  Atomics.store(block.words, block.start + at.token, programMemory().me);
  new Latch(block, at.latch).enter();
  pass(block, 1, at.ours);
  return new Promise(() => setInterval(() => {}, 1_000));
}

function join(): number {
  return programMemory().slot;
}

function makeBlock(): BlockReference {
  return programMemory().allocate({ kind: 1, bytes: 64 }).reference;
}

function openIt(reference: BlockReference): number {
  return programMemory().open(reference).kind;
}

/** Gives the turn to somebody. */
function pass(block: Block, turn: number, set: number): void {
  Atomics.store(block.words, block.start + at.turn, turn);
  block.memory.parking.wake(new SlotSet(block, set));
}

/** A wait for one's turn, which it takes. */
function awaiting(block: Block, turn: number, set: number) {
  return {
    set: new SlotSet(block, set),
    attempt: () =>
      Atomics.compareExchange(block.words, block.start + at.turn, turn, 0) === turn || undefined,
  };
}

function linkOf(descriptor: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return "";
  }
}
