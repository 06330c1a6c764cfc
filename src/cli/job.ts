/** One input on its way through the function. */
export interface Job {
  /** Counts the inputs from 1, as the job log does. */
  readonly sequence: number;
  readonly input: string;
}

/** What a job's error looked like, as text: it has to be shown, not caught again. */
export interface Failure {
  /** The error's class. */
  readonly name: string;
  readonly message: string;
  /** The whole stack with causes and fields, for `--verbose`. */
  readonly detail: string;
  /** The first line of the stack that is the user's own, such as "at hash (/home/me/hash.ts:3:9)". */
  readonly place: string | undefined;
  /** As the job log takes it: 1 threw, n the worker's exit code, -1 killed. */
  readonly exitValue: number;
  /** The signal that ended the worker, or 0. */
  readonly signal: number;
}

/** What one try gave. Times in milliseconds; `started` since 1970. */
export type Answer =
  | {
      readonly kind: "returned";
      readonly json: string;
      readonly started: number;
      readonly runtime: number;
    }
  | {
      readonly kind: "threw";
      readonly failure: Failure;
      readonly started: number;
      readonly runtime: number;
    };

/** What became of a job. One that was stopped was running when everything was told to end: neither done nor failed. */
export type Outcome =
  | { readonly kind: "ended"; readonly job: Job; readonly answer: Answer; readonly tries: number }
  | { readonly kind: "stopped"; readonly job: Job };
