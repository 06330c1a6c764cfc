import type { Answer, Job, Outcome } from "./job.ts";
import type { JobLog } from "./job-log.ts";
import { jobLogLine } from "./job-log-line.ts";
import { failureReport } from "./failure-report.ts";
import type { Screen } from "./screen.ts";
import type { Stop } from "./stop.ts";

/** What {@link Delivery} writes to. */
export interface DeliveryOptions {
  readonly screen: Screen;
  readonly log: JobLog | undefined;
  readonly stop: Stop;
  readonly label: string;
  readonly verbose: boolean;
}

/**
 * Shows what became of each job, and then logs it: a job is in the log only when its result is out, so that a run that is
 * killed and resumed loses none (it may give one twice).
 */
export class Delivery {
  readonly #options: DeliveryOptions;
  #closed = false;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Never rejects: what can't be written stops the run. */
  async deliver(outcome: Outcome): Promise<void> {
    if (outcome.kind === "stopped" || this.#closed) return;
    const { job, answer, tries } = outcome;
    if (answer.kind === "threw") {
      this.#options.screen.message(
        failureReport(job, answer.failure, { tries, verbose: this.#options.verbose }),
      );
    } else if (!(await this.#print(answer.json))) {
      return;
    }
    this.#log(job, answer);
  }

  async #print(json: string): Promise<boolean> {
    try {
      await this.#options.screen.result(json);
      return true;
    } catch (error) {
      this.#closed = true;
      if (isClosedPipe(error)) this.#options.stop.kill({ kind: "output-closed" });
      else
        this.#options.stop.kill({
          kind: "fault",
          message: `the results can't be written: ${messageOf(error)}`,
        });
      return false;
    }
  }

  #log(job: Job, answer: Answer): void {
    const { log, stop, label } = this.#options;
    try {
      log?.append(jobLogLine(label, job, answer));
    } catch (error) {
      // What runs may end and be shown, but to begin what can't be logged would mean to do it twice.
      stop.drain({ kind: "fault", message: messageOf(error) });
    }
  }
}

function isClosedPipe(error: unknown): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    (error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED")
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
