import type { Answer, Job } from "./job.ts";

/** Where jobs run. It begins a job as soon as one of its workers is free, in the order in which they are given. */
export interface TaskRunner {
  /** How many jobs run at a time. */
  readonly workers: number;
  /** Gives what is wrong with the function's module, in words for the user; undefined when it can be called. */
  check(): Promise<string | undefined>;
  /** One try of one job. It rejects only when `kill()` has stopped it; an error in the job is an answer. */
  run(job: Job): Promise<Answer>;
  /** Ends all workers and what runs in them. */
  kill(): void;
  /** Waits for what runs, and ends the workers. */
  close(): Promise<void>;
}
