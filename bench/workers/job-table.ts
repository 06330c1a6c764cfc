import { echo, factorial, type Jobs, noop, record, spin, square } from "../jobs.ts";

const jobs: Jobs = { noop, record, spin, factorial, square, echo, pass: echo };

/** The jobs by name, for workers that get names. What they take arrives as data, so it can't be checked here. */
export const jobTable = jobs as unknown as Readonly<
  Record<string, (argument?: unknown) => unknown>
>;
