import type { HaltRule } from "./halt.ts";

/** What `skein map` is asked to do. Times in milliseconds. */
export interface MapSettings {
  /** MODULE#EXPORT, as written. */
  readonly function: string;
  /** Inputs on the command line; without any they come from standard input. */
  readonly inputs: readonly string[];
  readonly separator: "\n" | "\0";
  readonly on: "thread" | "process";
  readonly workers: number;
  readonly ordered: boolean;
  readonly retries: number;
  readonly timeout: number | undefined;
  readonly halt: HaltRule | undefined;
  readonly jobLog: string | undefined;
  readonly resume: "none" | "all" | "succeeded";
  readonly progress: boolean;
  /** Errors only: no progress, no summary. */
  readonly quiet: boolean;
  readonly verbose: boolean;
}
