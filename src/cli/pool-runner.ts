import { TimeoutError, WorkerLostError } from "../errors.ts";
import { Pool, ThreadPool, type FunctionReference } from "../index.ts";
import { failureOf } from "./failure.ts";
import type { Answer, Failure, Job } from "./job.ts";
import type { checkTarget, runJob } from "./job-entry.ts";
import type { MapSettings } from "./map-settings.ts";
import type { Target } from "./target.ts";
import type { TaskRunner } from "./task-runner.ts";

/** The module that runs in the workers, under the ending that this one has. */
const entry: string = new URL(
  import.meta.url.endsWith(".ts") ? "./job-entry.ts" : "./job-entry.js",
  import.meta.url,
).href;

const checkReference: FunctionReference = { module: entry, name: "checkTarget" };
const runReference: FunctionReference = { module: entry, name: "runJob" };

/** Runs the jobs of a target in a pool of threads or processes. */
export function createPoolRunner(target: Target, settings: MapSettings): TaskRunner {
  const options = {
    workers: settings.workers,
    name: "skein-map",
    // The time that loading takes is no job's.
    initializer: checkReference,
    initargs: [target],
  };
  const pool = settings.on === "thread" ? new ThreadPool(options) : new Pool(options);
  return new PoolRunner(pool, target, settings);
}

class PoolRunner implements TaskRunner {
  readonly workers: number;
  readonly #pool: Pool;
  readonly #target: Target;
  readonly #timeout: number | undefined;

  constructor(pool: Pool, target: Target, { workers, timeout }: MapSettings) {
    this.#pool = pool;
    this.#target = target;
    this.#timeout = timeout;
    this.workers = workers;
  }

  check(): Promise<string | undefined> {
    return this.#pool.apply<Parameters<typeof checkTarget>, ReturnType<typeof checkTarget>>(
      checkReference,
      [this.#target],
    );
  }

  async run(job: Job): Promise<Answer> {
    const started = Date.now();
    const begin = performance.now();
    try {
      return await this.#pool.apply<Parameters<typeof runJob>, ReturnType<typeof runJob>>(
        runReference,
        [this.#target, job.input, job.sequence - 1],
        { timeout: this.#timeout },
      );
    } catch (error) {
      const failure = lossOf(error);
      if (failure === undefined) throw error;
      return { kind: "threw", failure, started, runtime: performance.now() - begin };
    }
  }

  kill(): void {
    this.#pool.terminate();
  }

  async close(): Promise<void> {
    this.#pool.close();
    await this.#pool.join();
  }
}

/** A job that couldn't answer itself; undefined when that isn't the job's fault. */
function lossOf(error: unknown): Failure | undefined {
  if (error instanceof TimeoutError)
    return { ...failureOf(error, { exitValue: -1 }), place: undefined };
  if (!(error instanceof WorkerLostError)) return undefined;
  const { exitCode = -1 } = error;
  // The job never came to its end, so that an exit code of 0 is no success.
  const exitValue = exitCode > 0 ? exitCode : -1;
  return {
    ...failureOf(error, { exitValue, signal: exitCode < 0 ? -exitCode : 0 }),
    place: undefined,
  };
}
