import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { addKind } from "../../src/broker/known-kinds.ts";
import { ClosedError, TimeoutError } from "../../src/errors.ts";
import { Process, Thread } from "../../src/index.ts";
import type { LocalMemory } from "../../src/memory/local-memory.ts";
import type { BlockReference } from "../../src/memory/memory.ts";
import { programMemory } from "../../src/memory/program-memory.ts";
import { makeTally, reviveTally, tallyKind, type Acquired } from "./tally.ts";

process.env["SKEIN_MEMORY"] = "broker";
addKind(tallyKind);

type Work<Returned> = (...args: never[]) => Returned;

/** Where work is done, and how it is got there. */
const places = {
  thread: (target: Work<unknown>, args: readonly unknown[]) =>
    new Thread({ target, args: args as never, dedicated: true }),
  process: (target: Work<unknown>, args: readonly unknown[]) =>
    new Process({ target, args: args as never }),
};
type PlaceName = keyof typeof places;

/** The ways down from the main thread of the program to a worker. */
const ways: readonly (readonly PlaceName[])[] = [
  ["thread"],
  ["process"],
  ["thread", "thread"],
  ["thread", "process"],
  ["process", "thread"],
  ["process", "process"],
  ["process", "thread", "process", "thread"],
];

/** Does the work at the end of a way; gives what it gave. */
async function at(
  [first, ...rest]: readonly PlaceName[],
  target: Work<unknown>,
  args: readonly unknown[],
): Promise<unknown> {
  if (first === undefined) return target(...(args as never[]));
  const child =
    rest.length === 0 ? places[first](target, args) : places[first](at, [rest, target, args]);
  child.start();
  return child.result();
}

const rounds = 50;

async function countAsync(reference: BlockReference): Promise<number> {
  const { state } = reviveTally(reference);
  for (let round = 0; round < rounds; round += 1) {
    await state.acquire();
    state.add();
    state.release();
  }
  return state.count;
}

function countSync(reference: BlockReference): number {
  const { state } = reviveTally(reference);
  for (let round = 0; round < rounds; round += 1) {
    state.acquireSync();
    state.add();
    state.release();
  }
  return state.count;
}

describe("every thread and process of a program", () => {
  for (const way of ways) {
    const name = way.toReversed().join(" of a ");
    test(`counts exactly: a ${name} beside the main thread`, async () => {
      const tally = makeTally(2);
      const counted = [
        at(way, countAsync, [tally.travel()]),
        at(way, countSync, [tally.travel()]),
        countAsync(tally.travel()),
      ];
      await Promise.all(counted);
      assert.equal(tally.state.count, 2 * 3 * rounds);
      tally.close();
    });

    test(`opens what a ${name} has made and let go of`, async () => {
      const reference = await at(way, makeAndSend, []);
      const tally = reviveTally(reference as BlockReference);
      assert.equal(tally.state.count, 7);
      assert.equal(tally.state.step, 7);
      tally.close();
    });
  }
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise(setImmediate);
}

function makeAndSend(): BlockReference {
  const tally = makeTally(7);
  tally.state.add();
  const reference = tally.travel();
  tally.close();
  return reference;
}

describe("a client of the broker", () => {
  for (const place of ["thread", "process"] as const) {
    test(`is told of timeouts in a ${place}`, async () => {
      const tally = makeTally();
      tally.state.tryAcquire();
      assert.deepEqual(await at([place], timeOut, [tally.travel()]), [true, true, 5, 7]);
      tally.state.release();
      tally.close();
    });

    test(`cancels a wait in a ${place}, which takes nothing then`, async () => {
      const tally = makeTally();
      tally.state.tryAcquire();
      assert.equal(await at([place], cancel, [tally.travel()]), "enough");
      assert.equal(tally.state.waiters(), 0);
      tally.state.release();
      assert.equal(tally.state.tryAcquire(), "acquired");
      tally.close();
    });

    test(`keeps what came before the cancel in a ${place}`, async () => {
      const tally = makeTally();
      assert.equal(await at([place], cancelTooLate, [tally.travel()]), "acquired");
      tally.close();
    });

    test(`takes nothing in a ${place} when the signal was aborted before`, async () => {
      const tally = makeTally();
      const heard = await at([place], abortedBefore, [tally.travel()]);
      assert.deepEqual(heard, ["no", "never", "acquired"]);
      tally.close();
    });

    test(`hears of the errors of a state in a ${place}`, async () => {
      const tally = makeTally();
      const text = "RangeError: not the holder | ClosedError ERR_SKEIN_CLOSED";
      assert.equal(await at([place], provoke, [tally.travel()]), text);
      tally.close();
    });

    test(`sends and gets bytes in a ${place}, the neighbours of a view excepted`, async () => {
      const tally = makeTally();
      assert.deepEqual(await at([place], reverse, [tally.travel()]), [3, 2, 1]);
      assert.equal(await at([place], reverseMuch, [tally.travel()]), 4_000_000);
      tally.close();
    });

    test(`lets go of what is garbage in a ${place}`, async () => {
      const { cells } = (programMemory() as LocalMemory).space;
      const sign = makeTally();
      const { size } = cells;
      const forgetting = at([place], forget, [sign.travel()]);
      await until(() => sign.state.count === 1);
      assert.ok(cells.size > size);
      sign.state.add();
      await until(() => cells.size === size);
      sign.state.add();
      await forgetting;
      sign.close();
    });
  }

  test("blocks while another thread of its process lets it go on", async () => {
    const tally = makeTally();
    assert.equal(await at(["process"], blockForOwnThread, [tally.travel()]), "acquired");
    tally.close();
  });

  test("blocks while a child process of its process lets it go on", async () => {
    const tally = makeTally();
    assert.equal(await at(["process"], blockForOwnChild, [tally.travel()]), "acquired");
    tally.close();
  });
});

/** Blocks the main thread of its process until a thread of that process, which holds the tally, releases it. */
function blockForOwnThread(reference: BlockReference): Promise<Acquired> {
  return blockFor("thread", reference);
}

function blockForOwnChild(reference: BlockReference): Promise<Acquired> {
  return blockFor("process", reference);
}

async function blockFor(place: PlaceName, reference: BlockReference): Promise<Acquired> {
  const { state } = reviveTally(reference);
  const turn = makeTally();
  const holding = at([place], holdUntilWaitedFor, [reference, turn.travel()]);
  while (turn.state.count === 0) await new Promise(setImmediate);
  const acquired = state.acquireSync();
  await holding;
  return acquired;
}

async function holdUntilWaitedFor(reference: BlockReference, turn: BlockReference): Promise<void> {
  const { state } = reviveTally(reference);
  state.tryAcquire();
  reviveTally(turn).state.add();
  while (state.waiters() === 0) await new Promise(setImmediate);
  state.release();
}

async function timeOut(reference: BlockReference): Promise<unknown[]> {
  const { state } = reviveTally(reference);
  const errors: unknown[] = [];
  try {
    state.acquireSync({ timeout: 5 });
  } catch (error) {
    errors.push(error);
  }
  await state.acquire({ timeout: 7 }).catch((error: unknown) => errors.push(error));
  return [
    ...errors.map((error) => error instanceof TimeoutError),
    ...errors.map((error) => (error instanceof TimeoutError ? error.timeout : error)),
  ];
}

async function cancel(reference: BlockReference): Promise<unknown> {
  const { state } = reviveTally(reference);
  const controller = new AbortController();
  const waiting = state.acquire({ signal: controller.signal, timeout: 60_000 });
  while (state.waiters() === 0) await new Promise(setImmediate);
  controller.abort("enough");
  return waiting.catch((reason: unknown) => reason);
}

async function abortedBefore(reference: BlockReference): Promise<unknown[]> {
  const { state } = reviveTally(reference);
  const reasons = [await state.acquire({ signal: AbortSignal.abort("no") }).catch(String)];
  try {
    state.acquireSync({ signal: AbortSignal.abort("never") });
  } catch (reason) {
    reasons.push(String(reason));
  }
  return [...reasons, state.tryAcquire()];
}

async function cancelTooLate(reference: BlockReference): Promise<unknown> {
  const { state } = reviveTally(reference);
  const controller = new AbortController();
  const waiting = state.acquire({ signal: controller.signal });
  controller.abort("enough");
  return waiting;
}

function provoke(reference: BlockReference): string {
  const tally = reviveTally(reference);
  const { state } = tally;
  const texts: string[] = [];
  try {
    state.release();
  } catch (error) {
    texts.push(String(error));
  }
  tally.close();
  try {
    state.release();
  } catch (error) {
    if (error instanceof ClosedError) texts.push(`${error.name} ${error.code}`);
  }
  return texts.join(" | ");
}

function reverse(reference: BlockReference): number[] {
  const { state } = reviveTally(reference);
  return [...state.reversed(Uint8Array.of(0, 1, 2, 3, 4).subarray(1, 4))];
}

function reverseMuch(reference: BlockReference): number {
  const { state } = reviveTally(reference);
  return state.reversed(new Uint8Array(4_000_000)).length;
}

/** Makes some and adds one to `sign`; forgets them when there is a second one, and goes on until there is a third. */
async function forget(sign: BlockReference): Promise<void> {
  const { state } = reviveTally(sign);
  setFlagsFromString("--expose-gc");
  // A fresh context has the function that the flag has just added.
  const collect = runInNewContext("gc") as () => void;
  const made = Array.from({ length: 5 }, () => makeTally());
  state.add();
  await until(() => state.count > 1);
  made.length = 0;
  while (state.count < 3) {
    collect();
    await new Promise(setImmediate);
  }
}
