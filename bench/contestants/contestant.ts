import type { JobName, Jobs } from "../jobs.ts";

/** Something that can run jobs in workers: Skein, a peer, or messages by hand. */
export interface Contestant {
  /** Imports what is needed, so that importing is no part of any measurement. Rejects when it isn't installed. */
  load(): Promise<OpenCrew>;
}

/** Starts the given number of workers; which of them wait until the workers are ready is the contestant's own matter. */
export type OpenCrew = (workers: number) => Crew;

/** A contestant's running workers. */
export interface Crew {
  /** A function that sends one task and gives a promise of its result. */
  caller<Name extends JobName>(job: Name): Caller<Name>;
  /** A function that runs a job for every item, by the contestant's own map where it has one. */
  mapper<Name extends JobName>(job: Name): Mapper<Name>;
  close(): Promise<void>;
}

/** Sends one task. */
export type Caller<Name extends JobName> = (
  argument: Argument<Name>,
) => PromiseLike<ReturnType<Jobs[Name]>>;

/** Runs all items. */
export type Mapper<Name extends JobName> = (
  items: readonly Argument<Name>[],
) => PromiseLike<ReturnType<Jobs[Name]>[]>;

/** What a job takes. */
export type Argument<Name extends JobName> = Parameters<Jobs[Name]>[0];

/** The map of those that have none: a call for each item. */
export function mapByCalls<Name extends JobName>(caller: Caller<Name>): Mapper<Name> {
  return (items) => Promise.all(items.map((item) => caller(item)));
}
