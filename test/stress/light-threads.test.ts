import assert from "node:assert/strict";
import { test } from "node:test";
import { CancelledError, WorkerLostError } from "../../src/errors.ts";
import { Queue } from "../../src/channel/queue.ts";
import { Lock } from "../../src/sync/lock.ts";
import { sleep } from "../../src/task/sleep.ts";
import { setExceptHook } from "../../src/thread/except-hook.ts";
import { activeThreads, Thread } from "../../src/thread/thread.ts";

/** Threads in a round. */
const THREADS = 400;
const ROUNDS = Number(process.env["SKEIN_ROUNDS"] ?? 40);

type Fate =
  | "returns"
  | "throws"
  | "exits"
  | "computes"
  | "sleeps long"
  | "locks"
  | "puts"
  | "starts";

const fates: readonly Fate[] = [
  ...Array.from({ length: 12 }, (): Fate => "returns"),
  ...Array.from({ length: 12 }, (): Fate => "locks"),
  ...Array.from({ length: 12 }, (): Fate => "puts"),
  "throws",
  "computes",
  "sleeps long",
  "sleeps long",
  "starts",
];

class Unlucky extends Error {}

/** A small generator of numbers below 1, so that a failing round can be run again. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

test(`${ROUNDS} rounds of threads that throw, compute, exit and are cancelled: each ends, in a value or a typed error`, async (context) => {
  const before = setExceptHook(() => {});
  const lock = new Lock();
  const queue = new Queue<number>();
  const target = async (fate: Fate, index: number): Promise<number> => {
    await sleep(index % 5);
    if (fate === "throws") throw new RangeError("unlucky");
    if (fate === "exits") process.exit(1);
    if (fate === "sleeps long") await sleep(1_000_000);
    if (fate === "locks") await lock.run(() => sleep(0));
    if (fate === "puts") await queue.put(index);
    if (fate === "computes") {
      const end = performance.now() + 30;
      while (performance.now() < end);
    }
    if (fate === "starts") {
      const child = new Thread({ target: (value: number) => value + 1, args: [index] });
      child.start();
      return Number(await child.result()) - 1;
    }
    return index;
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    const random = randomFrom(round);
    const pick = (): Fate => fates[Math.floor(random() * fates.length)] ?? "returns";
    const chosen = Array.from({ length: THREADS }, pick);
    // In some rounds a carrier ends in the middle.
    if (round % 4 === 3) chosen[Math.floor(random() * THREADS)] = "exits";
    const threads = chosen.map((fate, index) => new Thread({ target, args: [fate, index] }));
    for (const thread of threads) thread.start();
    threads.forEach((thread, index) => {
      if (chosen[index] === "sleeps long") thread.cancel();
    });
    const ended = await Promise.allSettled(threads.map((thread) => thread.result()));
    const exits = chosen.includes("exits");
    ended.forEach((outcome, index) => {
      const fate = chosen[index];
      if (outcome.status === "fulfilled") return assert.equal(outcome.value, index, fate);
      const error: unknown = outcome.reason;
      const fits =
        (fate === "throws" && error instanceof RangeError) ||
        (fate === "sleeps long" && error instanceof CancelledError) ||
        (exits && error instanceof WorkerLostError);
      if (!fits) throw new Unlucky(`${fate} in round ${round}`, { cause: error });
    });
    assert.deepEqual(activeThreads(), []);
    // Whoever held it when a carrier ended has died with it.
    await lock.run(() => {});
  }
  setExceptHook(before);
  context.diagnostic(`${queue.size} items were put`);
});
