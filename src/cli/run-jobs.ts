import { HandOut } from "./hand-out.ts";
import { InOrder } from "./in-order.ts";
import type { Answer, Job, Outcome } from "./job.ts";
import type { Stop } from "./stop.ts";
import type { TaskRunner } from "./task-runner.ts";

/** What {@link runJobs} needs besides the jobs. */
export interface RunOptions {
  readonly runner: TaskRunner;
  readonly stop: Stop;
  /** How often a job that failed is tried again. */
  readonly retries: number;
  /** Whether outcomes are delivered in the order of the jobs. */
  readonly ordered: boolean;
  /** Hears of every outcome at once. */
  readonly ended: (outcome: Outcome) => void;
  /** Gets the outcomes one after the other, the next when the last is done with. Must not reject. */
  readonly deliver: (outcome: Outcome) => Promise<void>;
}

/** Outcomes that may wait for their turn or for a slow reader; no further job begins then. */
const mostUndelivered = 1_024;

/**
 * Runs all jobs and delivers their outcomes; resolves when the last one has been delivered. Jobs are pulled only as fast
 * as workers and the reader of the results take them. Rejects with the error of `jobs`, after all that had begun ended.
 */
export async function runJobs(jobs: AsyncIterable<Job>, options: RunOptions): Promise<void> {
  await new JobRun(options).run(jobs);
}

class JobRun {
  readonly #options: RunOptions;
  readonly #handOut: HandOut;
  readonly #order = new InOrder<Outcome>();
  #launched = 0;
  #out = 0;
  #undelivered = 0;
  #delivering: Promise<void> = Promise.resolve();
  #wake: () => void = () => {};

  constructor(options: RunOptions) {
    this.#options = options;
    this.#handOut = new HandOut(options.runner.workers);
    options.stop.onChange(() => this.#wake());
  }

  async run(jobs: AsyncIterable<Job>): Promise<void> {
    try {
      for await (const job of jobs) {
        if (this.#stopping) break;
        this.#launch(job);
        await this.#until(() => this.#hasRoom || this.#stopping);
        if (this.#stopping) break;
      }
    } finally {
      await this.#until(() => this.#undelivered === 0);
    }
  }

  get #stopping(): boolean {
    return this.#options.stop.level !== "running";
  }

  get #hasRoom(): boolean {
    return (
      this.#out < this.#handOut.size && this.#undelivered < mostUndelivered + this.#handOut.size
    );
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #launch(job: Job): void {
    const position = this.#launched;
    this.#launched += 1;
    this.#out += 1;
    this.#undelivered += 1;
    void this.#finish(job).then((outcome) => this.#settle(position, outcome));
  }

  async #finish(job: Job): Promise<Outcome> {
    for (let tries = 1; ; tries += 1) {
      const answer = await this.#try(job);
      if (answer === undefined) return { kind: "stopped", job };
      if (answer.kind === "returned" || tries > this.#options.retries || this.#stopping) {
        return { kind: "ended", job, answer, tries };
      }
    }
  }

  /** Undefined when the job was stopped; what fails while everything is being killed fails because of that. */
  async #try(job: Job): Promise<Answer | undefined> {
    const { runner, stop } = this.#options;
    if (stop.level === "killed") return undefined;
    try {
      const answer = await runner.run(job);
      this.#handOut.learn(answer.runtime);
      return answer.kind === "threw" && isKilled(stop) ? undefined : answer;
    } catch (error) {
      if (!isKilled(stop))
        stop.kill({ kind: "fault", message: `the workers failed: ${String(error)}` });
      return undefined;
    }
  }

  #settle(position: number, outcome: Outcome): void {
    const { ended, deliver, ordered } = this.#options;
    this.#out -= 1;
    ended(outcome);
    for (const due of ordered ? this.#order.take(position, outcome) : [outcome]) {
      this.#delivering = this.#delivering
        .then(() => deliver(due))
        .then(() => {
          this.#undelivered -= 1;
          this.#wake();
        });
    }
    this.#wake();
  }
}

/** A call, so that the compiler doesn't take what the level was before an `await` for what it is after it. */
function isKilled(stop: Stop): boolean {
  return stop.level === "killed";
}
