import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { captureFunction } from "../../src/closure/capture.ts";
import { handles } from "../../src/thread/local.ts";
import { local, Pool, Process, Thread, ThreadPool } from "../../src/index.ts";

describe("a local", () => {
  for (const Child of [Thread, Process]) {
    test(`is a ${Child.name}'s own`, async () => {
      const state = local<{ name?: string }>();
      state.name = "main";
      const child = new Child({
        target: () => {
          const before = state.name;
          state.name = "child";
          return [before, state.name];
        },
      });
      child.start();
      assert.deepEqual(await child.result(), [undefined, "child"]);
      assert.equal(state.name, "main");
    });
  }

  test("costs a function that has captured it one capture", () => {
    const state = local<{ name?: string }>();
    const work = (): string | undefined => state.name;
    assert.equal(captureFunction(work).pure, true);
  });

  test("whose initial function has captured what can change is captured as it is now", () => {
    const starts = [1];
    const state = local(() => ({ count: starts[0] }));
    const work = (): number | undefined => state.count;
    assert.equal(captureFunction(work).pure, false);
  });

  test("begins in each place as its initial function says", async () => {
    const start = 7;
    const state = local(() => ({ count: start }));
    state.count += 1;
    await using pool = new ThreadPool(1);
    assert.equal(await pool.apply(() => state.count), 7);
    assert.equal(state.count, 8);
  });

  test("keeps for the next call on a worker what one has left there", async () => {
    const state = local(() => ({ calls: 0 }));
    await using pool = new Pool(1);
    const call = (): number => {
      state.calls += 1;
      return state.calls;
    };
    assert.equal(await pool.apply(call), 1);
    assert.equal(await pool.apply(call), 2);
    assert.equal(state.calls, 0);
  });

  test("that comes back is the one that was sent", async () => {
    const state = local<{ mark?: number }>();
    state.mark = 5;
    await using pool = new ThreadPool(1);
    const back = await pool.apply((given: typeof state) => given, [state]);
    assert.equal(back, state);
  });

  test("says under which name it arrives", () => {
    assert.deepEqual(Object.keys(handles), ["skein.local"]);
  });

  test("is one object in a place, whichever way it came there", async () => {
    const state = local<{ mark?: number }>();
    await using pool = new ThreadPool(1);
    assert.equal(await pool.apply((given: object) => given === state, [state]), true);
  });
});
