import { MisuseError } from "../errors.ts";
import type { FinishedJobs } from "./finished-jobs.ts";
import type { Job } from "./job.ts";
import { commandOf } from "./job-log-line.ts";

/** What {@link numberJobs} needs besides the inputs. */
export interface NumberOptions {
  readonly label: string;
  /** Jobs of an earlier run to be skipped. */
  readonly finished: FinishedJobs | undefined;
  readonly skipped: () => void;
}

/**
 * Numbers the inputs and leaves out what an earlier run has finished. Throws MisuseError when that run had another
 * function or other inputs: numbers alone would then skip the wrong jobs.
 */
export async function* numberJobs(
  inputs: AsyncIterable<string>,
  { label, finished, skipped }: NumberOptions,
): AsyncGenerator<Job, void, undefined> {
  let sequence = 0;
  for await (const input of inputs) {
    sequence += 1;
    const found = finished?.find(sequence, commandOf(label, input)) ?? "unknown";
    if (found === "different") {
      throw new MisuseError(
        `job ${sequence} of the job log was not "${commandOf(label, input)}"; to resume, the function and all inputs must be the same`,
      );
    }
    if (found === "finished") skipped();
    else yield { sequence, input };
  }
}
