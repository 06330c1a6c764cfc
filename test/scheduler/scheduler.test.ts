import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CostEstimate } from "../../src/scheduler/cost.ts";
import type { Assign, Decision } from "../../src/scheduler/decisions.ts";
import type { Job } from "../../src/scheduler/job.ts";
import type { SchedulerPolicy } from "../../src/scheduler/policy.ts";
import { Scheduler } from "../../src/scheduler/scheduler.ts";
import { PlainJob } from "./plain-job.ts";

const POLICY: SchedulerPolicy = {
  minWorkers: 2,
  maxWorkers: 2,
  idleTimeout: 100,
  maxTasksPerChild: Number.POSITIVE_INFINITY,
  concurrency: 1,
};

function costing(milliseconds: number): CostEstimate {
  const cost = new CostEstimate();
  cost.observe(milliseconds);
  return cost;
}

function job(cost = new CostEstimate(), priority = 0, pinned?: number): Job {
  return new PlainJob(priority, cost, pinned);
}

function withWorkers(policy: Partial<SchedulerPolicy>, ...ids: number[]): Scheduler<Job> {
  const scheduler = new Scheduler<Job>({ ...POLICY, ...policy });
  for (const id of ids) {
    scheduler.started(id);
    scheduler.ready(id, 0);
  }
  return scheduler;
}

function assigned(decisions: readonly Decision<Job>[]): Map<number, readonly Job[]> {
  const assigns = decisions.filter(
    (decision): decision is Assign<Job> => decision.kind === "assign",
  );
  return new Map(assigns.map(({ worker, jobs }) => [worker, jobs]));
}

describe("Scheduler", () => {
  it("asks for the least number of workers at once", () => {
    const scheduler = new Scheduler<Job>(POLICY);
    assert.deepEqual(scheduler.decide(0), [{ kind: "start", count: 2 }]);
  });

  it("gives nothing to a worker that hasn't said hello", () => {
    const scheduler = new Scheduler<Job>(POLICY);
    scheduler.started(1);
    scheduler.started(2);
    scheduler.submit(job());
    assert.deepEqual(scheduler.decide(0), []);
  });

  it("gives one job of unknown cost to each worker", () => {
    const scheduler = withWorkers({}, 1, 2);
    for (let count = 0; count < 10; count++) scheduler.submit(job());
    const jobs = assigned(scheduler.decide(0));
    assert.deepEqual(
      [...jobs.values()].map((list) => list.length),
      [1, 1],
    );
    assert.equal(scheduler.waiting, 8);
  });

  it("shares cheap jobs out in batches", () => {
    const scheduler = withWorkers({}, 1, 2);
    const cost = costing(0.001);
    for (let count = 0; count < 100; count++) scheduler.submit(job(cost));
    const jobs = assigned(scheduler.decide(0));
    assert.deepEqual(
      [...jobs.values()].map((list) => list.length),
      [50, 50],
    );
  });

  it("limits a batch to about a millisecond of work", () => {
    const scheduler = withWorkers({ minWorkers: 1, maxWorkers: 1 }, 1);
    const cost = costing(0.1);
    for (let count = 0; count < 100; count++) scheduler.submit(job(cost));
    assert.equal(assigned(scheduler.decide(0)).get(1)?.length, 10);
  });

  it("sends no job ahead behind one that takes long", () => {
    const scheduler = withWorkers({ minWorkers: 1, maxWorkers: 1 }, 1);
    const cost = costing(50);
    for (let count = 0; count < 3; count++) scheduler.submit(job(cost));
    assert.equal(assigned(scheduler.decide(0)).get(1)?.length, 1);
  });

  it("lets a higher priority go first, and the older first within one", () => {
    const scheduler = withWorkers({ minWorkers: 1, maxWorkers: 1 }, 1);
    const cost = costing(0.001);
    const [low, high, alsoHigh] = [job(cost, -1), job(cost, 5), job(cost, 5)];
    for (const each of [low, high, alsoHigh]) scheduler.submit(each);
    assert.deepEqual(assigned(scheduler.decide(0)).get(1), [high, alsoHigh, low]);
  });

  it("never hands out a withdrawn job", () => {
    const scheduler = withWorkers({}, 1, 2);
    const [first, second] = [job(), job()];
    scheduler.submit(first);
    scheduler.submit(second);
    assert.equal(scheduler.withdraw(first), true);
    assert.equal(scheduler.withdraw(first), false);
    assert.deepEqual([...assigned(scheduler.decide(0)).values()].flat(), [second]);
    assert.equal(scheduler.waiting, 0);
  });

  it("puts returned jobs in front of those that wait", () => {
    const scheduler = withWorkers({ minWorkers: 1, maxWorkers: 1 }, 1);
    const cost = costing(50);
    const [first, second] = [job(cost), job(cost)];
    scheduler.submit(first);
    scheduler.decide(0);
    scheduler.submit(second);
    scheduler.returned(1, first);
    assert.deepEqual(assigned(scheduler.decide(1)).get(1), [first]);
  });

  it("lets an idle worker take over half of what a busy one hasn't begun", () => {
    const scheduler = withWorkers({}, 1);
    const cost = costing(0.001);
    for (let count = 0; count < 11; count++) scheduler.submit(job(cost));
    scheduler.decide(0);
    assert.deepEqual(scheduler.rebalance(), []);
    scheduler.started(2);
    scheduler.ready(2, 0);
    assert.deepEqual(scheduler.rebalance(), [{ kind: "steal", from: 1, count: 5 }]);
  });

  it("runs pinned jobs on their worker only", () => {
    const scheduler = withWorkers({}, 1, 2);
    const [one, two] = [job(undefined, 0, 1), job(undefined, 0, 2)];
    scheduler.submit(two);
    scheduler.submit(one);
    const jobs = assigned(scheduler.decide(0));
    assert.deepEqual(jobs.get(1), [one]);
    assert.deepEqual(jobs.get(2), [two]);
  });

  it("gives the pinned jobs of a lost worker back as orphans", () => {
    const scheduler = withWorkers({}, 1, 2);
    const orphan = job(undefined, 0, 1);
    scheduler.submit(orphan);
    assert.deepEqual(scheduler.lost(1), [orphan]);
    assert.equal(scheduler.waiting, 0);
  });

  it("replaces a worker that has served its number of jobs", () => {
    const scheduler = withWorkers({ minWorkers: 1, maxWorkers: 1, maxTasksPerChild: 1 }, 1);
    const [first, second] = [job(), job()];
    scheduler.submit(first);
    scheduler.submit(second);
    assert.deepEqual(assigned(scheduler.decide(0)).get(1), [first]);
    scheduler.settled(1, first);
    assert.deepEqual(scheduler.decide(1), [
      { kind: "stop", worker: 1 },
      { kind: "start", count: 1 },
    ]);
  });

  it("grows while jobs wait, up to the most", () => {
    const scheduler = new Scheduler<Job>({ ...POLICY, minWorkers: 0, maxWorkers: 3 });
    assert.deepEqual(scheduler.decide(0), []);
    for (let count = 0; count < 10; count++) scheduler.submit(job());
    assert.deepEqual(scheduler.decide(0), [{ kind: "start", count: 3 }]);
  });

  it("shrinks to the least after the idle timeout, and wakes up for it", () => {
    const scheduler = withWorkers({ minWorkers: 1 }, 1, 2);
    assert.deepEqual(scheduler.decide(99), []);
    assert.equal(scheduler.wakeAt(), 100);
    assert.deepEqual(scheduler.decide(100), [{ kind: "stop", worker: 1 }]);
    assert.equal(scheduler.wakeAt(), Number.POSITIVE_INFINITY);
  });

  it("says when a job has overrun its limit, once", () => {
    const scheduler = withWorkers({}, 1, 2);
    const slow = job();
    scheduler.submit(slow);
    scheduler.decide(0);
    scheduler.limit(1, slow, 30);
    assert.equal(scheduler.wakeAt(), 30);
    assert.deepEqual(scheduler.decide(30), [{ kind: "overdue", worker: 1, job: slow }]);
    assert.deepEqual(scheduler.decide(31), []);
  });

  it("says to kill the worker of a job that didn't stop, unless it has settled", () => {
    const scheduler = withWorkers({}, 1, 2);
    const [stuck, obedient] = [job(), job()];
    scheduler.submit(stuck);
    scheduler.submit(obedient);
    scheduler.decide(0);
    scheduler.expectStop(1, stuck, 10);
    scheduler.expectStop(2, obedient, 10);
    scheduler.settled(2, obedient);
    assert.deepEqual(scheduler.decide(10), [{ kind: "kill", worker: 1, job: stuck }]);
  });

  it("runs several asynchronous jobs at a worker when allowed", () => {
    const scheduler = withWorkers({ minWorkers: 1, maxWorkers: 1, concurrency: 3 }, 1);
    for (let count = 0; count < 5; count++) scheduler.submit(job(costing(100)));
    assert.equal(assigned(scheduler.decide(0)).get(1)?.length, 3);
  });
});
