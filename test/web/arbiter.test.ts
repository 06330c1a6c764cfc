import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { defer } from "../../src/task/deferred.ts";
import { slot } from "../../src/web/counters.ts";
import { beat, serving, stage } from "./arbiter-stage.ts";

describe("the start", () => {
  test("is over when all workers are ready", async () => {
    const { arbiter, ready, settle } = stage();
    let done = false;
    void arbiter.start().then(() => (done = true));
    await settle();
    await ready(1);
    assert.deepEqual([done, arbiter.phase], [false, "starting"]);
    await ready(2);
    assert.deepEqual([done, arbiter.phase], [true, "serving"]);
  });

  test("fails with the error of the first worker that fails, and ends the others", async () => {
    const { arbiter, puppet, end, settle } = stage();
    const started = arbiter.start();
    const failed = assert.rejects(started, /no such module/);
    await settle();
    puppet(2).listener.failed(new Error("no such module"));
    await end(2);
    await failed;
    assert.equal(puppet(1).killed, true);
    await arbiter.stopped;
    assert.equal(arbiter.phase, "stopped");
  });

  test("kills a worker that doesn't get ready in time", async () => {
    const { arbiter, clock, puppet, ready, settle } = stage();
    const failed = assert.rejects(arbiter.start(), /worker 2 .* has not started for/);
    await settle();
    await ready(1);
    for (let second = 0; second < 12; second += 1) {
      beat(puppet(1).counters);
      await clock.advance(1_000);
    }
    await failed;
  });
});

describe("a worker that ends unasked", () => {
  test("is replaced at once, the second in a row after a pause that doubles", async () => {
    const { clock, puppets, end, ready } = await serving();
    await end(1);
    assert.equal(puppets.length, 3);
    const pauses: number[] = [];
    for (let id = 3; id < 8; id += 1) {
      await end(id);
      const before = clock.now();
      while (puppets.length < id + 1) await clock.advance(50);
      pauses.push(clock.now() - before);
    }
    assert.deepEqual(pauses, [100, 200, 400, 800, 1_600]);
    await ready(8);
  });

  test("and had been healthy for a while begins no row of failures", async () => {
    const { clock, puppets, puppet, end, ready } = await serving();
    const live = async (milliseconds: number): Promise<void> => {
      for (let past = 0; past < milliseconds; past += 1_000) {
        for (const { counters } of puppets) beat(counters);
        await clock.advance(1_000);
      }
    };
    for (const id of [1, 3, 4]) {
      await live(11_000);
      await end(id);
      assert.equal(puppet(id).killed, false);
      await ready(puppets.length);
    }
    assert.equal(puppets.length, 5);
  });

  test("is no news when it was asked to end", async () => {
    const { arbiter, reports, end, settle, puppet } = await serving();
    arbiter.post({ kind: "resize", by: -1 });
    await settle();
    assert.deepEqual(puppet(1).words, ["drain"]);
    await end(1, 0);
    assert.equal(reports.filter((line) => line.startsWith("warning")).length, 0);
  });
});

describe("a reload", () => {
  test("retires the old workers only when all new ones are ready", async () => {
    const { arbiter, puppet, ready, settle, states } = await serving();
    const settled = defer<void>();
    arbiter.post({ kind: "reload", hasty: false, settle: settled });
    await settle();
    assert.deepEqual(states(), ["1 serving", "2 serving", "3 starting", "4 starting"]);
    await ready(3);
    assert.deepEqual(puppet(1).words, []);
    await ready(4);
    await settled.promise;
    assert.deepEqual(states(), ["1 draining", "2 draining", "3 serving", "4 serving"]);
    assert.deepEqual([puppet(1).words, puppet(2).words], [["drain"], ["drain"]]);
  });

  test("whose code doesn't start leaves the old workers, and rejects with the reason", async () => {
    const { arbiter, puppet, end, settle, states, reports } = await serving();
    const settled = defer<void>();
    const failed = assert.rejects(settled.promise, /syntax/);
    arbiter.post({ kind: "reload", hasty: false, settle: settled });
    await settle();
    puppet(3).listener.failed(new Error("syntax"));
    await end(3);
    await failed;
    assert.deepEqual(states(), ["1 serving", "2 serving"]);
    assert.equal(puppet(4).killed, true);
    assert.ok(reports.some((line) => /warning: the new code can't be started/.test(line)));
  });

  test("that is asked for during another one comes after it, once", async () => {
    const { arbiter, puppets, ready, settle } = await serving();
    const waits = [defer<void>(), defer<void>(), defer<void>()];
    for (const wait of waits) {
      arbiter.post({ kind: "reload", hasty: false, settle: wait });
      await settle();
    }
    assert.equal(puppets.length, 4);
    await ready(3, 4);
    await waits[0]?.promise;
    assert.equal(puppets.length, 6);
    await ready(5, 6);
    await Promise.all(waits.map(({ promise }) => promise));
    assert.equal(puppets.length, 6);
  });

  test("starts only so many workers at a time", async () => {
    const { arbiter, ready, settle, states } = await serving({ startsAtOnce: 1 });
    arbiter.post({ kind: "reload", hasty: false });
    await settle();
    assert.deepEqual(states(), ["1 serving", "2 serving", "3 starting"]);
    await ready(3);
    assert.deepEqual(states(), ["1 serving", "2 serving", "3 serving", "4 starting"]);
    await ready(4);
    assert.deepEqual(states(), ["1 draining", "2 draining", "3 serving", "4 serving"]);
  });

  test("hastens the old workers when it is hasty", async () => {
    const { arbiter, puppet, ready, settle } = await serving();
    arbiter.post({ kind: "reload", hasty: true });
    await settle();
    await ready(3, 4);
    assert.deepEqual(puppet(2).words, ["hasten"]);
  });

  test("replaces a new worker that dies after it was ready, and goes on", async () => {
    const { arbiter, ready, end, settle, states } = await serving();
    arbiter.post({ kind: "reload", hasty: false });
    await settle();
    await ready(3);
    await end(3);
    assert.deepEqual(states(), ["1 serving", "2 serving", "4 starting", "5 starting"]);
    await ready(4, 5);
    assert.deepEqual(states(), ["1 draining", "2 draining", "4 serving", "5 serving"]);
  });
});

describe("the watch over workers", () => {
  test("kills and replaces one whose heart stops, and no other", async () => {
    const { clock, puppet, puppets } = await serving();
    for (let second = 0; second < 6; second += 1) {
      beat(puppet(2).counters);
      await clock.advance(1_000);
    }
    assert.deepEqual([puppet(1).killed, puppet(2).killed], [true, false]);
    assert.equal(puppets.length, 3);
  });

  test("replaces one that is worn before it has it end", async () => {
    const { puppet, ready, settle, states } = await serving();
    puppet(1).listener.said("worn");
    await settle();
    assert.deepEqual(states(), ["1 serving", "2 serving", "3 starting"]);
    await ready(3);
    assert.deepEqual(states(), ["1 draining", "2 serving", "3 serving"]);
  });

  test("replaces one that has too much memory", async () => {
    const { clock, puppet, ready, states } = await serving({ memoryLimit: 1_000 });
    const { row } = puppet(2).counters.row(0);
    row[slot.residentMemory] = 2_000;
    await clock.advance(1_000);
    await ready(3);
    assert.deepEqual(states(), ["1 serving", "2 draining", "3 serving"]);
  });

  test("kills one that doesn't end within its grace", async () => {
    const { arbiter, clock, puppet, puppets, settle } = await serving();
    arbiter.post({ kind: "scale", to: 1 });
    await settle();
    for (let second = 0; second < 6; second += 1) {
      for (const { counters } of puppets) beat(counters);
      await clock.advance(1_000);
    }
    assert.deepEqual([puppet(1).killed, puppet(2).killed], [true, false]);
  });
});

describe("the end", () => {
  test("waits for the workers to finish", async () => {
    const { arbiter, end, settle, puppet } = await serving();
    arbiter.post({ kind: "drain" });
    await settle();
    assert.deepEqual([arbiter.phase, puppet(1).words], ["draining", ["hasten"]]);
    await end(1, 0);
    assert.equal(arbiter.phase, "draining");
    await end(2, 0);
    await arbiter.stopped;
  });

  test("asks for at once, and kills when it is asked for twice", async () => {
    const { arbiter, settle, puppet } = await serving();
    arbiter.post({ kind: "quit" });
    await settle();
    assert.deepEqual([puppet(1).words, puppet(1).killed], [["quit"], false]);
    arbiter.post({ kind: "quit" });
    await settle();
    assert.equal(puppet(1).killed, true);
    await arbiter.stopped;
  });

  test("ends a reload under way with an error", async () => {
    const { arbiter, settle } = await serving();
    const settled = defer<void>();
    const failed = assert.rejects(settled.promise, { code: "ERR_SKEIN_CLOSED" });
    arbiter.post({ kind: "reload", hasty: false, settle: settled });
    arbiter.post({ kind: "quit" });
    await settle();
    await failed;
  });
});

test("there is always one worker at least", async () => {
  const { arbiter, settle } = await serving();
  for (let times = 0; times < 5; times += 1) arbiter.post({ kind: "resize", by: -1 });
  await settle();
  assert.equal(arbiter.size, 1);
});
