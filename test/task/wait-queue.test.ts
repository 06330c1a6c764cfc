import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import fc from "fast-check";
import { CancelledError, TimeoutError } from "../../src/errors.ts";
import { runInScope } from "../../src/task/current-scope.ts";
import { Scope } from "../../src/task/scope.ts";
import { VirtualClock } from "../../src/testing/virtual-clock.ts";
import { WaitQueue } from "../../src/task/wait-queue.ts";

describe("a line of waits", () => {
  test("gives to who came first, and says what they wanted", async () => {
    const line = new WaitQueue<string, number>();
    assert.equal(line.isEmpty, true);
    assert.equal(line.give("nobody"), false);
    const waits = [line.wait(1), line.wait(2), line.wait(3)];
    assert.deepEqual([line.size, line.isEmpty, line.wanted], [3, false, 1]);
    line.give("a");
    assert.equal(line.wanted, 2);
    line.giveAll("b");
    assert.deepEqual(await Promise.all(waits), ["a", "b", "b"]);
    assert.deepEqual([line.size, line.wanted], [0, undefined]);
  });

  test("fails all who wait, and not those who come later", async () => {
    const line = new WaitQueue<string>();
    const failed = [line.wait(undefined), line.wait(undefined)];
    line.failAll(new RangeError("no"));
    const later = line.wait(undefined);
    for (const wait of failed) await assert.rejects(wait, RangeError);
    line.give("a");
    assert.equal(await later, "a");
  });

  test("lets a wait go whose time is over, at once for 0", async () => {
    const line = new WaitQueue<string>();
    for (const timeout of [-1, 0, 1]) {
      const wait = line.wait(undefined, { timeout });
      assert.equal(line.size, timeout > 0 ? 1 : 0);
      await assert.rejects(wait, (error) => {
        assert.ok(error instanceof TimeoutError);
        assert.equal(error.timeout, timeout);
        return true;
      });
    }
    assert.equal(line.isEmpty, true);
    const endless = line.wait(undefined, { timeout: Infinity });
    line.give("a");
    assert.equal(await endless, "a");
  });

  test("lets a wait go whose signal aborts, also before it has begun", async () => {
    const line = new WaitQueue<string>();
    const reason = new RangeError("enough");
    await assert.rejects(line.wait(undefined, { signal: AbortSignal.abort(reason) }), reason);
    const stop = new AbortController();
    const waits = [
      line.wait(undefined),
      line.wait(undefined, { signal: stop.signal, timeout: 60_000 }),
      line.wait(undefined),
    ] as const;
    stop.abort(reason);
    assert.equal(line.size, 2);
    await assert.rejects(waits[1], reason);
    line.giveAll("a");
    assert.deepEqual(await Promise.all([waits[0], waits[2]]), ["a", "a"]);
  });

  test("lets the waits of a scope go that is cancelled, and no others", async () => {
    const line = new WaitQueue<string>();
    const scope = new Scope();
    const inside = runInScope(scope, () => [line.wait(undefined), line.wait(undefined)]);
    const outside = line.wait(undefined);
    scope.cancel();
    assert.equal(line.size, 1);
    for (const wait of inside) await assert.rejects(wait, CancelledError);
    line.give("a");
    assert.equal(await outside, "a");
  });

  test("tells of a cancellation that nobody has been told of yet, and only once", async () => {
    const line = new WaitQueue<string>();
    const scope = new Scope();
    scope.cancel("enough");
    await assert.rejects(
      runInScope(scope, () => line.wait(undefined)),
      (reason) => reason === "enough",
    );
    const next = runInScope(scope, () => line.wait(undefined));
    line.give("a");
    assert.equal(await next, "a");
  });

  test("leaves a cancellation to the next wait when this one must not be disturbed", async () => {
    const line = new WaitQueue<string>();
    const scope = new Scope();
    const wait = runInScope(scope, () => line.wait(undefined, { interruptible: false }));
    scope.cancel("enough");
    line.give("a");
    assert.equal(await wait, "a");
    assert.throws(
      () => scope.throwIfCancelled(),
      (reason) => reason === "enough",
    );
  });

  test("measures time by the clock of the thread", async () => {
    using clock = new VirtualClock().install();
    const line = new WaitQueue<string>();
    const waits = [line.wait(undefined, { timeout: 3_600_000 }), line.wait(undefined)];
    await clock.advance(3_599_999);
    assert.equal(line.size, 2);
    const late = assert.rejects(waits[0] ?? Promise.resolve(), TimeoutError);
    await clock.advance(1);
    await late;
    assert.equal(line.size, 1);
    const given = line.wait(undefined, { timeout: 1_000 });
    line.giveAll("a");
    assert.equal(await given, "a");
    assert.equal(clock.pending, 0);
  });

  test("keeps the program alive as long as time can end a wait", async () => {
    const program = `
      import { Event } from ${JSON.stringify(new URL("../../src/task.js", import.meta.url).href)};
      await new Event().wait({ timeout: 1 }).catch((error) => console.log(error.code));
      await new Event().wait();
    `;
    const node = promisify(execFile);
    const ended = node(process.execPath, ["--input-type=module", "-e", program]);
    await assert.rejects(ended, (error) => {
      // The second wait can't end, and Node says so.
      assert.ok(error instanceof Error && "code" in error && "stdout" in error);
      assert.deepEqual([error.code, error.stdout], [13, "ERR_SKEIN_TIMEOUT\n"]);
      return true;
    });
  });

  test("ends a wait once: what comes after it was given something comes too late", async () => {
    const line = new WaitQueue<string>();
    const scope = new Scope();
    const stop = new AbortController();
    const given = runInScope(scope, () => line.wait(undefined, { signal: stop.signal }));
    line.give("a");
    scope.cancel("enough");
    stop.abort();
    assert.equal(await given, "a");
    // The wait had left its scope, so the cancellation is still to be told.
    await assert.rejects(
      runInScope(scope, () => line.wait(undefined)),
      (reason) => reason === "enough",
    );
  });

  test("forgets its waits at their signal, however long that lives", async () => {
    const line = new WaitQueue<string>();
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...args);
    };
    const waits = [line.wait(undefined, { signal }), line.wait(undefined, { signal, timeout: 1 })];
    assert.equal(listeners, 2);
    await assert.rejects(waits[1] ?? Promise.resolve(), TimeoutError);
    line.give("a");
    assert.equal(await waits[0], "a");
    assert.equal(listeners, 0);
  });

  test("holds 100,000 waits, of which every second gives up, in any order", async () => {
    const line = new WaitQueue<number, number>();
    const stops = Array.from({ length: 50_000 }, () => new AbortController());
    const served: number[] = [];
    const waits = Array.from({ length: 100_000 }, async (_, index) => {
      const signal = index % 2 === 0 ? stops[index / 2]?.signal : undefined;
      await line.wait(index, { signal }).then(
        () => served.push(index),
        () => {},
      );
    });
    for (const stop of stops.toReversed()) stop.abort();
    assert.equal(line.size, 50_000);
    while (line.give(0));
    await Promise.all(waits);
    assert.deepEqual(
      served,
      Array.from({ length: 50_000 }, (_, index) => 2 * index + 1),
    );
  });

  test("keeps the order of an array from which anything may be taken", () => {
    const step = fc.oneof(
      fc.constant("join" as const),
      fc.constant("give" as const),
      fc.nat(20).map((place) => ({ place })),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
        const line = new WaitQueue<void, number>();
        const model: { number: number; stop: AbortController }[] = [];
        let number = 0;
        for (const action of steps) {
          if (action === "join") {
            const stop = new AbortController();
            line.wait(number, { signal: stop.signal }).catch(() => {});
            model.push({ number, stop });
            number += 1;
          } else if (action === "give") {
            assert.equal(line.give(), model.shift() !== undefined);
          } else {
            for (const { stop } of model.splice(action.place, 1)) stop.abort();
          }
          assert.deepEqual([line.size, line.wanted], [model.length, model[0]?.number]);
        }
        for (const { number: next } of model) {
          assert.equal(line.wanted, next);
          line.give();
        }
        assert.equal(line.isEmpty, true);
      }),
    );
  });
});
