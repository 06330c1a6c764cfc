import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { QueueClosedError, TimeoutError } from "../../src/errors.ts";
import type { WaitOptions } from "../../src/task/wait.ts";

/** What a party can do with a queue. */
export interface QueueUser {
  tryPut(item: Uint8Array, priority: number): boolean;
  put(item: Uint8Array, priority: number, limits: WaitOptions): Promise<true>;
  tryGet(): Uint8Array | undefined;
  get(limits: WaitOptions): Promise<Uint8Array>;
  size(): number;
  isShutDown(): boolean;
  shutdown(immediate: boolean): void;
  unfinished(): number;
  taskDone(): boolean;
  join(limits: WaitOptions): Promise<true>;
  isReadable(): boolean;
  untilReadable(limits: WaitOptions): Promise<true>;
}

/** A queue and two parties that use it; they may be the same. */
export interface UsedQueue {
  readonly here: QueueUser;
  readonly there: QueueUser;
  readonly release: () => void;
}

export interface QueueCase {
  /** Whether the item that was put last comes first. */
  readonly lastFirst: boolean;
  readonly make: (maxSize?: number) => UsedQueue;
}

const item = (number: number): Uint8Array => Uint8Array.of(number, 1, 2);
const numberOf = (bytes: Uint8Array | undefined): number | undefined => bytes?.[0];
const numbersOf = (all: readonly Uint8Array[]): (number | undefined)[] => all.map(numberOf);

/** What every queue does, whatever it is in. Priorities are all the same here. */
export function queueContract(name: string, { lastFirst, make }: QueueCase): void {
  const ordered = (numbers: readonly number[]): readonly number[] =>
    lastFirst ? numbers.toReversed() : numbers;

  describe(`${name}: a queue`, () => {
    test("gives the other side what was put, each item once", () => {
      const { here, there, release } = make();
      for (const number of [1, 2, 3, 4]) assert.equal(here.tryPut(item(number), 0), true);
      assert.equal(there.size(), 4);
      const taken = [there.tryGet(), there.tryGet(), here.tryGet(), here.tryGet()];
      assert.deepEqual(taken.map(numberOf), ordered([1, 2, 3, 4]));
      assert.deepEqual([here.tryGet(), there.tryGet(), here.size()], [undefined, undefined, 0]);
      release();
    });

    test("keeps items of any length", () => {
      const { here, there, release } = make();
      for (const length of [0, 1, 20, 88, 89, 1_000, 100_000]) {
        const bytes = new Uint8Array(length).fill(length);
        here.tryPut(bytes, 0);
        assert.deepEqual(new Uint8Array(there.tryGet() ?? []), bytes);
      }
      release();
    });

    test("has room for just as many items as it was told, whoever puts them", () => {
      const { here, there, release } = make(3);
      assert.deepEqual(
        [here, there, here, there, here].map((party, index) => party.tryPut(item(index), 0)),
        [true, true, true, false, false],
      );
      there.tryGet();
      assert.deepEqual([there.tryPut(item(6), 0), there.tryPut(item(7), 0)], [true, false]);
      release();
    });

    test("lets a put wait until the other side has taken something", async () => {
      const { here, there, release } = make(1);
      await here.put(item(1), 0, {});
      const second = here.put(item(2), 0, {});
      assert.equal(numberOf(there.tryGet()), 1);
      assert.equal(await second, true);
      assert.equal(numberOf(there.tryGet()), 2);
      release();
    });

    test("lets a get wait until the other side has put something", async () => {
      const { here, there, release } = make();
      const taken = [here.get({}), here.get({})];
      there.tryPut(item(1), 0);
      there.tryPut(item(2), 0);
      assert.deepEqual(new Set(numbersOf(await Promise.all(taken))), new Set([1, 2]));
      release();
    });

    test("gives the items to those who wait in the order in which they came", async () => {
      const { here, there, release } = make();
      const taken = [here.get({}), here.get({}), here.get({})];
      for (const [index, next] of taken.entries()) {
        there.tryPut(item(index), 0);
        assert.equal(numberOf(await next), index);
      }
      release();
    });

    test("takes what one party puts without awaiting it in that order", async () => {
      const { here, there, release } = make(1);
      const puts: Promise<unknown>[] = [];
      for (let number = 0; number < 5; number += 1) puts.push(here.put(item(number), 0, {}));
      // It would get ahead of the others.
      assert.equal(here.tryPut(item(98), 0), false);
      for (let number = 0; number < 5; number += 1)
        assert.equal(numberOf(await there.get({})), number);
      await Promise.all(puts);
      release();
    });

    test("takes and puts nothing when the time is over or the signal says so", async () => {
      const { here, there, release } = make(1);
      await assert.rejects(here.get({ timeout: 0 }), TimeoutError);
      await assert.rejects(here.get({ timeout: 1 }), TimeoutError);
      const canceller = new AbortController();
      const cancelled = here.get({ signal: canceller.signal });
      canceller.abort("enough");
      there.tryPut(item(1), 0);
      await assert.rejects(cancelled, (reason) => reason === "enough");
      await assert.rejects(here.put(item(2), 0, { timeout: 1 }), TimeoutError);
      const other = new AbortController();
      const put = here.put(item(3), 0, { signal: other.signal });
      other.abort("enough");
      await assert.rejects(put, (reason) => reason === "enough");
      assert.deepEqual([numberOf(there.tryGet()), there.tryGet()], [1, undefined]);
      release();
    });

    test("gives an item that was meant for somebody who gave up to the next one", async () => {
      const { here, there, release } = make();
      const canceller = new AbortController();
      const first = here.get({ signal: canceller.signal });
      const second = here.get({});
      there.tryPut(item(1), 0);
      canceller.abort("enough");
      const [one] = await Promise.allSettled([first]);
      const isTaken = one.status === "fulfilled";
      if (isTaken) there.tryPut(item(2), 0);
      assert.equal(numberOf(await second), isTaken ? 2 : 1);
      release();
    });

    test("refuses puts once it is shut down, and gives what it has", async () => {
      const { here, there, release } = make();
      here.tryPut(item(1), 0);
      here.tryPut(item(2), 0);
      assert.equal(there.isShutDown(), false);
      there.shutdown(false);
      there.shutdown(false);
      assert.equal(here.isShutDown(), true);
      for (const party of [here, there]) {
        assert.throws(() => party.tryPut(item(3), 0), QueueClosedError);
        await assert.rejects(party.put(item(3), 0, {}), QueueClosedError);
      }
      const taken = [await here.get({}), there.tryGet()];
      assert.deepEqual(taken.map(numberOf), ordered([1, 2]));
      assert.throws(() => here.tryGet(), QueueClosedError);
      await assert.rejects(there.get({}), QueueClosedError);
      release();
    });

    test("wakes all who wait when it is shut down", async () => {
      const empty = make();
      const gets = [empty.here.get({}), empty.here.get({}), empty.there.get({})];
      empty.there.shutdown(false);
      for (const get of gets) await assert.rejects(get, QueueClosedError);
      const full = make(1);
      full.here.tryPut(item(1), 0);
      const puts = [full.here.put(item(2), 0, {}), full.there.put(item(3), 0, {})];
      full.here.shutdown(false);
      for (const put of puts) await assert.rejects(put, QueueClosedError);
      assert.deepEqual([numberOf(full.there.tryGet()), full.here.size()], [1, 0]);
      empty.release();
      full.release();
    });

    test("drops what is in it when it is shut down at once, and counts that as done", async () => {
      const { here, there, release } = make(3);
      for (const number of [1, 2, 3]) here.tryPut(item(number), 0);
      const put = here.put(item(4), 0, {});
      there.tryGet();
      // Now or when it is shut down: it may have got in.
      const settled = Promise.allSettled([put]);
      const joined = there.join({});
      here.shutdown(true);
      await settled;
      assert.deepEqual([here.size(), there.size()], [0, 0]);
      assert.throws(() => there.tryGet(), QueueClosedError);
      assert.equal(here.unfinished(), 1);
      assert.equal(there.taskDone(), true);
      assert.equal(await joined, true);
      assert.equal(here.taskDone(), false);
      release();
    });

    test("knows how many items are not done, and when all are", async () => {
      const { here, there, release } = make();
      assert.equal(await here.join({}), true);
      assert.equal(here.taskDone(), false);
      here.tryPut(item(1), 0);
      here.tryPut(item(2), 0);
      const joined = here.join({});
      there.tryGet();
      assert.equal(there.taskDone(), true);
      there.tryGet();
      assert.equal(here.unfinished(), 1);
      await assert.rejects(there.join({ timeout: 0 }), TimeoutError);
      await assert.rejects(there.join({ timeout: 1 }), TimeoutError);
      assert.equal(here.taskDone(), true);
      assert.equal(await joined, true);
      assert.deepEqual([here.taskDone(), there.unfinished()], [false, 0]);
      release();
    });

    test("can be waited for without taking anything", async () => {
      const { here, there, release } = make();
      assert.equal(here.isReadable(), false);
      await assert.rejects(here.untilReadable({ timeout: 1 }), TimeoutError);
      const seen = [here.untilReadable({}), here.untilReadable({})];
      const taken = here.get({});
      there.tryPut(item(1), 0);
      there.tryPut(item(2), 0);
      await Promise.all(seen);
      await taken;
      assert.equal(there.isReadable(), true);
      assert.ok(numberOf(there.tryGet()));
      there.shutdown(false);
      assert.equal(await here.untilReadable({}), true);
      release();
    });
  });
}
