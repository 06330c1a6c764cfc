import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { CostEstimate } from "../../src/scheduler/cost.ts";
import { JobQueue } from "../../src/scheduler/job-queue.ts";
import type { Job } from "../../src/scheduler/job.ts";
import { PlainJob } from "./plain-job.ts";

const cost = new CostEstimate();

function job(priority: number): Job {
  return new PlainJob(priority, cost);
}

type Step =
  | { readonly kind: "push"; readonly priority: number }
  | { readonly kind: "take" }
  | { readonly kind: "putBack" }
  | { readonly kind: "withdraw"; readonly index: number };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("push" as const), priority: fc.integer({ min: -2, max: 2 }) }),
    fc.record({ kind: fc.constant("take" as const) }),
    fc.record({ kind: fc.constant("putBack" as const) }),
    fc.record({ kind: fc.constant("withdraw" as const), index: fc.nat(20) }),
  ),
  { maxLength: 200 },
);

/** The plain way to say what the queue does: a list in which the first of the highest priority is next. */
class Model {
  jobs: Job[] = [];

  take(): Job | undefined {
    const highest = Math.max(...this.jobs.map((each) => each.priority));
    const index = this.jobs.findIndex((each) => each.priority === highest);
    return index < 0 ? undefined : this.jobs.splice(index, 1)[0];
  }
}

describe("JobQueue", () => {
  it("behaves as a list that is searched for the oldest of the highest priority", () => {
    fc.assert(
      fc.property(steps, (run) => {
        const queue = new JobQueue<Job>();
        const model = new Model();
        let taken: Job | undefined;
        for (const step of run) {
          if (step.kind === "push") {
            const each = job(step.priority);
            queue.push(each);
            model.jobs.push(each);
          } else if (step.kind === "take") {
            taken = model.take();
            assert.equal(queue.take(), taken);
            if (taken !== undefined) taken.state = "leased";
          } else if (step.kind === "putBack" && taken !== undefined) {
            queue.putBack(taken);
            model.jobs.unshift(taken);
            taken = undefined;
          } else if (step.kind === "withdraw") {
            const each = model.jobs[step.index];
            if (each !== undefined) {
              assert.equal(queue.withdraw(each), true);
              model.jobs.splice(step.index, 1);
            }
          }
          assert.equal(queue.size, model.jobs.length);
        }
      }),
    );
  });

  it("keeps no place for what was taken out of a long queue", () => {
    const queue = new JobQueue<Job>();
    for (let count = 0; count < 100_000; count++) {
      queue.push(job(0));
      if (count % 2 === 1) queue.take();
    }
    assert.equal(queue.size, 50_000);
    while (queue.take() !== undefined);
    assert.equal(queue.size, 0);
  });
});
