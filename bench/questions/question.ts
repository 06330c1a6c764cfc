import type { OpenCrew } from "../contestants/contestant.ts";

/** Something to be measured. */
export interface Question {
  /** As it is asked for on the command line. */
  readonly name: string;
  /** One line above its table. */
  readonly title: string;
  /** The names of those who take part; Skein first. */
  readonly contestants: readonly string[];
  readonly metrics: readonly Metric[];
  /** How many turns each contestant has; default 9. */
  readonly turns?: number;
  /** Whether every turn needs a process of its own, because it measures what happens only once. */
  readonly fresh?: boolean;
  /** Prepares one contestant: starts its workers and warms them up, if that isn't what is measured. */
  prepare(open: OpenCrew, settings: Settings, contestant: string): Promise<Session>;
}

/** A number that a turn gives. */
export interface Metric {
  readonly name: string;
  readonly unit: string;
  readonly better: "more" | "less";
  /** Digits after the point; default 0. */
  readonly digits?: number;
}

/** What holds for all contestants. */
export interface Settings {
  readonly workers: number;
  /** Whether a rough answer is enough. */
  readonly quick: boolean;
  /** How often the loop of the job `spin` runs in 20 microseconds on this machine. */
  readonly spinIterations: number;
}

/** A contestant that is ready for its turns. */
export interface Session {
  /** Measures once. */
  turn(): Promise<Measurement>;
  close(): Promise<void>;
}

/** The numbers of one turn, by the names of the metrics. */
export type Measurement = Readonly<Record<string, number>>;
